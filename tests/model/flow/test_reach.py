"""What runs when a piece of code runs."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.module import Module
from inngest_lint.model.names.value import Definition
from tests.model.build import build, definition, written

HELPERS = """
import logging

LOG = logging.getLogger("x")

async def one(ctx: inngest.Context, name="one"): return await ctx.step.run(name, work)

async def two(ctx: inngest.Context): return await one(ctx)

async def plain(ctx: inngest.Context): return ctx.run_id

async def runner(action): return await action()

async def keeper(action): return str(action)

def ping(ctx: inngest.Context, n): return pong(ctx, n - 1) if n else ctx.step.run("end", work)

def pong(ctx: inngest.Context, n): return ping(ctx, n - 1)

def here(n): return there(n)

def there(n): return here(n)

@inngest.experimental.step("thumb")
async def thumb(path): return path

class Jobs:
    def __init__(self, ctx: inngest.Context):
        self.ctx = ctx

    async def go(self): return await self.ctx.step.run("job", work)

    async def idle(self): return self.ctx.run_id

    @staticmethod
    async def static(ctx: inngest.Context): return await one(ctx)
"""
HEAD = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx, rows=()):\n    try:\n'


def function(body: str) -> Module:
    """A function whose `try` holds the body."""
    lines = "".join(f"        {line}\n" for line in body.split("\n"))
    return build(f"{HELPERS}\n{HEAD}{lines}    finally: ...", prelude=True)


SURROUNDS = {
    "step": ("await ctx.step.run('a', work)", True),
    "step deep inside": ("for x in rows:\n    if x: y = [await ctx.step.run(x, work)]", True),
    "parallel": ("await ctx.group.parallel(())", True),
    "no step": ("await work()", False),
    "method that is not called": ("run = ctx.step.run", False),
    "helper": ("await one(ctx)", True),
    "helper of a helper": ("await two(ctx)", True),
    "helper without steps": ("await plain(ctx)", False),
    "cycle with a step": ("pong(ctx, 3)", True),
    "cycle without": ("here(3)", False),
    "method": ("await Jobs(ctx).go()", True),
    "method without steps": ("await Jobs(ctx).idle()", False),
    "method of the class": ("await Jobs.static(ctx)", True),
    "object that is only made": ("jobs = Jobs(ctx)", False),
    "step function": ("await thumb('x')", True),
    "step function that is mentioned": ("print(thumb)", False),
    "stored lambda": ("x = lambda: ctx.step.run('a', work)", False),
    "stored lambda in a list": ("x = [lambda: ctx.step.run('a', work)]", False),
    "stored lambda in a dictionary": ("x = {'a': lambda: ctx.step.run('a', work)}", False),
    "lambda appended": ("x = []\nx.append(lambda: ctx.step.run('a', work))", False),
    "lambda inserted": ("x = []\nx.insert(0, lambda: ctx.step.run('a', work))", False),
    "lambda that makes a lambda": ("x = lambda: (lambda: ctx.step.run('a', work))", False),
    "stored lambda that is called": ("x = lambda: ctx.step.run('a', work)\nx()", True),
    "lambda called on the spot": ("(lambda: ctx.step.run('a', work))()", True),
    "lambda given to a runner": ("await runner(lambda: ctx.step.run('a', work))", True),
    "lambda given to the project": ("await other(lambda: ctx.step.run('a', work))", True),
    "lambda given to parallel": (
        "await ctx.group.parallel((lambda: ctx.step.run('a', work),))",
        True,
    ),
    "helper in a stored lambda": ("x = lambda: one(ctx)", False),
    "def": ("async def g(): await ctx.step.run('a', work)", False),
    "def that is called": ("async def g(): await ctx.step.run('a', work)\nawait g()", True),
    "class": ("class C:\n    async def g(self): await ctx.step.run('a', work)", False),
    "printed": ("print(one, str(two))", False),
    "logged": ("ctx.logger.info('%s', one)\nlogging.info(one)\nLOG.info(one)", False),
    "named": ("getattr(one, '__name__')", False),
    "given to a runner": ("await runner(one)", True),
    "given to the project": ("await other(one)", True),
    "given in a list": ("await other([one])", True),
    "given in a comprehension": ("await other(*[one for x in rows])", True),
    "given by a keyword": ("await other(action=two)", True),
    "one without steps given": ("await other(plain)", False),
    "partial that is made": ("x = functools.partial(one, ctx)", False),
    "partial that is called": ("x = functools.partial(one, ctx)\nawait x()", True),
    "partial that is given": ("await other(functools.partial(one, ctx))", True),
    "partial of a step": ("x = functools.partial(ctx.step.run, 'a')", False),
    "partial of a step that is called": (
        "x = functools.partial(ctx.step.run, 'a')\nawait x(work)",
        True,
    ),
}


@pytest.mark.parametrize(("body", "expected"), SURROUNDS.values(), ids=SURROUNDS)
def test_surrounds_steps(body: str, expected: bool) -> None:
    module = function(body)
    block = module.tree.all(cst.Try)[-1].body
    assert module.reach.surrounds_steps(block) is expected


MAKES = {
    "one": True,
    "two": True,
    "plain": False,
    "keeper": False,
    "ping": True,
    "pong": True,
    "here": False,
    "there": False,
    "go": True,
    "idle": False,
    "static": True,
    "thumb": False,  # its code is the step handler
}


@pytest.mark.parametrize("name", MAKES)
def test_makes_steps(name: str) -> None:
    module = function("...")
    assert module.reach.makes_steps(definition(module, name)) is MAKES[name]


def test_a_runner_makes_the_steps_of_what_it_is_given() -> None:
    module = function("await runner(two)\nawait keeper(two)")
    assert module.reach.makes_steps(definition(module, "runner"))
    assert not module.reach.makes_steps(definition(module, "keeper"))


HANDED: dict[str, tuple[str, list[str]]] = {
    "call": ("one(ctx)", ["one"]),
    "method": ("Jobs(ctx).go()", ["go"]),
    "unknown": ("other(ctx)", []),
    "mention": ("print(one)", []),
    "argument": ("other(one, plain)", ["one", "plain"]),
    "call and argument": ("runner(one)", ["runner", "one"]),
    "step handler": ("ctx.step.run('a', one)", []),
    "step handler that is given": ("ctx.step.run('a', runner, one)", []),
    "branches": ("ctx.group.parallel((one, plain))", ["one", "plain"]),
    "branches in a name": ("ctx.group.parallel(BRANCHES)", ["one", "two"]),
    "partials": ("ctx.group.parallel((functools.partial(one, ctx),))", ["one"]),
    "generator": ("other(functools.partial(one, ctx) for x in rows)", ["one"]),
    "tuple of a generator": ("other(tuple(one for x in rows))", ["one"]),
    "class": ("other(Jobs)", []),
    "object": ("other(Jobs(ctx))", []),
    "bound method": ("other(Jobs(ctx).go)", ["go"]),
    "lambda counts where it stands": ("other(lambda: one(ctx))", []),
    "partial itself": ("functools.partial(one, ctx)", []),
    "step function": ("thumb('x')", []),
}


@pytest.mark.parametrize(("call", "expected"), HANDED.values(), ids=HANDED)
def test_helpers(call: str, expected: list[str]) -> None:
    module = function(f"BRANCHES = [one, two]\nx = {call}")
    node = written(module, cst.Call, call)
    assert [name(helper.function) for helper in module.reach.helpers(node)] == expected


def name(function: Definition) -> str:
    return function.name.value if isinstance(function, cst.FunctionDef) else "lambda"


def test_a_function_that_callers_give_is_assumed_to_run() -> None:
    module = function("await runner(one)\nawait runner(plain)")
    found = module.reach.helpers(written(module, cst.Call, "action()"))
    assert {(name(helper.function), helper.assumed) for helper in found} == {
        ("one", True),
        ("plain", True),
    }


def test_what_a_helper_receives() -> None:
    module = function("await functools.partial(one, ctx)(name='x')")
    (helper,) = module.reach.helpers(
        written(module, cst.Call, "functools.partial(one, ctx)(name='x')")
    )
    received = {p.name.value: module.tree.text(v) for p, v in helper.received().items()}
    assert received == {"ctx": "ctx", "name": "'x'"}


STEP_HANDLERS = {
    "by position": ("ctx.step.run('a', plain, ctx)", "plain"),
    "by keyword": ("ctx.step.run(step_id='a', handler=plain)", "plain"),
    "partial": ("ctx.step.run('a', functools.partial(plain, ctx))", "plain"),
    "method": ("ctx.step.run('a', Jobs(ctx).idle)", "idle"),
    "lambda": ("ctx.step.run('a', lambda: 1)", "lambda"),
    "imported": ("ctx.step.run('a', other)", None),
    "no handler": ("ctx.step.run('a')", None),
    "another step": ("ctx.step.invoke('a', plain)", None),
    "no step": ("other.step.run('a', plain)", None),
}


@pytest.mark.parametrize(("call", "expected"), STEP_HANDLERS.values(), ids=STEP_HANDLERS)
def test_step_handler(call: str, expected: str | None) -> None:
    module = function(f"x = {call}")
    helper = module.reach.step_handler(written(module, cst.Call, call))
    assert (helper and name(helper.function)) == expected


X = frozenset({"x"})


def chain(links: int, calls: int) -> str:
    """Helpers that each call the next one so many times; the last makes a step."""
    lines = []
    for number in range(links):
        called = " + ".join([f"await h{number + 1}(ctx, key)"] * calls)
        lines.append(f"async def h{number}(ctx, key): return {called}")
    lines.append(f"async def h{links}(ctx, key): return await ctx.step.run(f'a-{{key}}', work)")
    return "\n".join(lines)


@pytest.mark.parametrize(("links", "calls"), [(20, 2), (20, 3), (40, 1)])
def test_diamonds_and_long_chains_end_at_once(links: int, calls: int) -> None:
    module = build(
        f"{chain(links, calls)}\n@client.create_function(fn_id='f', trigger=EVENT)\n"
        "async def f(ctx):\n    try:\n        await h0(ctx, 'x')\n    except Exception: ...",
        prelude=True,
    )
    function = module.functions[-1]
    assert function.handlers[0].around_steps
    assert [[str(step_id.text) for step_id in ids] for ids in function.step_ids] == [["a-x"]]
    assert module.aftermath.is_decided_by(X, X, module.tree.all(cst.Try)[0]) is False


def test_cycles_of_many_helpers_end_at_once() -> None:
    every = "; ".join(f"h{n}(ctx)" for n in range(12))
    defs = "\n".join(f"async def h{n}(ctx): {every}" for n in range(12))
    module = build(
        f"{defs}\n@client.create_function(fn_id='f', trigger=EVENT)\n"
        "async def f(ctx):\n    try:\n        h0(ctx)\n    except Exception: ...",
        prelude=True,
    )
    assert not module.functions[-1].handlers[0].around_steps
    assert module.functions[-1].step_ids == [[]]
