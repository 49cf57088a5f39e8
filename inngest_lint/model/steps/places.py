"""Places that the turns of a loop share, and what sets them: `token`, `self.token`, `cache["k"]`.

A place is one and the same in all turns. `cache["k"]`, `cache.get("k")` and the membership of
`"k"` in `cache` are one place; `cache[user]`, in a loop over users, is none.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.loops import Loop, Loops
from inngest_lint.sdk.python import ADDERS, MUTATORS, REMOVERS
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind
from inngest_lint.syntax.tree import walk

_SETTING = frozenset({cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Call, cst.Del, cst.NamedExpr})


class Place(NamedTuple):
    """The bindings of a name, by identity, and the attributes and keys that lead on from it."""

    root: tuple[int, ...]
    path: tuple[str, ...] = ()

    def holds(self, other: Place) -> bool:
        """Whether `other` is this place or one in it."""
        return self.root == other.root and other.path[: len(self.path)] == self.path


class How(Enum):
    """What happens to a place."""

    BOUND = auto()  # to a value, or to one that is not told
    GROWN = auto()
    SHRUNK = auto()


class Setting(NamedTuple):
    """Something in a loop that sets a place."""

    place: Place
    how: How
    node: cst.CSTNode
    value: cst.BaseExpression | None = None


class Places:
    """Finds the places in the loops of one file."""

    def __init__(self, names: Names, loops: Loops) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._loops = loops

    def of(self, node: cst.BaseExpression, loop: Loop) -> Place | None:
        """The place that an expression reads or sets; None where each turn has its own."""
        path: list[str] = []
        while not isinstance(node, cst.Name):
            if isinstance(node, cst.Attribute):
                path.append(f".{node.attr.value}")
            else:
                key = self._key(_key_of(node), loop)
                if key is None:
                    return None
                path.append(key)
            node = _owner_of(node)
        bindings = self._scopes.of_name(node)
        if not bindings or any(self._is_item(binding, loop) for binding in bindings):
            return None
        return Place(tuple(id(binding) for binding in bindings), tuple(path[::-1]))

    def entry(
        self, collection: cst.BaseExpression, key: cst.BaseExpression, loop: Loop
    ) -> Place | None:
        """The place of a key, or of a member, in a collection."""
        place, text = self.of(collection, loop), self._key(key, loop)
        if place is None or text is None:
            return None
        return place._replace(path=(*place.path, text))

    def settings(self, loop: Loop) -> Iterator[Setting]:
        """What sets the places that the turns of `loop` share."""
        for node in walk(loop):
            if node.__class__ not in _SETTING:
                continue
            if isinstance(node, cst.Assign):
                for target in node.targets:
                    yield from self._bound(target.target, node.value, node, loop)
            elif isinstance(node, (cst.AnnAssign, cst.NamedExpr)) and node.value is not None:
                yield from self._bound(node.target, node.value, node, loop)
            elif isinstance(node, cst.AugAssign):
                if isinstance(node.operator, (cst.AddAssign, cst.BitOrAssign)):
                    yield from self._changed(node.target, How.GROWN, node, loop)
            elif isinstance(node, cst.Del):
                yield from self._changed(_owner_of(node.target), How.SHRUNK, node, loop)
            elif isinstance(node, cst.Call):
                yield from self._called(node, loop)

    def _bound(
        self, target: cst.BaseExpression, value: cst.BaseExpression, node: cst.CSTNode, loop: Loop
    ) -> Iterator[Setting]:
        if isinstance(target, (cst.Tuple, cst.List)):
            items = value.elements if isinstance(value, (cst.Tuple, cst.List)) else ()
            paired = len(items) == len(target.elements)
            for index, element in enumerate(target.elements):
                item = items[index].value if paired else value
                yield from self._bound(element.value, item, node, loop)
            return
        place = self.of(target, loop)
        if place is not None:
            yield Setting(place, How.BOUND, node, value)
        elif isinstance(target, cst.Subscript):
            yield from self._changed(target.value, How.GROWN, node, loop)

    def _changed(
        self, owner: cst.BaseExpression, how: How, node: cst.CSTNode, loop: Loop
    ) -> Iterator[Setting]:
        place = self.of(owner, loop)
        if place is not None:
            yield Setting(place, how, node)

    def _called(self, call: cst.Call, loop: Loop) -> Iterator[Setting]:
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if method not in MUTATORS or not isinstance(call.func, cst.Attribute):
            return
        owner = call.func.value
        how = How.SHRUNK if method in REMOVERS else How.GROWN
        yield from self._changed(owner, how, call, loop)
        if method in ADDERS and call.args:
            place = self.entry(owner, call.args[0].value, loop)
            if place is not None:
                yield Setting(place, How.BOUND, call)

    def _key(self, key: cst.BaseExpression | None, loop: Loop) -> str | None:
        """A key as all its spellings have it; None where it may be another on the next turn."""
        if key is None:
            return None
        text = literals.string(key)
        if text is not None:
            return repr(text)
        names = [node for node in walk(key) if isinstance(node, cst.Name)]
        if any(self._loops.changes(loop, name) for name in names):
            return None
        return self._tree.text(key)

    def _is_item(self, binding: Binding, loop: Loop) -> bool:
        """Whether each turn has its own: what the loop, a `with` or a pattern in it binds."""
        node = binding.node
        if binding.kind is not Kind.ITEM or isinstance(node, (cst.Assign, cst.AugAssign)):
            return False
        return node is loop or self._loops.holds(loop, node)


def _key_of(node: cst.BaseExpression) -> cst.BaseExpression | None:
    """The `k` of `x[k]` and `x.get(k)`."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        return index.value if isinstance(index, cst.Index) else None
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.args:
        return node.args[0].value if node.func.attr.value == "get" else None
    return None


def _owner_of(node: cst.BaseExpression) -> cst.BaseExpression:
    """The `x` of `x.a`, `x[k]` and `x.get(k)`."""
    if isinstance(node, cst.Call):
        node = node.func
    return node.value if isinstance(node, (cst.Attribute, cst.Subscript)) else node
