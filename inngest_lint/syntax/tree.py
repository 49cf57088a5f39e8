"""The lean walk: every node of a file that means something, with its parent and its place.

`CSTVisitor` rebuilds each node it leaves and takes as long as the parse. This walk reads the
dataclass fields of the nodes and leaves out whitespace and punctuation: a twentieth of the parse.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TypeVar

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)

# Fields that hold whitespace, punctuation or operators. What they say is read from the node that
# owns them (`node.operator`, `node.asynchronous`), never found by walking.
_TOKENS = frozenset(
    "asynchronous colon comma default_indent default_newline dot encoding equal first_colon footer "
    "has_trailing_newline header indent lbrace lbracket leading_lines lines_after_decorators lpar "
    "newline operator posonly_ind rbrace rbracket relative rpar second_colon semicolon "
    "separator star trailing_whitespace value_whitespace".split()
)

# The nodes whose fields LibCST declares in another order than the source has them.
_SOURCE_ORDER: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.IfExp: ("body", "test", "orelse"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.FunctionDef: ("decorators", "name", "type_parameters", "params", "returns", "body"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
}

_reversed_fields: dict[type[cst.CSTNode], tuple[str, ...]] = {}


def _fields(kind: type[cst.CSTNode]) -> tuple[str, ...]:
    """The fields of `kind` that hold nodes worth walking, last first."""
    names = _SOURCE_ORDER.get(kind) or tuple(
        field.name
        for field in dataclasses.fields(kind)
        if field.name not in _TOKENS and not field.name.startswith("whitespace")
    )
    _reversed_fields[kind] = names[::-1]
    return names[::-1]


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The direct children of `node` in reverse source order, as a stack wants them."""
    kind = node.__class__
    found: list[cst.CSTNode] = []
    for name in _reversed_fields.get(kind) or _fields(kind):
        child = getattr(node, name)
        if child.__class__ is tuple or child.__class__ is list:
            found.extend(reversed(child))
        elif isinstance(child, cst.CSTNode):
            found.append(child)
    return found


def walk(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`root` and everything below it, in source order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(children(node))


class Tree:
    """A parsed file with the parent of every node and the nodes of every type, in source order."""

    def __init__(self, module: cst.Module) -> None:
        self.module = module
        parents: dict[cst.CSTNode, cst.CSTNode] = {}
        places: dict[cst.CSTNode, int] = {}
        kinds: dict[type[cst.CSTNode], list[cst.CSTNode]] = {}
        stack: list[cst.CSTNode] = [module]
        while stack:
            node = stack.pop()
            places[node] = len(places)
            below = children(node)
            for child in below:
                parents[child] = node
            stack += below
            try:
                kinds[node.__class__].append(node)
            except KeyError:
                kinds[node.__class__] = [node]
        self._parents = parents
        self._places = places
        self._kinds = kinds

    def all(self, kind: type[Node]) -> list[Node]:
        """Every node of exactly this type, in source order."""
        return self._kinds.get(kind, [])  # type: ignore[return-value]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds `node`; None for the module."""
        return self._parents.get(node)

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around `node`, innermost first."""
        parents = self._parents
        above = parents.get(node)
        while above is not None:
            yield above
            above = parents.get(above)

    def place(self, node: cst.CSTNode) -> int:
        """A number that grows in source order."""
        return self._places[node]

    def contains(self, outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether `inner` is `outer` or stands inside it."""
        return inner is outer or any(above is outer for above in self.ancestors(inner))

    def text(self, node: cst.CSTNode) -> str:
        """The source of `node`, without the whitespace around it."""
        return self.module.code_for_node(node).strip()
