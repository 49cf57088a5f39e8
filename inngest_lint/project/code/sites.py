"""The nodes of a tree, the scopes they stand in, and what happens there: calls, definitions, …

A node is known by its key: the number of its module, that of the text which it is of, and its place
among the nodes of that text. A text that is parsed again gives the same keys, where its nodes are
other objects.
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS, Scope

INDEX_BITS = 24
_INDEX = (1 << INDEX_BITS) - 1


class CallSite(NamedTuple):
    """A call, or a decorator that is not written as one, and the scope in which it runs."""

    node: ast.expr
    scope: Scope


class Defined(NamedTuple):
    """A `def` or a `class`, and the scope in which it stands."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    scope: Scope


class Change(NamedTuple):
    """A `target += value`, or a `target[key] = value`, and the scope in which it runs."""

    target: ast.expr
    value: ast.expr
    scope: Scope


def key_of(node: ast.AST) -> int:
    """The key of a node of a module."""
    key: int = node.serial  # type: ignore[attr-defined]
    return key


def text_of_key(key: int) -> int:
    """Which text a node is of: the same number for all nodes of one."""
    return key >> INDEX_BITS


def nodes_in(node: ast.AST) -> Iterator[ast.AST]:
    """A node and those in it that have a key, which operators and the like have not."""
    return (each for each in ast.walk(node) if each.__class__ not in _NO_NODES)


@dataclass(slots=True)
class Sites:
    """What one text has. Its nodes stand in runs, each of one scope: `starts` are the first."""

    nodes: list[ast.AST] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    scopes: list[Scope] = field(default_factory=list)
    calls: list[CallSite] = field(default_factory=list)
    definitions: list[Defined] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def node(self, key: int) -> ast.AST:
        """The node with a key."""
        return self.nodes[key & _INDEX]

    def scope(self, key: int) -> Scope:
        """The scope in which the node with a key stands: of a definition the one around it."""
        return self.scopes[bisect_right(self.starts, key & _INDEX) - 1]


def sites_of(root: ast.AST, text: int, around: Scope | None = None) -> Sites:
    """Goes through all nodes of a tree once, and gives them their keys.

    `text` is the number of its text; `around` the scope of an expression, where it is no module.
    """
    found = Sites()
    first: Scope = root if around is None else around  # type: ignore[assignment]
    waiting: list[tuple[ast.AST, Scope]] = [(root, first)]
    for start, scope in waiting:
        found.starts.append(len(found.nodes))
        found.scopes.append(scope)
        here = [start]
        for node in here:
            kind = node.__class__
            if kind is ast.Call:
                found.calls.append(CallSite(node, scope))  # type: ignore[arg-type]
            elif kind in _SCOPES:
                if kind is not ast.Lambda:
                    found.definitions.append(Defined(node, scope))  # type: ignore[arg-type]
                    for decorator in node.decorator_list:  # type: ignore[attr-defined]
                        if decorator.__class__ is not ast.Call:
                            found.calls.append(CallSite(decorator, scope))
                body = node.body  # type: ignore[attr-defined]
                for each in body if body.__class__ is list else [body]:
                    waiting.append((each, node))  # type: ignore[arg-type]
                here += _evaluated_outside(node)
                continue
            elif kind is ast.AugAssign:
                change = Change(node.target, node.value, scope)  # type: ignore[attr-defined]
                found.changes.append(change)
            elif kind is ast.Assign:
                for target in node.targets:  # type: ignore[attr-defined]
                    if target.__class__ is ast.Subscript:
                        found.changes.append(Change(target, node.value, scope))  # type: ignore[attr-defined]
            for value in node.__dict__.values():  # `ast.iter_child_nodes` takes three times it
                if value.__class__ is list:
                    here += [each for each in value if each.__class__ not in _NO_NODES]
                elif value.__class__ not in _NO_NODES:
                    here.append(value)
        found.nodes += here
    key = text << INDEX_BITS
    for node in found.nodes:
        node.serial = key  # type: ignore[attr-defined]
        key += 1
    found.calls.sort(key=_position)
    found.definitions.sort(key=_position)
    return found


def _evaluated_outside(scope: ast.AST) -> Iterator[ast.AST]:
    """The parts of a definition that run in the scope around it."""
    for name, value in ast.iter_fields(scope):
        if name != "body":
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, ast.AST):
                    yield each


def _position(site: CallSite | Defined) -> tuple[int, int]:
    return site.node.lineno, site.node.col_offset


_SCOPES = frozenset({*FUNCTIONS, ast.ClassDef})
# What a field of a node may hold that stands nowhere in the text, or is no node.
_NO_NODES = frozenset(
    {str, int, float, complex, bytes, bool, type(None), type(...), ast.Load, ast.Store, ast.Del}
    | set(ast.operator.__subclasses__())
    | set(ast.cmpop.__subclasses__())
    | set(ast.unaryop.__subclasses__())
    | set(ast.boolop.__subclasses__())
)
