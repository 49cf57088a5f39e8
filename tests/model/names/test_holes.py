"""Which expressions of unknown value can be relied on to be the same in two places."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.module import Module
from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.holes import Holes
from inngest_lint.model.names.text import Frame, Hole
from tests.model.build import bound, build


def holes_of(module: Module) -> Holes:
    changes = Changes(module.tree, module.scopes)
    return Holes(module.tree, module.scopes, module.values, changes)


def hole(module: Module, name: str, frame: Frame | None = None) -> Hole | None:
    return holes_of(module).of(bound(module, name), frame)


STABLE = {
    "name": "row",
    "unbound name": "unbound",
    "attribute": "row.key",
    "attribute of an attribute": "row.a.b",
    "item": "row['key']",
    "item by a name": "row[n]",
    "arithmetic": "n + 1",
    "comparison": "n if row else 0",
    "builtin": "len(row)",
    "builtins": "str(max(n, 0))",
    "method": "row.strip()",
    "method with arguments": "row.replace('a', 'b')",
    "get with a key": "row.get('key')",
    "keyword": "str(object=row)",
}
UNSTABLE = {
    "await": "await row",
    "lambda": "lambda: row",
    "yield": "(yield row)",
    "walrus": "(n := n + 1)",
    "next": "next(row)",
    "call of the project": "f(row)",
    "call of an import": "uuid4()",
    "get without a key": "row.get()",
    "pop": "row.pop()",
    "another method": "row.read()",
    "call inside": "len(next(row))",
    "name of a changed list": "grown",
    "item of a changed list": "grown[0]",
    "length of a changed list": "len(grown)",
    "changed attribute": "row.turn",
    "item of a changed attribute": "row.turn[0]",
    "shadowed builtin": "hash(row)",
}
SETUP = """
from uuid import uuid4

def hash(x): ...

async def f(row, n):
    grown = [1]
    grown.append(2)
    row.turn += 1
    it = {}
"""


@pytest.mark.parametrize("expression", STABLE.values(), ids=STABLE)
def test_a_stable_expression_makes_a_hole_that_reads_like_it(expression: str) -> None:
    made = hole(build(SETUP.format(expression)), "it")
    assert made is not None
    assert made.source == expression
    assert str(made) == "{" + expression + "}"


@pytest.mark.parametrize("expression", UNSTABLE.values(), ids=UNSTABLE)
def test_an_expression_that_may_differ_makes_none(expression: str) -> None:
    assert hole(build(SETUP.format(expression)), "it") is None


def test_the_source_can_be_given() -> None:
    module = build("def f(n):\n    it = n")
    made = holes_of(module).of(bound(module, "it"), None, "n:03")
    assert made is not None
    assert str(made) == "{n:03}"


PAIRS = {
    "one parameter": (["a = row", "b = row"], True),
    "two parameters": (["a = row", "b = n"], False),
    "same text, bound anew": (["k = 1", "a = k", "k = 2", "b = k"], False),
    "bound anew behind both": (["k = 1", "a = k", "b = k", "k = 2"], True),
    "bound anew in a branch": (["k = 1", "a = k", "if n:", "    k = 2", "b = k"], False),
    "two loops": (["for k in row:", "    a = k", "for k in n:", "    b = k"], True),
    "two comprehensions": (["[a := k for k in row]", "[b := k for k in n]"], True),
    "two loops over other names": (
        ["for k in row:", "    a = k", "for j in n:", "    b = j"],
        False,
    ),
    "loop and its name behind": (["for k in row:", "    a = k", "k = 1", "b = k"], False),
    "two with": (["with row as k:", "    a = k", "with n as k:", "    b = k"], False),
    "two except": (
        ["try: ...", "except E as k:", "    a = k", "try: ...", "except E as k:", "    b = k"],
        False,
    ),
    "two arms of a match": (
        ["match row:", "    case [k]:", "        a = k", "    case {'k': k}:", "        b = k"],
        False,
    ),
    "two unbound names": (["a = here", "b = there"], False),
    "attribute and another": (["a = row.x", "b = row.y"], False),
    "spaces": (["a = row[ 0 ]", "b = row[ 0 ]"], True),
}


@pytest.mark.parametrize(("lines", "equal"), PAIRS.values(), ids=PAIRS)
def test_two_holes_are_equal_if_they_hold_the_same(lines: list[str], equal: bool) -> None:
    module = build("\n    ".join(["def f(row, n):", *lines]))
    named = {
        node.target.value: node.value  # type: ignore[attr-defined]
        for node in module.tree.all(cst.NamedExpr)
    }
    first, second = (
        holes_of(module).of(named[name], None) if name in named else hole(module, name)
        for name in "ab"
    )
    assert first is not None
    assert second is not None
    assert (first == second) is equal


CALLS: dict[str, tuple[str, str, bool | None]] = {
    "same argument": ("helper('x', 1)", "helper('x', 2)", True),
    "other argument": ("helper('x', 1)", "helper('y', 1)", False),
    "same name": ("helper(one, 1)", "helper(one, 2)", True),
    "other name": ("helper(one, 1)", "helper(two, 1)", False),
    "argument that may differ": ("helper(next(one), 1)", "helper(next(one), 1)", None),
    "no argument": ("helper()", "helper()", None),
}


@pytest.mark.parametrize(("first", "second", "equal"), CALLS.values(), ids=CALLS)
def test_in_a_call_of_a_helper_the_argument_decides(
    first: str, second: str, equal: bool | None
) -> None:
    module = build(
        f"""
        def helper(key, other):
            it = key["id"]

        def f(one, two):
            {first}
            {second}
        """
    )
    made = [
        hole(module, "it", module.texts.enter(helper, None))
        for node in module.tree.all(cst.Call)
        for helper in module.reach.helpers(node)
    ]
    assert len(made) == 2
    assert (None if None in made else made[0] == made[1]) is equal


def test_in_a_call_of_a_helper_its_other_locals_are_unknown() -> None:
    module = build(
        """
        def helper(key):
            local = key
            it = local[0]

        helper("x")
        """
    )
    (call,) = module.tree.all(cst.Call)
    (helper,) = module.reach.helpers(call)
    assert hole(module, "it", module.texts.enter(helper, None)) is None
    assert hole(module, "it") is not None
