"""Functions reach what they mention, in whatever module."""

from __future__ import annotations

import ast

from inngest_lint.project.code.things import Place
from tests.project.build import ROOT, project

JOBS = """
import inngest
from services import Service, ask
from .client import client
service = Service()
async def told(ctx): ...
async def nobody(): ...
@client.create_function(fn_id="a", trigger=inngest.TriggerCron(cron="* * * * *"), on_failure=told)
async def a(ctx):
    await ctx.step.run("ask", ask)
    await ctx.step.run("work", lambda: service.work())
"""
SERVICES = """
def ask(): return inner()
def inner():
    def nested(): ...
    return nested
class Service:
    def work(self): return self.also()
    def also(self): ...
    def never(self): ...
def never(): ask()
"""


def test_what_functions_mention_is_reached() -> None:
    made = project({"app/jobs.py": JOBS, "app/client.py": "client = 1", "services.py": SERVICES})
    jobs, services = made.modules.at(ROOT / "app/jobs.py"), made.modules.at(ROOT / "services.py")
    assert jobs is not None
    assert services is not None
    assert made.reached.names(jobs) == {"a", "told"}
    assert made.reached.names(services) == {
        "ask",
        "inner",
        "inner.nested",
        "Service.work",
        "Service.also",
    }
    assert made.reached.step_handlers(services) == {"ask"}
    assert made.reached.step_handlers(jobs) == frozenset()


def test_what_is_mentioned_in_a_nested_function_is_looked_up_from_there() -> None:
    jobs = """
    import inngest
    import requests
    client = inngest.Inngest(app_id="a")
    @client.create_function(fn_id="a", trigger=inngest.TriggerCron(cron="* * * * *"))
    async def a(ctx):
        async def ask(requests: list):
            return requests.get("level")
        return await ctx.step.run("ask", ask)
    """
    made = project({"jobs.py": jobs})
    module = made.modules.at(ROOT / "jobs.py")
    assert module is not None
    made.survey()
    (call,) = [each for each in module.tree.calling({"get"}) if isinstance(each.node, ast.Call)]
    assert made.resolver.symbol(Place(module, call.node.func, call.scope)) == "builtins.list().get"
