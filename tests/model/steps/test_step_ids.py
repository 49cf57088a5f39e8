"""The ids of the steps that a function makes, and where it decides them."""

from __future__ import annotations

import pytest

from tests.model.build import build, definition

HEAD = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx, other=None):\n'

BODIES: dict[str, tuple[str, list[str | None]]] = {
    "run": ("ctx.step.run('a', work)", ["a"]),
    "in source order": ("ctx.step.run('b', work); ctx.step.run('a', work)", ["b", "a"]),
    "by keyword": ("ctx.step.run(handler=work, step_id='a')", ["a"]),
    "all methods": (
        "s = ctx.step\n    s.sleep('a', 1); s.sleep_until('b', 1); s.send_event('c', [])\n"
        "    s.wait_for_event('d', event='x', timeout=1); s.invoke('e', function=f)\n"
        "    s.invoke_by_id('f', function_id='f'); s.ai.infer('g', adapter=1, body={})",
        ["a", "b", "c", "d", "e", "f", "g"],
    ),
    "alias": ("run = ctx.step.run\n    run('a', work)", ["a"]),
    "one that cannot be told": ("ctx.step.run(next(x), work)", [None]),
    "star": ("ctx.step.run(*args)", []),
    "template": ("ctx.step.run(f'a-{ctx.run_id}', work)", ["a-{ctx.run_id}"]),
    "partial with the id": ("p = functools.partial(ctx.step.run, 'a', work)", ["a"]),
    "such a partial called": ("p = functools.partial(ctx.step.run, 'a', work)\n    p()", ["a"]),
    "partial without the id": (
        "p = functools.partial(ctx.step.run, output_type=str)\n    p('a', work); p('b', work)",
        ["a", "b"],
    ),
    "partial of a helper": (
        "p = functools.partial(part, ctx)\n    await p('a'); await p('b')",
        ["part-a", "part-b"],
    ),
    "step function": ("await thumb('x'); await thumb('y')", ["thumb", "thumb"]),
    "step function that is mentioned": ("print(thumb)", []),
    "helper that is mentioned": ("print(one); ctx.logger.info(one)", []),
    "helper with a sum": ("await part(ctx, 'a' + 'b')", ["part-ab"]),
    "stored lambda": ("x = lambda: ctx.step.run('a', work)", ["a"]),
    "parallel has no id": (
        "ctx.group.parallel((lambda: ctx.step.run('a', work), lambda: ctx.step.run('b', work)))",
        ["a", "b"],
    ),
    "both arms": (
        "x = ctx.step.run('a', work) if ctx.attempt else ctx.step.run('b', work)",
        ["a", "b"],
    ),
    "nested def that nobody calls": (
        "async def g(): await ctx.step.run('a', work)\n    ctx.step.run('b', work)",
        ["b"],
    ),
    "nested def that is called": (
        "async def g(): await ctx.step.run('a', work)\n    await g()",
        ["a"],
    ),
    "nested def given to parallel": (
        "async def g(): await ctx.step.run('a', work)\n    ctx.group.parallel((g,))",
        ["a"],
    ),
    "helper": ("await one(ctx)", ["one"]),
    "helper twice": ("await one(ctx)\n    await one(ctx)", ["one", "one"]),
    "helper that repeats itself counts once": ("await twice(ctx)", ["twice"]),
    "helper of a helper": ("await outer(ctx)", ["one"]),
    "helper with the id": ("await named(ctx, 'a'); await named(ctx, step_id='b')", ["a", "b"]),
    "helper with the default": ("await named(ctx)", ["default"]),
    "helper with a part of the id": ("await part(ctx, 'a')", ["part-a"]),
    "helper with a local of its own": ("await local(ctx, 'a')", ["local-a"]),
    "helper with what cannot be told": ("await named(ctx, next(x))", []),
    "helper in a circle": ("await ping(ctx)", ["ping", "pong"]),
    "method": ("await Jobs(ctx).go()", ["job"]),
    "helper without steps": ("plain(ctx)", []),
    "helper as a step handler": ("await ctx.step.run('a', plain, ctx)", ["a"]),
    "unrelated step": ("engine.step.run('x')\n    ctx.step.run('a', work)", ["a"]),
}
HELPERS = """
from app import engine

async def one(ctx): return await ctx.step.run("one", work)

async def twice(ctx):
    await ctx.step.run("twice", work)
    await ctx.step.run("twice", work)

async def outer(c): return await one(c)

async def named(ctx, step_id="default"): return await ctx.step.run(step_id, work)

async def part(ctx, key): return await ctx.step.run(f"part-{key}", work)

async def local(ctx, key):
    step_id = f"local-{key}"
    return await ctx.step.run(step_id, work)

async def ping(ctx):
    await ctx.step.run("ping", work)
    await pong(ctx)

async def pong(ctx):
    await ctx.step.run("pong", work)
    await ping(ctx)

def plain(ctx): return ctx.run_id

@inngest.experimental.step("thumb")
async def thumb(path): return path

class Jobs:
    def __init__(self, ctx):
        self.ctx = ctx

    async def go(self):
        return await self.ctx.step.run("job", work)
"""


