"""What the value of an expression is made of: one step back, through names and literals.

A *part* is an expression together with the way to the one item of it that counts: a key of a
dictionary, a place in a tuple, None for any item of an iterable. At the end of the way, or where it
cannot be followed, all of the expression counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.fallbacks import Fallbacks
from inngest_lint.sdk.names import ALWAYS_GIVEN
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind

Way: TypeAlias = tuple[int | str | None, ...]
_ANY: Way = (None,)


class Part(NamedTuple):
    """An expression, or a parameter, and the way to what counts of it."""

    node: cst.BaseExpression | cst.Param
    way: Way = ()


class Parts:
    """Takes the expressions of one file apart; calls and attributes are left to who asks."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._reaching = flow.reaching
        self._fallbacks = Fallbacks(names, flow)
        self._known: dict[tuple[int, Way], list[Part]] = {}  # by identity, as in `Tree`

    def of(self, part: Part) -> list[Part]:
        """What the value is made of; nothing for literals, and for what is not a value."""
        take = _TAKE.get(part.node.__class__)
        if take is None:
            return []
        key = id(part.node), part.way
        if key not in self._known:
            self._known[key] = list(take(self, part.node, part.way))
        return self._known[key]

    def constant(self, node: cst.BaseExpression) -> int | str | None:
        """The string or the number that an expression is."""
        known = self._bindings.expression(node)
        string = literals.string(known)
        return literals.integer(known) if string is None else string

    def _name(self, node: cst.Name, way: Way) -> Iterator[Part]:
        bindings = self._reaching.of(node)
        for binding in bindings:
            if len(bindings) == 1 or self._fallbacks.count(binding.node):
                yield from self._bound(binding, node.value, way)
        for place in self._changes.of(node):
            yield from self._put_in(place, way)

    def _bound(self, binding: Binding, name: str, way: Way) -> Iterator[Part]:
        """What a binding gives to its name."""
        node = binding.node
        if isinstance(node, cst.Param):
            yield Part(node)
            if node.default is not None:
                yield Part(node.default, way)
        elif binding.kind is Kind.VALUE:
            if binding.value is not None:
                yield Part(binding.value, way)
        elif isinstance(node, cst.AugAssign):
            yield Part(node.value, way)
            yield Part(node.target, way)
        elif isinstance(node, cst.Assign):
            for target in node.targets:
                if _holds(target.target, name):
                    yield Part(node.value, _place(target.target, name) + way)
        elif isinstance(node, (cst.For, cst.CompFor)):
            yield from self._iterated(node.iter, _place(node.target, name), way)
        elif isinstance(node, cst.WithItem):
            yield Part(node.item)
        elif isinstance(node, (cst.MatchAs, cst.MatchStar, cst.MatchMapping)):
            yield from (
                Part(above.subject)
                for above in self._tree.ancestors(node)
                if isinstance(above, cst.Match)
            )

    def _iterated(self, node: cst.BaseExpression, place: Way, way: Way) -> Iterator[Part]:
        """What a loop over `node` gives to the target at this place."""
        made = self._bindings.expression(node)
        if isinstance(made, cst.Call) and place:
            symbol = self._values.symbol(made.func)
            given = Arguments.of(made).positional
            at = place[0] if isinstance(place[0], int) else -1
            if symbol == "builtins.enumerate" and given:
                if at == 1:
                    yield Part(given[0].value, _ANY + place[1:] + way)
                return
            if symbol == "builtins.zip" and 0 <= at < len(given):
                yield Part(given[at].value, _ANY + place[1:] + way)
                return
            if isinstance(made.func, cst.Attribute) and made.func.attr.value == "items":
                pairs = self._bindings.expression(made.func.value)
                if isinstance(pairs, cst.Dict) and not self._is_changed(made.func.value):
                    yield from _entries(pairs, at, place[1:] + way)
                    return
        yield Part(node, _ANY + place + way)

    def _is_changed(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Name) and self._changes.is_changed(node)

    def _put_in(self, place: cst.Name, way: Way) -> Iterator[Part]:
        """What a change in place puts into the object that `place` names."""
        used = self._tree.parent(place)
        around = self._tree.parent(used) if used is not None else None
        if isinstance(used, cst.Attribute) and isinstance(around, cst.Call):
            yield from self._passed(used.attr.value, around, way)
        elif isinstance(used, cst.Subscript):
            written = self._key(used)
            if way and None not in (written, way[0]) and written != way[0]:
                return
            if isinstance(around, cst.AugAssign):
                yield Part(around.value)
            elif isinstance(around, cst.AssignTarget):
                statement = self._tree.parent(around)
                if isinstance(statement, cst.Assign):
                    yield Part(statement.value, way[1:])

    def _passed(self, method: str, call: cst.Call, way: Way) -> Iterator[Part]:
        """What `append`, `update` and their like put in."""
        if method == "setdefault" and call.args and way:
            key = self.constant(call.args[0].value)
            if None in (key, way[0]) or key == way[0]:
                yield from (Part(arg.value, way[1:]) for arg in call.args[1:])
            return
        for arg in call.args:
            if arg.keyword is None:
                yield Part(arg.value, way if method in ("extend", "update") else way[1:])
            elif not way or way[0] in (None, arg.keyword.value):
                yield Part(arg.value, way[1:])

    def _key(self, node: cst.Subscript) -> int | str | None:
        """The constant key or place that a subscript names."""
        if len(node.slice) != 1 or not isinstance(node.slice[0].slice, cst.Index):
            return None
        return self.constant(node.slice[0].slice.value)

    def _subscript(self, node: cst.Subscript, way: Way) -> Iterator[Part]:
        key = self._key(node)
        if key is not None:
            yield Part(node.value, (key, *way))
            return
        is_slice = any(isinstance(each.slice, cst.Slice) for each in node.slice)
        yield Part(node.value, way if is_slice else _ANY + way)
        for element in node.slice:
            if isinstance(element.slice, cst.Index):
                yield Part(element.slice.value)
            elif isinstance(element.slice, cst.Slice):
                yield from _given(element.slice.lower, element.slice.upper)

    def _either(self, node: cst.BooleanOperation, way: Way) -> Iterator[Part]:
        yield Part(node.left, way)
        is_given = self._values.symbol(node.left) in ALWAYS_GIVEN
        if not (is_given and isinstance(node.operator, cst.Or)):
            if self._fallbacks.count(node.right):
                yield Part(node.right, way)

    def _chosen(self, node: cst.IfExp, way: Way) -> Iterator[Part]:
        yield Part(node.test)
        yield from (
            Part(each, way) for each in (node.body, node.orelse) if self._fallbacks.count(each)
        )

    def _dictionary(self, node: cst.Dict, way: Way) -> Iterator[Part]:
        for element in node.elements:
            if isinstance(element, cst.StarredDictElement):
                yield Part(element.value, way)
            elif isinstance(element, cst.DictElement):
                key = self.constant(element.key) if way else None
                if not way or None in (key, way[0]) or key == way[0]:
                    yield Part(element.value, way[1:])
                if not way or way[0] is None:
                    yield Part(element.key)


