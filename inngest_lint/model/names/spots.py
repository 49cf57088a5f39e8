"""Finds in the tree of a file what the project has found in its text.

The two readers of a file have nothing in common but the source and its order: a `def` is known by
its name, a call by the name at the root of its callee, and by how many of these stand before it.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TypeVar

import libcst as cst

from inngest_lint.project.code.naming import called_name
from inngest_lint.project.code.things import Place
from inngest_lint.syntax.tree import Tree

_Node = TypeVar("_Node")


class Spots:
    """The nodes of one file by the places of the project."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree

    def definition(self, place: Place) -> cst.FunctionDef | None:
        """The `def` at a place."""
        name = getattr(place.node, "name", None)
        same = [
            each.node
            for each in place.module.definitions
            if each.node.name == name and not isinstance(each.node, ast.ClassDef)
        ]
        found = [each for each in self._tree.all(cst.FunctionDef) if each.name.value == name]
        return _at(place.node, same, found)

    def call(self, place: Place) -> cst.Call | None:
        """The call at a place."""
        wanted = called_name(place.node), _links(place.node)
        calls = [each.node for each in place.module.calls if isinstance(each.node, ast.Call)]
        same = [each for each in calls if (called_name(each), _links(each)) == wanted]
        found = [each for each in self._tree.all(cst.Call) if _callee(each) == wanted]
        return _at(place.node, same, found)

    def decorator(self, place: Place, function: Place) -> cst.BaseExpression | None:
        """The expression of a decorator of the `def` at `function`."""
        definition = self.definition(function)
        decorators = getattr(function.node, "decorator_list", ())
        found = _at(place.node, decorators, definition.decorators) if definition else None
        return found.decorator if found is not None else None

    def argument(self, value: Place, call: Place, node: cst.BaseExpression) -> cst.Arg | None:
        """What gives a value in the call that `node` is, or in one whose result this calls."""
        at = call.node
        while isinstance(at, ast.Call) and isinstance(node, cst.Call):
            given = [*at.args, *(keyword.value for keyword in at.keywords)]
            found = _at(value.node, given, _ordered(node))
            if found is not None:
                return found
            at, node = at.func, node.func
        return None


def _at(node: ast.AST, same: Sequence[ast.AST], found: Sequence[_Node]) -> _Node | None:
    """What stands where `node` does among those that are the same to the project."""
    if len(same) != len(found):
        return None
    return next((mine for its, mine in zip(same, found, strict=True) if its is node), None)


def _ordered(call: cst.Call) -> list[cst.Arg]:
    """The arguments of a call as `ast` has them: those by position first."""
    keywords = [arg for arg in call.args if arg.keyword is not None or arg.star == "**"]
    return [arg for arg in call.args if arg not in keywords] + keywords


def _links(node: ast.AST) -> int:
    """How many calls follow one another, as two in `job("id")(handler)`."""
    count = 0
    while isinstance(node, ast.Call):
        count, node = count + 1, node.func
    return count


def _callee(call: cst.Call) -> tuple[str, int]:
    """The name at the root of a callee, and how many calls follow it."""
    count = 0
    node: cst.BaseExpression = call
    while type(node) is cst.Call:
        count, node = count + 1, node.func
    if isinstance(node, cst.Attribute):
        node = node.attr
    return node.value if isinstance(node, cst.Name) else "", count
