"""Where code stands: in a loop over items, in a branch of `group.parallel`, who calls it."""

from __future__ import annotations

import libcst as cst
import pytest

from tests.model.build import build, definition, written

FUNCTION = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx):\n'
HERE = "here()"

LOOPS = {
    "no loop": (HERE, False),
    "for": (f"for x in y: {HERE}", True),
    "deep in a for": (f"for x in y:\n    if x:\n        with z:\n            {HERE}", True),
    "comprehension": (f"z = [{HERE} for x in y]", True),
    "set comprehension": (f"z = {{{HERE} for x in y}}", True),
    "dictionary": (f"z = {{x: {HERE} for x in y}}", True),
    "generator": (f"z = tuple({HERE} for x in y)", True),
    "while": (f"while y: {HERE}", False),
    "while that pops": (f"while y:\n    x = y.pop()\n    {HERE}", True),
    "while that pops from the left": (f"while y:\n    x = y.popleft()\n    {HERE}", True),
    "behind a for": (f"for x in y: ...\n{HERE}", False),
    "nested def in a for": (f"for x in y:\n    def g(): {HERE}", False),
    "nested def called in a for": (f"def g(): {HERE}\nfor x in y: g()", True),
    "nested def called once": (f"def g(): {HERE}\ng()", False),
    "lambda in a for": (f"for x in y: z(lambda: {HERE})", True),
}


@pytest.mark.parametrize(("body", "expected"), LOOPS.values(), ids=LOOPS)
def test_runs_per_item(body: str, expected: bool) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    module = build(FUNCTION + lines, prelude=True)
    assert module.placement.runs_per_item(written(module, cst.Call, HERE)) is expected


CALLERS = {
    "nobody": ("", False),
    "once": ("g()", False),
    "in a loop": ("for x in y: g()", True),
    "in a loop of another": ("def h(): g()\nfor x in y: h()", True),
    "in a loop of one of two callers": ("g()\nfor x in y: g()", True),
    "in a comprehension": ("z = [g() for x in y]", True),
    "in a cycle": ("def h(): k()\ndef k():\n    h()\n    g()\nh()", False),
    "as an object's method": ("class C:\n    def m(self): g()\nfor x in y: C().m()", True),
}


@pytest.mark.parametrize(("code", "expected"), CALLERS.values(), ids=CALLERS)
def test_a_helper_called_in_a_loop_runs_per_item(code: str, expected: bool) -> None:
    module = build(f"def g(): {HERE}\n{code}", prelude=True)
    assert module.placement.runs_per_item(written(module, cst.Call, HERE)) is expected


BRANCHES: dict[str, tuple[str, set[str]]] = {
    "tuple": ("await ctx.group.parallel((one, two))", {"one", "two"}),
    "list": ("await ctx.group.parallel([one])", {"one"}),
    "by keyword": ("await ctx.group.parallel(callables=(one,))", {"one"}),
    "lambda": ("await ctx.group.parallel((lambda: one(),))", {"lambda", "one"}),
    "partial": ("await ctx.group.parallel((functools.partial(one, 1),))", {"one"}),
    "generator": (
        "await ctx.group.parallel(tuple(functools.partial(one, x) for x in y))",
        {"one"},
    ),
    "name": ("branches = (one, two)\nawait ctx.group.parallel(branches)", {"one", "two"}),
    "name of a partial": (
        "branch = functools.partial(one, 1)\nawait ctx.group.parallel((branch,))",
        {"one"},
    ),
    "appended": (
        "branches = []\nbranches.append(one)\nawait ctx.group.parallel(tuple(branches))",
        {"one"},
    ),
    "appended to another list": (
        "branches, others = [two], []\nothers.append(one)\n"
        "await ctx.group.parallel(tuple(branches))",
        {"two"},
    ),
    "values of a dictionary": (
        "branches = {'a': one}\nawait ctx.group.parallel(tuple(branches.values()))",
        {"one"},
    ),
    "sum": ("branches = [one]\nawait ctx.group.parallel(branches + [two])", {"one", "two"}),
    "nested def": (
        "async def inner(): ...\nawait ctx.group.parallel((inner,))",
        {"inner"},
    ),
    "what a branch calls": ("await ctx.group.parallel((outer,))", {"outer", "one"}),
    "through a helper": ("await fan(ctx, [one, two])", {"one", "two"}),
    "through a helper, by keyword": ("await fan(ctx, branches=(one,))", {"one"}),
    "through two helpers": ("await wide(ctx, [one])", {"one"}),
    "through a helper, by a name": ("b = [one]\nawait fan(ctx, b)", {"one"}),
    "another argument of the helper": ("await fan(ctx, [one], two)", {"one"}),
    "only called": ("await one()", set()),
    "gather": ("await asyncio.gather(one())", set()),
    "another group": ("await other.group.parallel((one,))", set()),
}
HELPERS = """
async def one(*args): ...
async def two(*args): ...
async def outer(): await one()
async def fan(ctx, branches, rest=None): return await ctx.group.parallel(tuple(branches))
async def wide(ctx, all_of_them): return await fan(ctx, all_of_them)
"""


@pytest.mark.parametrize(("body", "expected"), BRANCHES.values(), ids=BRANCHES)
def test_parallel_branches(body: str, expected: set[str]) -> None:
    lines = "".join(f"    {line}\n" for line in body.split("\n"))
    module = build(HELPERS + FUNCTION + lines, prelude=True)
    found = {
        node.name.value if isinstance(node, cst.FunctionDef) else "lambda"
        for node in module.placement.parallel_branches
    }
    assert found == expected


def test_callers_of() -> None:
    module = build(
        """
        def g(): ...

        def h(): g()

        class C:
            def m(self): ...

        g()
        C().m()
        other(g)
        print(g)
        """
    )
    called = module.placement.callers_of(definition(module, "g"))
    assert [module.tree.text(call) for call in called] == ["g()", "g()", "other(g)"]
    called = module.placement.callers_of(definition(module, "m"))
    assert [module.tree.text(call) for call in called] == ["C().m()"]
    assert module.placement.callers_of(definition(module, "h")) == []