def _sequence(_: Parts, node: cst.Tuple | cst.List | cst.Set, way: Way) -> Iterator[Part]:
    starred = any(isinstance(element, cst.StarredElement) for element in node.elements)
    at = way[0] if way and not starred else None
    if isinstance(at, int) and -len(node.elements) <= at < len(node.elements):
        yield Part(node.elements[at].value, way[1:])
        return
    for element in node.elements:
        rest = way if isinstance(element, cst.StarredElement) else way[1:]
        yield Part(element.value, rest)


def _formatted(_: Parts, node: cst.FormattedString, way: Way) -> Iterator[Part]:
    waiting = list(node.parts)
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, cst.FormattedStringExpression):
            yield Part(part.expression)
            waiting += part.format_spec or ()


def _compared(_: Parts, node: cst.Comparison, way: Way) -> Iterator[Part]:
    if not any(isinstance(each.operator, (cst.Is, cst.IsNot)) for each in node.comparisons):
        yield Part(node.left)
        yield from (Part(each.comparator) for each in node.comparisons)


def _comprehended(
    _: Parts, node: cst.ListComp | cst.SetComp | cst.GeneratorExp, way: Way
) -> Iterator[Part]:
    yield Part(node.elt, way[1:])


def _both(_: Parts, node: cst.BinaryOperation, way: Way) -> Iterator[Part]:
    yield Part(node.left, way)
    yield Part(node.right, way)


def _entries(node: cst.Dict, at: int, way: Way) -> Iterator[Part]:
    """The keys, or else the values, of a dictionary."""
    for element in node.elements:
        if at == 0 and isinstance(element, cst.DictElement):
            yield Part(element.key, way)
        else:
            yield Part(element.value, way)


def _given(*nodes: cst.BaseExpression | None) -> Iterator[Part]:
    yield from (Part(node) for node in nodes if node is not None)


def _holds(target: cst.BaseExpression, name: str) -> bool:
    """Whether a target binds this name."""
    if isinstance(target, cst.Name):
        return target.value == name
    return isinstance(target, (cst.Tuple, cst.List)) and any(
        _holds(element.value, name) for element in target.elements
    )


def _place(target: cst.BaseExpression, name: str) -> Way:
    """The way to a name among the targets that take something apart, as far as it is known."""
    if isinstance(target, (cst.Tuple, cst.List)):
        for place, element in enumerate(target.elements):
            if isinstance(element, cst.StarredElement):
                return _ANY
            if _holds(element.value, name):
                return (place, *_place(element.value, name))
    return ()


# How each kind of expression is taken apart; all others are made of nothing that is known.
_TAKE: dict[type[cst.CSTNode], Callable[[Parts, Any, Way], Iterator[Part]]] = {
    cst.Name: Parts._name,
    cst.Subscript: Parts._subscript,
    cst.Dict: Parts._dictionary,
    cst.Tuple: _sequence,
    cst.List: _sequence,
    cst.Set: _sequence,
    cst.FormattedString: _formatted,
    cst.Comparison: _compared,
    cst.ListComp: _comprehended,
    cst.SetComp: _comprehended,
    cst.GeneratorExp: _comprehended,
    cst.BinaryOperation: _both,
    cst.BooleanOperation: Parts._either,
    cst.ConcatenatedString: lambda _, node, way: _given(node.left, node.right),
    cst.UnaryOperation: lambda _, node, way: _given(node.expression),
    cst.DictComp: lambda _, node, way: _given(node.key, node.value),
    cst.IfExp: Parts._chosen,
    cst.NamedExpr: lambda _, node, way: iter((Part(node.value, way),)),
    cst.Await: lambda _, node, way: iter((Part(node.expression, way),)),
}
