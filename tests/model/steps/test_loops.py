"""Steps that a loop repeats under one id: where that is decided, and what tells the turns apart."""

from __future__ import annotations

import pytest

from tests.model.build import build

HEAD = '@client.create_function(fn_id="f", trigger=EVENT)\nasync def f(ctx, *, items, n):\n'
HELPERS = """
import contextlib
from lib import advance, make

async def one(ctx): return await ctx.step.run("one", work)
async def two(ctx):
    await ctx.step.run("a", work)
    await ctx.step.run("b", work)
async def named(ctx, key): return await ctx.step.run(f"named-{key}", work)
async def again(ctx, n):
    await ctx.step.run("again", work)
    while n:
        await again(ctx, n)
"""
STEP = 'await ctx.step.run("s", work)'

# the body, and what is reported in it
BODIES: dict[str, tuple[str, list[str]]] = {
    "for": (f"for x in items: {STEP}", ['"s",']),
    "while": (f"while n: {STEP}", ['"s",']),
    "test of while": ('while await ctx.step.run("s", work): pass', ['"s",']),
    "iterable": ('for x in await ctx.step.run("s", work): pass', []),
    "else": (f"for x in items: pass\n    else: {STEP}", []),
    "comprehension": ('[await ctx.step.run("s", work) for x in items]', ['"s",']),
    "condition": ('[x for x in items if await ctx.step.run("s", work)]', ['"s",']),
    "first iterable": ('[x for x in await ctx.step.run("s", work)]', []),
    "second iterable": ('[x for y in items for x in await ctx.step.run("s", work)]', ['"s",']),
    "second iterable by the first": (
        '[x for y in items for x in await ctx.step.run(f"s-{y}", work)]',
        [],
    ),
    "outer name in a comprehension": (
        '[await ctx.step.run(f"s-{y}", work) for y in items for x in items]',
        ['f"s-{y}",'],
    ),
    "target": ('for x in items: await ctx.step.run(f"s-{x}", work)', []),
    "outer target": (
        'for y in items:\n        for x in items: await ctx.step.run(f"s-{y}", work)',
        ['f"s-{y}",'],
    ),
    "literal that is assigned in the loop": (
        'for x in items:\n        name = "s"\n        await ctx.step.run(name, work)',
        ["name,"],
    ),
    "value that is assigned in the loop": (
        'for x in items:\n        k = make(n)\n        await ctx.step.run(f"s-{k}", work)',
        [],
    ),
    "unknown id": ("for x in items: await ctx.step.run(make(n), work)", []),
    "lambda": ('for x in items: make(lambda: ctx.step.run("s", work))', ['"s",']),
    "nested def": (
        'for x in items:\n        async def g(): await ctx.step.run("s", work)\n        await g()',
        ['"s",'],
    ),
    "nested def before the loop": (
        'async def g(): await ctx.step.run("s", work)\n    for x in items: await g()',
        ["g()"],
    ),
    "lambda before the loop": (
        'g = lambda: ctx.step.run("s", work)\n    for x in items: await g()',
        ["g()"],
    ),
    "helper": ("for x in items: await one(ctx)", ["one(ctx)"]),
    "helper with two steps": ("for x in items: await two(ctx)", ["two(ctx)", "two(ctx)"]),
    "argument": ("for x in items: await named(ctx, n)", ["n"]),
    "argument that changes": ("for x in items: await named(ctx, x)", []),
    "one of two calls": (
        "[await named(ctx, x) for x in items]\n    [await named(ctx, n) for x in items]",
        ["n"],
    ),
    "return": (f"for x in items: return {STEP}", []),
    "break": (f"for x in items:\n        {STEP}\n        break", []),
    "break in a branch": (f"for x in items:\n        {STEP}\n        if x: break", ['"s",']),
    "break of the inner loop": (
        f"for x in items:\n        for y in items:\n            {STEP}\n            break",
        ['"s",'],
    ),
    "return after a failure that goes on": (
        f"for x in items:\n        try: return {STEP}\n        except Exception: pass",
        ['"s",'],
    ),
    "return after another error": (
        f"for x in items:\n        try: return {STEP}\n        except KeyError: pass",
        [],
    ),
    "failure that ends the loop": (
        f"for x in items:\n        try: {STEP}\n        except Exception: raise\n        break",
        [],
    ),
    "suppressed failure": (
        f"for x in items:\n        with contextlib.suppress(Exception): return {STEP}",
        ['"s",'],
    ),
    "suppressed other error": (
        f"for x in items:\n        with contextlib.suppress(KeyError): return {STEP}",
        [],
    ),
    "finally that returns": (f"for x in items:\n        try: {STEP}\n        finally: return", []),
    "first index": (f"for i, x in enumerate(items):\n        if i == 0: {STEP}", []),
    "no index": (f"for i, x in enumerate(items):\n        if not i: {STEP}", []),
    "other indexes": (f"for i, x in enumerate(items):\n        if i != 0: {STEP}", ['"s",']),
    "behind a continue": (
        f"for i, x in enumerate(items):\n        if i != 0: continue\n        {STEP}",
        [],
    ),
    "one item": (f'for x in items:\n        if x["id"] == n: {STEP}', []),
    "some items": (f'for x in items:\n        if x["on"]: {STEP}', ['"s",']),
    "case of the target": (
        f'for x in items:\n        match x:\n            case "a": {STEP}',
        [],
    ),
    "any case of the target": (
        f"for x in items:\n        match x:\n            case _: {STEP}",
        ['"s",'],
    ),
    "last case of the target": (
        f"for x in items:\n        match x:\n"
        f"            case 'a': pass\n            case _: {STEP}",
        [],
    ),
    "other word": (f"for x in items:\n        if x == 'a': pass\n        else: {STEP}", []),
    "behind one word": (
        f"for x in items:\n        if x == 'a': continue\n        {STEP}",
        ['"s",'],
    ),
    "once": (f"t = None\n    for x in items:\n        if t is None: t = {STEP}", []),
    "flag": (
        f"t = True\n    for x in items:\n        if t:\n            {STEP}\n            t = False",
        [],
    ),
    "flag that is set elsewhere": (
        f"t = True\n    for x in items:\n        if t: {STEP}\n        t = make()",
        ['"s",'],
    ),
    "item of an object": (
        'for x in items: await ctx.step.run(f"s-{n.id}", work, n)',
        ['f"s-{n.id}",'],
    ),
    "item of an object that a call may change": (
        'for x in items:\n        await ctx.step.run(f"s-{n.id}", work)\n        advance(n)',
        [],
    ),
    "item of an object that makes the items": (
        'for x in n.pages(): await ctx.step.run(f"s-{n.id}", work)',
        [],
    ),
    "recursion in a loop": ("await again(ctx, n)", []),
}


@pytest.mark.parametrize(("body", "reported"), BODIES.values(), ids=BODIES)
def test_repeated_ids(body: str, reported: list[str]) -> None:
    module = build(f"{HELPERS}\n{HEAD}    {body}", prelude=True)
    function = next(function for function in module.functions if function.name == "f")
    known = [found for found in function.repeated_ids if found.step_id.text is not None]
    assert [module.tree.text(found.node) for found in known] == reported


def test_a_function_that_calls_itself_in_a_loop() -> None:
    module = build(f"{HELPERS}\n{HEAD}    await again(ctx, n)", prelude=True)
    function = next(function for function in module.functions if function.name == "again")
    found = [module.tree.text(found.node) for found in function.repeated_ids]
    assert found == ["again(ctx, n)"]
