"""How many results a gather gives, and who takes them apart."""

from __future__ import annotations

import pytest

from inngest_lint.model.gathers.gathers import Gathers
from tests.model.build import build

COUNTS: dict[str, tuple[str, int | None]] = {
    "none": ("asyncio.gather()", 0),
    "three": ("asyncio.gather(a(), b(), c())", 3),
    "keyword": ("asyncio.gather(a(), b(), return_exceptions=True)", 2),
    "star": ("asyncio.gather(a(), *more)", None),
    "star of a list": ("asyncio.gather(a(), *[b(), c()])", 3),
    "star of a comprehension": ("asyncio.gather(*[a() for a in more])", None),
    "two stars": ("asyncio.gather(a(), **more)", 1),
    "alias": ("together(a(), b())", 2),
    "wait_for": ("asyncio.wait_for(asyncio.gather(a(), b()), timeout=1)", 2),
    "shield": ("asyncio.shield(asyncio.gather(a(), b()))", 2),
    "list": ("list(await asyncio.gather(a(), b()))", 2),
    "tuple": ("tuple(await asyncio.gather(a(), b()))", 2),
    "walrus": ("(x := await asyncio.gather(a(), b()))", 2),
    "parallel": ("ctx.group.parallel((a, b))", 2),
    "parallel of a list": ("ctx.group.parallel([a, b, c])", 3),
    "parallel by keyword": ("ctx.group.parallel(callables=(a, b))", 2),
    "parallel of a sum": ("ctx.group.parallel((a,) + (b, c))", 3),
    "parallel of a product": ("ctx.group.parallel((a,) * 3)", 3),
    "parallel of a star": ("ctx.group.parallel((a, *(b, c)))", 3),
    "parallel of a generator": ("ctx.group.parallel(tuple(a for a in more))", None),
    "parallel of a parameter": ("ctx.group.parallel(more)", None),
    "parallel of one callable": ("ctx.group.parallel(a)", None),
}


def of(body: str) -> Gathers:
    lines = "\n    ".join(body.split("\n"))
    return build(
        "from asyncio import gather as together\n"
        "@client.create_function(fn_id='f', trigger=EVENT)\n"
        f"async def f(ctx, more=None):\n    {lines}\n",
        prelude=True,
    ).gathers


@pytest.mark.parametrize(("call", "expected"), COUNTS.values(), ids=COUNTS)
def test_count(call: str, expected: int | None) -> None:
    (use,) = of(f"x, y = await {call}" if "await" not in call else f"x, y = {call}").unpackings()
    assert use.gather.count == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [("together(a())", "asyncio.gather"), ("ctx.group.parallel((a,))", "group.parallel")],
)
def test_what_it_is_called(call: str, expected: str) -> None:
    (use,) = of(f"x, y = await {call}").unpackings()
    assert use.gather.what == expected


GATHER = "await asyncio.gather(a(), b())"
UNPACKINGS: dict[str, tuple[str, list[tuple[int, bool]]]] = {
    "two": (f"x, y = {GATHER}", [(2, False)]),
    "one": (f"x, = {GATHER}", [(1, False)]),
    "list": (f"[x, y, z] = {GATHER}", [(3, False)]),
    "star": (f"x, *y = {GATHER}", [(1, True)]),
    "nested": (f"(x, y), z = {GATHER}", [(2, False)]),
    "named": (f"r = {GATHER}\nx, y, z = r", [(3, False)]),
    "future": ("r = asyncio.gather(a(), b())\nx, y = await r", [(2, False)]),
    "two names deep": (f"r = {GATHER}\ns = r\nx, y = s", [(2, False)]),
    "several targets": (f"r = x, y = {GATHER}", [(2, False)]),
    "no tuple": (f"x = {GATHER}", []),
    "slice": (f"x, y = ({GATHER})[:2]", []),
    "another value": ("x, y = 1, 2", []),
    "bound anew": (f"r = {GATHER}\nr = [1]\nx, y = r", []),
    "longer": (f"r = {GATHER}\nr.append(1)\nx, y, z = r", []),
    "item deleted": (f"r = {GATHER}\ndel r[0]\nx, = r", []),
    "item of the results": (f"r = {GATHER}\nx, y, z = r[0]", []),
    "another gather": ("x, y = await pool.gather(a())", []),
}


@pytest.mark.parametrize(("body", "expected"), UNPACKINGS.values(), ids=UNPACKINGS)
def test_unpackings(body: str, expected: list[tuple[int, bool]]) -> None:
    assert [(use.wanted, use.starred) for use in of(body).unpackings()] == expected


INDEXINGS: dict[str, tuple[str, list[int]]] = {
    "named": (f"r = {GATHER}\nr[2]", [2]),
    "negative": (f"r = {GATHER}\nr[-3]", [-3]),
    "direct": (f"({GATHER})[1]", [1]),
    "constant": (f"I = 5\nr = {GATHER}\nr[I]", [5]),
    "item of an item": (f"r = {GATHER}\nr[0][7]", [0]),
    "changing index": (f"i = 0\ni += 1\nr = {GATHER}\nr[i]", []),
    "loop variable": (f"r = {GATHER}\nfor i in (0, 1):\n    r[i]", []),
    "slice": (f"r = {GATHER}\nr[0:9]", []),
    "key": (f"r = {GATHER}\nr['k']", []),
    "assigned item": (f"r = {GATHER}\nr[0] = 1\nr[5]", []),
    "another name": (f"r = {GATHER}\ns[5]", []),
    "hidden by a comprehension": (f"r = {GATHER}\n[r[5] for r in more]", []),
}


@pytest.mark.parametrize(("body", "expected"), INDEXINGS.values(), ids=INDEXINGS)
def test_indexings(body: str, expected: list[int]) -> None:
    assert [use.index for use in of(body).indexings()] == expected
