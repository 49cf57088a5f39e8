"""The lean walk: every node of a file that means something, with its parent and its place.

`CSTVisitor` rebuilds each node it leaves and takes as long as the parse. This walk reads the
dataclass fields of the nodes and leaves out whitespace and punctuation: a twentieth of the parse.
"""

from __future__ import annotations

import dataclasses
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import TypeGuard, TypeVar

import libcst as cst

Node = TypeVar("Node", bound=cst.CSTNode)

# Fields that hold whitespace, punctuation or operators. What they say is read from the node that
# owns them (`node.operator`, `node.asynchronous`), never found by walking.
_TOKENS = frozenset(
    "asynchronous colon comma default_indent default_newline dot encoding equal first_colon footer "
    "has_trailing_newline header indent lbrace lbracket leading_lines leading_whitespace "
    "lines_after_decorators lpar newline operator posonly_ind rbrace rbracket relative rpar "
    "second_colon semicolon separator star trailing_comma trailing_whitespace "
    "value_whitespace".split()
)

# The nodes whose fields LibCST declares in another order than the source has them.
_SOURCE_ORDER: dict[type[cst.CSTNode], tuple[str, ...]] = {
    cst.Arg: ("keyword", "value"),
    cst.Parameters: ("posonly_params", "params", "star_arg", "kwonly_params", "star_kwarg"),
    cst.TypeAlias: ("name", "type_parameters", "value"),
    cst.IfExp: ("body", "test", "orelse"),
    cst.ExceptHandler: ("type", "name", "body"),
    cst.ExceptStarHandler: ("type", "name", "body"),
    cst.MatchCase: ("pattern", "guard", "body"),
    cst.FunctionDef: ("decorators", "name", "type_parameters", "params", "returns", "body"),
    cst.ClassDef: ("decorators", "name", "type_parameters", "bases", "keywords", "body"),
}


class _Fields(dict[type, tuple[str, ...] | None]):
    """For each class of node the fields worth walking, last first; None for what is no node.

    `isinstance` against LibCST's abstract classes is slow, so that a look-up decides.
    """

    def __missing__(self, kind: type) -> tuple[str, ...] | None:
        names: tuple[str, ...] | None = None
        if _is_kind_of_node(kind):
            names = _SOURCE_ORDER.get(kind) or tuple(
                field.name
                for field in dataclasses.fields(kind)
                if field.name not in _TOKENS
                and field.type is not str
                and not field.name.startswith("whitespace")
            )
            names = names[::-1]
        self[kind] = names
        return names


_fields_of = _Fields()


def is_node(thing: object) -> TypeGuard[cst.CSTNode]:
    """Whether something is a node: what `isinstance` says, which is dear where it says no."""
    return _is_kind_of_node(type(thing))


def _is_kind_of_node(kind: type) -> TypeGuard[type[cst.CSTNode]]:
    # `issubclass` would ask each class of node in turn, and each would note it for ever
    return cst.CSTNode in kind.__mro__


def children(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The direct children of `node` in reverse source order, as a stack wants them."""
    known = _fields_of
    found: list[cst.CSTNode] = []
    for name in known[node.__class__] or ():
        child = getattr(node, name)
        kind = child.__class__
        if kind is tuple or kind is list:
            found += child[::-1]
        elif known[kind] is not None:
            found.append(child)
    return found


def walk(root: cst.CSTNode) -> Iterator[cst.CSTNode]:
    """`root` and everything below it, in source order."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack += children(node)


class Tree:
    """A parsed file with the parent of every node and the nodes of every type, in source order.

    Nodes are looked up by identity: hashing them calls Python code of LibCST each time.
    """

    def __init__(self, module: cst.Module) -> None:
        self.module = module
        parents: dict[int, cst.CSTNode] = {}
        kinds: defaultdict[type[cst.CSTNode], list[cst.CSTNode]] = defaultdict(list)
        nodes: list[cst.CSTNode] = []
        stack: list[cst.CSTNode] = [module]
        known = _fields_of
        while stack:
            node = stack.pop()
            nodes.append(node)
            kind = node.__class__
            kinds[kind].append(node)
            for name in known[kind] or ():  # as `children` does; to call it for each node costs
                child = getattr(node, name)
                if child is None:
                    continue
                its_kind = child.__class__
                if its_kind is tuple or its_kind is list:
                    for each in child:
                        parents[id(each)] = node
                    stack += child[::-1]
                elif known[its_kind] is not None:
                    parents[id(child)] = node
                    stack.append(child)
        self.parents = parents  # by the identity of the child
        self._places = dict(zip(map(id, nodes), range(len(nodes)), strict=True))
        self._kinds = kinds
        self._ends: dict[int, int] = {}

    def all(self, kind: type[Node]) -> list[Node]:
        """Every node of exactly this type, in source order."""
        return self._kinds.get(kind, [])  # type: ignore[return-value]

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds `node`; None for the module."""
        return self.parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around `node`, innermost first."""
        parents = self.parents
        above = parents.get(id(node))
        while above is not None:
            yield above
            above = parents.get(id(above))

    def place(self, node: cst.CSTNode) -> int:
        """A number that grows in source order."""
        return self._places[id(node)]

    def places_in(self, node: cst.CSTNode) -> range:
        """The places of `node` and everything in it."""
        end = self._ends.get(id(node))
        if end is None:
            last = node
            while below := children(last):
                last = below[0]
            end = self._ends[id(node)] = self._places[id(last)] + 1
        return range(self._places[id(node)], end)

    def contains(self, outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether `inner` is `outer` or stands inside it."""
        if self.parents.get(id(inner)) is outer:  # it is asked most of what is near
            return True
        return self._places[id(inner)] in self.places_in(outer)

    def within(self, node: cst.CSTNode, kind: type[Node]) -> list[Node]:
        """The nodes of exactly this type that are `node` or stand in it, in source order.

        Unlike a walk it costs nothing for what it does not find.
        """
        every = self._kinds.get(kind)
        if every is None:
            return []
        places = self.places_in(node)
        first = bisect_left(every, places.start, key=self.place)
        return every[first : bisect_left(every, places.stop, first, key=self.place)]  # type: ignore[return-value]

    def text(self, node: cst.CSTNode) -> str:
        """The source of `node`, without the whitespace around it."""
        if type(node) is cst.Name and not node.lpar:
            return node.value
        return self.module.code_for_node(node).strip()
