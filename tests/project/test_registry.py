"""Which functions of a project are served."""

from __future__ import annotations

from tests.project.build import project

MAIN = """
import inngest, inngest.fast_api
client = inngest.Inngest(app_id="a")
T = inngest.TriggerCron(cron="* * * * *")
def work(ctx): ...
one = client.create_function(fn_id="one", trigger=T)(work)
other = client.create_function(fn_id="other", trigger=T)(work)
inngest.fast_api.serve(app, client, [one])
"""


def test_two_functions_of_one_handler_are_told_apart() -> None:
    made = project({"main.py": MAIN})
    served = {each.name: made.registry.is_registered(each) for each in made.functions}
    assert served == {"one": True, "other": False}


def test_a_list_is_suggested_only_if_the_client_of_the_function_serves_it() -> None:
    more = MAIN + 'c = inngest.Inngest(app_id="b")\n'
    more += 'lost = c.create_function(fn_id="c", trigger=T)(work)\n'
    more += "inngest.fast_api.serve(app, client, [one], serve_path='/x')\n"
    made = project({"main.py": more})
    lists = {each.name: made.registry.list_for(each) is not None for each in made.functions}
    assert lists == {"one": True, "other": True, "lost": False}
