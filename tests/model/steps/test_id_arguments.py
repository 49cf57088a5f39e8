"""The arguments that decide step ids, in the function that writes them down."""

from __future__ import annotations

import pytest

from tests.model.build import build, definition

HELPERS = """
async def named(ctx: inngest.Context, key, note=None):
    return await ctx.step.run(f"a-{key}", work, note)
async def outer(ctx: inngest.Context, *, name): return await named(ctx, name, note=name.upper())
async def hidden(ctx: inngest.Context, key):
    key = len(key)
    return await ctx.step.run("a", work, key)
async def anew(ctx: inngest.Context, key):
    key = ctx.run_id
    return await ctx.step.run(key, work)
async def cycle(ctx: inngest.Context, key, n):
    await ctx.step.run(key, work)
    await cycle(ctx, key, n - 1)
class Jobs:
    def __init__(self, ctx, key, note): self.ctx = ctx; self.key = key; self.note = note
    async def go(self, name): await self.ctx.step.run(self.key + name, work, self.note)

@client.create_function(fn_id="f", trigger=EVENT)
async def f(ctx: inngest.Context, *, x, y):
"""
BODIES = {
    "its own": ("ctx.step.run('a', work, x)", ["'a'"]),
    "by keyword": ("ctx.step.run(handler=work, step_id='a')", ["step_id='a'"]),
    "partial with the id": ("p = functools.partial(ctx.step.run, 'a', work)\n    p()", ["'a'"]),
    "of a helper": ("named(ctx, x, y)", ["x"]),
    "through two helpers": ("outer(ctx, name=x)", ["name=x"]),
    "only the handler's": ("hidden(ctx, x)", []),
    "bound anew": ("anew(ctx, x)", []),
    "of a cycle": ("cycle(ctx, x, y)", ["x"]),
    "of an object and its method": ("Jobs(ctx, x, y).go(y)", ["y", "x"]),
    "partial of a helper": ("asyncio.gather(functools.partial(named, ctx, x)())", ["x"]),
    "partial for parallel": ("ctx.group.parallel((functools.partial(named, ctx, x),))", ["x"]),
    "in a lambda": ("ctx.group.parallel((lambda: named(ctx, x),))", ["x"]),
}


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_arguments_that_decide_ids(body: str, expected: list[str]) -> None:
    module = build(f"{HELPERS}    {body}", prelude=True)
    found = module.id_arguments.of(definition(module, "f"))
    assert [module.tree.text(arg).rstrip(", ") for arg in found] == expected
