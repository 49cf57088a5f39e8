"""Which code runs inside steps."""

from __future__ import annotations

import libcst as cst
import pytest

from tests.model.build import build

HANDLERS = {
    "lambda": ("await ctx.step.run('a', lambda: 1)", ["lambda: 1"]),
    "function": ("await ctx.step.run('a', work)", ["work"]),
    "by keyword": ("await ctx.step.run(step_id='a', handler=work)", ["work"]),
    "partial": ("await ctx.step.run('a', functools.partial(work, 1))", ["work"]),
    "method": ("await ctx.step.run('a', Job().charge)", ["charge"]),
    "nested": ("def g(): ...\n    await ctx.step.run('a', g)", ["g"]),
    "twice": ("await ctx.step.run('a', work)\n    await ctx.step.run('b', work)", ["work"]),
    "through a helper": ("await runner(ctx, 'a', work)", ["work"]),
    "through two helpers": ("await outer(ctx, do=work)", ["work"]),
    "partial of the step": (
        "await ctx.group.parallel((functools.partial(ctx.step.run, 'a', work),))",
        ["work"],
    ),
    "branch": ("await ctx.group.parallel((lambda: ctx.step.sleep('a', 1),))", []),
    "result of a call": ("await ctx.step.run('a', work())", []),
    "elsewhere": ("await ctx.step.run('a', imported)", []),
    "another step": ("await other.step.run('a', work)", []),
}


@pytest.mark.parametrize(("body", "expected"), HANDLERS.values(), ids=HANDLERS)
def test_all(body: str, expected: list[str]) -> None:
    module = build(
        "from app import imported, other\n"
        "class Job:\n"
        "    async def charge(self): ...\n"
        "async def runner(ctx, name, do):\n"
        "    return await ctx.step.run(name, do)\n"
        "async def outer(ctx, do):\n"
        "    return await runner(ctx, 'x', do)\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx):\n    {body}\n",
        prelude=True,
    )
    names = [
        each.name.value if isinstance(each, cst.FunctionDef) else module.tree.text(each)
        for each in module.step_handlers.all
    ]
    assert names == expected


def test_a_step_function_is_a_step_handler() -> None:
    module = build(
        "import inngest.experimental\n@inngest.experimental.step('a')\nasync def charge(): ...\n",
        prelude=True,
    )
    (handler,) = module.step_handlers.all
    assert isinstance(handler, cst.FunctionDef)
    assert handler.name.value == "charge"


def test_holds_what_stands_in_a_handler() -> None:
    module = build(
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        "async def f(ctx):\n"
        "    outside()\n"
        "    await ctx.step.run('a', lambda: inside())\n",
        prelude=True,
    )
    calls = {module.tree.text(call): call for call in module.tree.all(cst.Call)}
    assert module.step_handlers.holds(calls["inside()"])
    assert not module.step_handlers.holds(calls["outside()"])