@pytest.mark.parametrize(("body", "expected"), BODIES.values(), ids=BODIES)
def test_ids(body: str, expected: list[str | None]) -> None:
    module = build(f"{HELPERS}\n{HEAD}    {body}\n", prelude=True)
    found = module.step_ids.of(definition(module, "f"))
    assert [step_id.text and str(step_id.text) for step_id in found] == expected


@pytest.mark.parametrize(
    ("call", "node"),
    [
        ("ctx.step.run('a', work)", "'a'"),
        ("ctx.step.run(handler=work, step_id='a')", "step_id='a'"),
        ("functools.partial(ctx.step.run, 'a', work)", "'a'"),
        ("one(ctx)", "one(ctx)"),
        ("named(ctx, 'a')", "'a'"),
        ("named(ctx, step_id='a')", "step_id='a'"),
        ("named(ctx)", "named(ctx)"),
        ("part(ctx, 'a')", "part(ctx, 'a')"),
    ],
)
def test_where_the_id_is_decided(call: str, node: str) -> None:
    module = build(f"{HELPERS}\n{HEAD}    x = {call}\n", prelude=True)
    (step_id,) = module.step_ids.of(definition(module, "f"))
    assert module.tree.text(step_id.node).rstrip(", ") == node


def test_each_nested_def_has_a_list_of_its_own() -> None:
    module = build(
        """
        @client.create_function(fn_id="f", trigger=EVENT)
        async def f(ctx):
            await ctx.step.run("a", work)

            async def g():
                await ctx.step.run("b", work)
                await ctx.step.run("c", work)

            await g()
        """,
        prelude=True,
    )
    (function,) = module.functions
    assert [[str(i.text) for i in ids] for ids in function.step_ids] == [
        ["a", "b", "c"],
        ["b", "c"],
    ]


def chain(length: int) -> str:
    """Helpers that call the next one twice, and a function that calls the first."""
    lines = [
        f"async def h{i}(ctx: inngest.Context, name):\n"
        f"    await h{i + 1}(ctx, f'{{name}}-a'); await h{i + 1}(ctx, f'{{name}}-b')\n"
        for i in range(length)
    ]
    last = f"async def h{length}(ctx: inngest.Context, name): await ctx.step.run(name, work)\n"
    return "\n".join(
        [*lines, last, HEAD + "    await h0(ctx, 'x'); await ctx.step.run('y', work)\n"]
    )


def test_the_ids_of_a_few_paths_through_helpers_are_told() -> None:
    module = build(chain(3), prelude=True)
    ids = [str(each.text) for each in module.step_ids.of(definition(module, "f"))]
    assert ids == [*(f"x-{a}-{b}-{c}" for a in "ab" for b in "ab" for c in "ab"), "y"]


def test_the_ids_of_very_many_paths_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    module = build(chain(20), prelude=True)
    entered = []
    enter = module.texts.enter
    monkeypatch.setattr(module.texts, "enter", lambda *args: entered.append(1) or enter(*args))
    texts = [[each.text for each in ids] for f in module.functions for ids in f.step_ids]
    assert [str(text) for text in texts[-1] if text is not None] == ["y"]
    assert len(entered) < 2_000, "of a million paths"
