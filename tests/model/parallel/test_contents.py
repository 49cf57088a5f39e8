"""What collections hold, as far as a file shows it."""

from __future__ import annotations

import pytest

from inngest_lint.model.parallel.contents import Collections
from tests.model.build import bound, build

HELD = {
    "a tuple": ("x = (a(), b())", ["a()", "b()"]),
    "a starred list": ("y = [b()]\nx = (a(), *y)", ["a()", "b()"]),
    "a dictionary": ("x = {'k': a(), **{'l': b()}}", ["a()", "b()"]),
    "a comprehension": ("x = [a(i) for i in y]", ["a(i)"]),
    "a comprehension of a dictionary": ("x = {i: a(i) for i in y}", ["a(i)"]),
    "a sum": ("x = [a()] + [b()]", ["a()", "b()"]),
    "one of two": ("x = [a()] if y else [b()]", ["a()", "b()"]),
    "or": ("x = y or [b()]\n", ["b()"]),
    "a copy": ("y = [a()]\nx = tuple(list(y))", ["a()"]),
    "a slice": ("y = [a()]\nx = y[1:]", ["a()"]),
    "an item": ("y = [a()]\nx = y[0]", []),
    "values": ("y = {'k': a()}\nx = list(y.values())", ["a()"]),
    "append": ("y = []\ny.append(a())\nx = y", ["a()"]),
    "insert": ("y = []\ny.insert(0, a())\nx = y", ["a()"]),
    "extend": ("y = [a()]\ny.extend([b()])\nx = y", ["a()", "b()"]),
    "more of it": ("y = [a()]\ny += [b()]\nx = y", ["a()", "b()"]),
    "an item that is set": ("y = {}\ny['k'] = a()\nx = y", ["a()"]),
    "a helper": ("def y(): return [a()]\nx = y()", ["a()"]),
    "a coroutine of a helper": ("async def y(): return [a()]\nx = y()", []),
    "an async helper": ("async def y(): return [a()]\nasync def z():\n    x = await y()", ["a()"]),
    "a generator": (
        "def y():\n    yield a()\n    yield from [b()]\nx = tuple(y())",
        ["a()", "b()"],
    ),
    "a chain": ("import itertools\nx = itertools.chain([a()], [b()])", ["a()", "b()"]),
    "mapped": ("x = map(a, y)", []),
    "a call": ("x = a()", []),
    "itself": ("x = [a()]\nx = x + [b()]", ["a()", "b()"]),
}


@pytest.mark.parametrize(("code", "expected"), HELD.values(), ids=HELD)
def test_what_a_collection_holds(code: str, expected: list[str]) -> None:
    module = build(code)
    collections = Collections(module.names, module.flow.reaching)
    contents = collections.contents(bound(module, "x"))
    assert [module.tree.text(item) for item in contents.items] == expected
    assert contents.params == []


def test_a_parameter_brings_more() -> None:
    module = build("def f(y, *z):\n    x = [a(), *y, *z]")
    contents = Collections(module.names, module.flow.reaching).contents(bound(module, "x"))
    assert [module.tree.text(item) for item in contents.items] == ["a()"]
    assert [param.name.value for param in contents.params] == ["y", "z"]
