"""Finds in the tree of a file what the project has found in its text.

The two readers of a file have nothing in common but the source and its order: a `def` is known by
its name, a call by the name at the root of its callee, and by how many of these stand before it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

import libcst as cst

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.naming import called_name
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.syntax.tree import Tree

_Node = TypeVar("_Node")
_Theirs = TypeVar("_Theirs", bound=ast.AST)


class Spots:
    """The nodes of one file by the places of the project."""

    def __init__(self, tree: Tree, facts: ModuleFacts) -> None:
        functions = [each.node for each in facts.tree.definitions if not _is_class(each.node)]
        calls = [each.node for each in facts.tree.calls if isinstance(each.node, ast.Call)]
        self._definitions = dict(_paired(functions, _name, tree.all(cst.FunctionDef), _name_of))
        self._calls = dict(_paired(calls, _called, tree.all(cst.Call), _callee))

    def definition(self, place: Place) -> cst.FunctionDef | None:
        """The `def` at a place."""
        return self._definitions.get(place.key)

    def call(self, place: Place) -> cst.Call | None:
        """The call at a place."""
        return self._calls.get(place.key)

    def decorator(self, place: Place, function: Place) -> cst.BaseExpression | None:
        """The expression of a decorator of the `def` at `function`."""
        definition = self.definition(function)
        decorators = getattr(function.node, "decorator_list", ())
        found = _at(place, decorators, definition.decorators) if definition else None
        return found.decorator if found is not None else None

    def argument(self, value: Place, call: Place, node: cst.BaseExpression) -> cst.Arg | None:
        """What gives a value in the call that `node` is, or in one whose result this calls."""
        at = call.node
        while isinstance(at, ast.Call) and isinstance(node, cst.Call):
            given = [*at.args, *(keyword.value for keyword in at.keywords)]
            found = _at(value, given, _ordered(node))
            if found is not None:
                return found
            at, node = at.func, node.func
        return None


def _paired(
    theirs: Iterable[_Theirs],
    key: Callable[[_Theirs], Hashable],
    ours: Iterable[_Node],
    own_key: Callable[[_Node], Hashable],
) -> Iterator[tuple[int, _Node]]:
    """Each of theirs, by its key, with that of ours at the same place among its likes."""
    found: dict[Hashable, list[_Node]] = {}
    for node in ours:
        found.setdefault(own_key(node), []).append(node)
    same: dict[Hashable, list[_Theirs]] = {}
    for its in theirs:
        same.setdefault(key(its), []).append(its)
    for each, likes in same.items():
        mine = found.get(each, ())
        if len(mine) == len(likes):
            yield from zip(map(key_of, likes), mine, strict=True)


def _at(place: Place, same: Sequence[ast.AST], found: Sequence[_Node]) -> _Node | None:
    """What stands where a place does among those that are the same to the project."""
    if len(same) != len(found):
        return None
    return next((mine for its, mine in zip(same, found, strict=True) if place.is_node(its)), None)


def _ordered(call: cst.Call) -> list[cst.Arg]:
    """The arguments of a call as `ast` has them: those by position first."""
    keywords = [arg for arg in call.args if arg.keyword is not None or arg.star == "**"]
    return [arg for arg in call.args if arg not in keywords] + keywords


def _is_class(node: ast.AST) -> bool:
    return isinstance(node, ast.ClassDef)


def _name(node: ast.AST) -> str:
    return getattr(node, "name", "")


def _name_of(function: cst.FunctionDef) -> str:
    return function.name.value


def _called(call: ast.Call) -> tuple[str, int]:
    """The name at the root of a callee, and how many calls follow it."""
    return called_name(call), _links(call)


def _links(node: ast.AST) -> int:
    """How many calls follow one another, as two in `job("id")(handler)`."""
    count = 0
    while isinstance(node, ast.Call):
        count, node = count + 1, node.func
    return count


def _callee(call: cst.Call) -> tuple[str, int]:
    """The same of a call of the file."""
    count = 0
    node: cst.BaseExpression = call
    while type(node) is cst.Call:
        count, node = count + 1, node.func
    if isinstance(node, cst.Attribute):
        node = node.attr
    return node.value if isinstance(node, cst.Name) else "", count
