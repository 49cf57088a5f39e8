"""What becomes of a coroutine."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.flow.awaits import Fate
from tests.model.build import build, written

FATES = {
    "statement": ("it()", Fate.DROPPED),
    "awaited": ("await it()", Fate.KEPT),
    "in a ternary": ("await (it() if a else b)", Fate.KEPT),
    "as the test of a ternary": ("await (a if it() else b)", Fate.DROPPED),
    "behind or": ("await (a or it())", Fate.KEPT),
    "returned": ("return it()", Fate.RETURNED),
    "returned in a dict": ("return {'a': it()}", Fate.RETURNED_INSIDE),
    "returned in a comprehension": ("return [it() for i in a]", Fate.RETURNED_INSIDE),
    "attribute": ("it().a", Fate.DROPPED),
    "tested": ("if it(): pass", Fate.DROPPED),
    "in an f-string": ("f'{it()}'", Fate.DROPPED),
    "walrus, awaited": ("if (x := it()): await x", Fate.KEPT),
    "walrus, not awaited": ("if (x := it()): pass", Fate.DROPPED),
    "awaited walrus": ("await (x := it())", Fate.KEPT),
    "awaited by name": ("x = it()\n    await x", Fate.KEPT),
    "never awaited by name": ("x = it()\n    print(x)", Fate.DROPPED),
    "returned by name": ("x = it()\n    return x", Fate.RETURNED),
    "by a second name": ("x = it()\n    y = x\n    await y", Fate.KEPT),
    "a name in circles": ("x = it()\n    x = x", Fate.DROPPED),
    "awaited in a closure": ("x = it()\n    async def g(): await x", Fate.KEPT),
    "bound anew before the await": ("x = it()\n    x = other()\n    await x", Fate.DROPPED),
    "awaited before it is bound anew": ("x = it()\n    await x\n    x = other()", Fate.KEPT),
    "bound anew on one path": ("x = it()\n    if a:\n        x = other()\n    await x", Fate.KEPT),
    "attribute that keeps it": ("a.x = it()", Fate.KEPT),
    "item that keeps it": ("a[0] = it()", Fate.KEPT),
    "taken apart": ("x, y = it()", Fate.DROPPED),
    "one of two values": ("x, y = it(), 1\n    await x", Fate.KEPT),
    "the other of two": ("x, y = 1, it()\n    await x", Fate.DROPPED),
    "given to somebody": ("run(it())", Fate.KEPT),
    "given to a helper that awaits": ("await waits(it())", Fate.KEPT),
    "given to a helper that shows it": ("shows(it())", Fate.DROPPED),
    "written down": ("print(it())", Fate.DROPPED),
    "list of nobody": ("x = [it()]", Fate.DROPPED),
    "list that is used": ("x = [it()]\n    await run(*x)", Fate.KEPT),
    "items of a dict": ("x = {'a': it()}\n    await x['a']", Fate.KEPT),
    "appended": ("x = []\n    x.append(it())\n    await run(*x)", Fate.KEPT),
    "appended for nobody": ("x = []\n    x.append(it())", Fate.DROPPED),
    "popped": ("x = []\n    x.append(it())\n    await x.pop()", Fate.KEPT),
    "iterated": ("for x in [it()]: await x", Fate.KEPT),
    "lambda": ("run(lambda: it())", Fate.KEPT),
    "started": ("yield it()", Fate.KEPT),
}


@pytest.mark.parametrize(("body", "expected"), FATES.values(), ids=FATES)
def test_fate(body: str, expected: Fate) -> None:
    module = build(
        "from app import it, other, run\n"
        "async def waits(x): await x\n"
        "def shows(x): return f'{x}'\n"
        f"async def f(a, b):\n    {body}\n"
    )
    assert module.awaits.fate(written(module, cst.Call, "it()")) is expected


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("async def f(): it()", True),
        ("async def f(): run(lambda: it())", True),
        ("def f(): it()", False),
        ("async def f():\n    def g(): it()", False),
        ("it()", False),
    ],
)
def test_is_async(code: str, expected: bool) -> None:
    module = build(code)
    assert module.awaits.is_async(written(module, cst.Call, "it()")) is expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("asyncio.create_task(it())", True),
        ("task = asyncio.create_task(it())", True),
        ("task = asyncio.create_task(it())\n    await task", False),
        ("self.task = asyncio.create_task(it())", False),
        ("[asyncio.create_task(it()) for _ in group]", True),
        ("tasks = [asyncio.create_task(it()) for _ in group]\n    await run(*tasks)", False),
        ("asyncio.create_task(it()).add_done_callback(print)", True),
        ("asyncio.get_running_loop().create_task(it())", True),
        ("group.create_task(it())", False),
        ("run(it())", False),
    ],
)
def test_is_lost_task(statement: str, expected: bool) -> None:
    module = build(f"import asyncio\nasync def f(group, run):\n    {statement}\n")
    assert module.awaits.is_lost_task(written(module, cst.Call, "it()")) is expected
