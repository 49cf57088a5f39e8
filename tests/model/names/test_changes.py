"""Which objects are changed in place."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.names.changes import Changes
from tests.model.build import bound, build

NAMES = {
    "nothing": ("", False),
    "read": ("x[0]\nx.y\nlen(x)", False),
    "append": ("x.append(1)", True),
    "pop": ("y = x.pop()", True),
    "update": ("x.update(a=1)", True),
    "method that changes nothing": ("x.copy()\nx.index(1)", False),
    "method handed on": ("f(x.append)", True),
    "item": ("x[0] = 1", True),
    "item, augmented": ("x[0] += 1", True),
    "item, annotated": ("x[0]: int = 1", True),
    "item, unpacked": ("x[0], y = 1, 2", True),
    "item in a list of targets": ("[x[0], y] = 1, 2", True),
    "slice": ("x[1:] = []", True),
    "item deleted": ("del x[0]", True),
    "items deleted": ("del y, x[0]", True),
    "item of an item": ("y = x[0][1]", False),
    "as an index": ("y[x] = 1", False),
    "as a value": ("y[0] = x", False),
    "bound anew": ("x = [2]", False),
    "another name": ("y.append(1)", False),
    "in a nested function": ("def g():\n    x.append(1)", True),
    "a local of the same name": ("def g(x):\n    x.append(1)", False),
    "in a comprehension of its own": ("[x.append(1) for x in y]", False),
}


@pytest.mark.parametrize(("code", "expected"), NAMES.values(), ids=NAMES)
def test_is_changed(code: str, expected: bool) -> None:
    lines = "\n    ".join(code.split("\n"))
    module = build(f"def f(y):\n    x = [1]\n    {lines}\n    it = x")
    it = bound(module, "it")
    assert isinstance(it, cst.Name)
    assert Changes(module.tree, module.scopes).is_changed(it) is expected


ATTRIBUTES = {
    "nothing": ("", False),
    "read": ("y = x.at\nx.at()", False),
    "assigned": ("x.at = 1", True),
    "augmented": ("x.at += 1", True),
    "annotated": ("x.at: int = 1", True),
    "unpacked": ("x.at, y = 1, 2", True),
    "deleted": ("del x.at", True),
    "another attribute": ("x.att = 1", False),
    "attribute of it": ("x.at.other = 1", False),
    "item of it": ("x.at[0] = 1", True),
    "method of it": ("x.at.pop()", True),
    "a name": ("at = 1", False),
    "in __init__": ("class C:\n    def __init__(self):\n        self.at = 1", False),
    "in a function in __init__": (
        "class C:\n    def __init__(self):\n        def g():\n            self.at = 1",
        True,
    ),
    "in another method": ("class C:\n    def go(self):\n        self.at = 1", True),
    "in both": (
        "class C:\n    def __init__(self):\n        self.at = 1\n"
        "    def go(self):\n        self.at = 2",
        True,
    ),
}


@pytest.mark.parametrize(("code", "expected"), ATTRIBUTES.values(), ids=ATTRIBUTES)
def test_is_attribute_changed(code: str, expected: bool) -> None:
    module = build(f"x = y = object()\n{code}")
    assert Changes(module.tree, module.scopes).is_attribute_changed("at") is expected
