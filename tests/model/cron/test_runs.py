"""What a scheduled run reads and misses, and what keeps it away."""

from __future__ import annotations

from textwrap import indent

import pytest

from tests.model.build import build

FUNCTION = """\
@client.create_function(fn_id="f", trigger=inngest.TriggerCron(cron="0 1 * * *"))
async def f(ctx):
"""
READ = "x = ctx.event.data['k']"
TIMER = "'inngest/scheduled.timer'"


def reads(body: str, helpers: str = "") -> list[tuple[str, bool]]:
    """The keys that are missed, and whether that is certain."""
    module = build(helpers + "\n" + FUNCTION + indent(body, "    "), prelude=True)
    found = module.cron_runs.missing([each.node for each in module.functions if each.has_cron])
    return [(read.key, read.certain) for read in found]


@pytest.mark.parametrize(
    "test",
    [
        f"ctx.event.name != {TIMER}",
        "ctx.event.name in ('app/x', 'app/y')",
        "ctx.event.name.upper().startswith('APP/')",
        "ctx.event.name == f'app/{ctx.run_id}.requested'",
        "'k' in ctx.event.data",
        "'k' in ctx.event.data.keys() and ctx.attempt",
        "{'k', 'cron'} <= set(ctx.event.data)",
        "not {'k'} - set(ctx.event.data)",
        "isinstance(ctx.event.data.get('k'), str)",
        "len(ctx.event.data) > 3",
        "ctx.event.data.get('mode', 'all') == 'one'",
        "bool(ctx.event.data.get('k'))",
        "not ctx.event.data",
        "('one' if 'k' in ctx.event.data else '')",
    ],
)
def test_a_test_that_a_scheduled_run_fails_guards(test: str) -> None:
    assert reads(f"if {test}:\n    {READ}") == []
    assert reads(f"if not ({test}):\n    return\n{READ}") == []
    assert reads(f"if not ({test}):\n    {READ}")[:1] in ([("k", True)], [])
    assert reads(f"if not ({test}):\n    print()\n{READ}") == [("k", True)]


@pytest.mark.parametrize(
    "test",
    [
        "foreign(ctx)",
        "ctx.event.name == OTHER",
        "other in ctx.event.data",
        "all(each in ctx.event.data for each in KEYS)",
        "ctx.event.data.get('cron') == '0 1 * * *'",
    ],
)
def test_a_test_of_the_event_that_nobody_can_answer_is_told(test: str) -> None:
    assert reads(f"if {test}:\n    {READ}") == [("k", False)]


@pytest.mark.parametrize(
    "test",
    ["ctx.attempt > 2", "settings.flag", "ctx.event.ts", "ctx.event.data", "await work(1)"],
)
def test_a_test_of_something_else_guards_nothing(test: str) -> None:
    assert reads(f"if {test}:\n    {READ}") == [("k", True)]


@pytest.mark.parametrize("caught", ["KeyError", "(ValueError, LookupError)", "Exception"])
def test_a_missing_key_may_be_caught(caught: str) -> None:
    assert reads(f"try:\n    {READ}\nexcept {caught}:\n    pass") == []
    assert reads(f"try:\n    pass\nexcept {caught}:\n    {READ}") == [("k", True)]
    left = f"try:\n    {READ}\nexcept {caught}:\n    return\ny = ctx.event.data['later']"
    assert reads(left) == []
    assert reads(left.replace("return", "pass")) == [("later", True)]


@pytest.mark.parametrize(
    ("caught", "expected"),
    [
        ("Exception", []),
        ("KeyError", [("k", True)]),  # it comes out of the step as StepError
        ("inngest.StepError", [("k", True)]),  # and takes the way of every failure
    ],
)
def test_what_catches_the_error_of_a_step(caught: str, expected: list[tuple[str, bool]]) -> None:
    handler = f"async def h():\n    {READ}\n"
    around = "try:\n    await ctx.step.run('s', {})\nexcept {}:\n    pass"
    assert reads(handler + around.format("h", caught)) == expected
    in_place = f"lambda: {READ.removeprefix('x = ')}"
    assert reads(around.format(in_place, caught)) == expected


def test_a_check_before_the_read_may_refuse_a_scheduled_run() -> None:
    check = "def check(event):\n    if event.name {} 'app/x':\n        raise ValueError"
    body = f"check(ctx.event)\n{READ}"
    assert reads(body, check.format("!=")) == []
    assert reads(body, check.format("==")) == [("k", True)]
    assert reads(body) == [("k", False)]
    assert reads(
        f"for key in KEYS:\n    if key not in ctx.event.data:\n        return\n{READ}"
    ) == [("k", False)]


def test_what_a_refusal_raises_may_be_caught_before_the_read() -> None:
    raising = f"if ctx.event.name == {TIMER}:\n        raise ValueError"
    assert reads(f"try:\n    {raising}\nexcept ValueError:\n    pass\n{READ}") == [("k", False)]


def test_functions_run_where_they_are_called_not_where_they_are_written() -> None:
    body = "def read():\n    return ctx.event.data['k']\n"
    assert reads(body) == []
    assert reads(f"{body}read()") == [("k", True)]
    assert reads(f"{body}if 'k' in ctx.event.data:\n    read()") == []
    assert reads("read = lambda: ctx.event.data['k']\nreturn") == []


def test_a_helper_reads_what_each_call_gives_it() -> None:
    helper = "def take(data, key):\n    return data[key]\n"
    assert reads("take(ctx.event.data, 'fireAt'); take({}, 'k')", helper) == []
    assert reads("take(dict(ctx.event.data), 'k')", helper) == [("k", True)]


def test_a_function_that_calls_itself_ends() -> None:
    helper = "def dig(n, data):\n    return data['k'] if n == 0 else dig(n - 1, data)\n"
    assert reads("dig(3, ctx.event.data)", helper) == [("k", True)]


def test_writing_and_deleting_a_key_reads_nothing() -> None:
    for written in ("data['k'] = 1", "data['k'], y = 1, 2", "del data['k']", "data['k']: int = 1"):
        assert reads(f"data = dict(ctx.event.data)\n{written}") == []
    assert reads("data = dict(ctx.event.data)\ndata['k'] += 1") == [("k", True)]


def test_a_check_may_refuse_through_a_helper() -> None:
    helpers = f"""
def refuse(why):
    raise ValueError(why)

def check(ctx):
    if ctx.event.name == {TIMER}:
        if ctx.attempt < 9:
            print()
        refuse("by hand")
"""
    assert reads(f"check(ctx)\n{READ}", helpers) == []
    assert reads(f"check(ctx)\n{READ}", helpers.replace("==", "!=")) == [("k", True)]


def test_code_that_calls_without_end_costs_no_time() -> None:
    step = "def f{0}(d):\n    return d['k'] if d.get('x') == f{1}(d) else f{1}(d) or f{1}(d)\n"
    helpers = "def f0(d):\n    return d['k']\n"
    helpers += "".join(step.format(i, i - 1) for i in range(1, 40))
    assert ("k", True) not in reads("f39(ctx.event.data)", helpers)
