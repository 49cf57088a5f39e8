"""Which expressions stand for the event of a run, for its data, or for the list of events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import libcst as cst

from inngest_lint.model.cron.memo import Memo
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.names.calls import Arguments, returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import (
    CONTEXT,
    RUN_EVENT,
    RUN_EVENT_DATA,
    RUN_EVENT_NAME,
    RUN_EVENTS,
    canonical,
)
from inngest_lint.sdk.python import COPIES, MUTATORS, SEQUENCES
from inngest_lint.syntax.scopes import Binding, Kind


@dataclass(frozen=True, slots=True)
class Held:
    """The context or a part of it, by its symbol; `added` are keys laid over the data."""

    symbol: str
    added: frozenset[str] = frozenset()


# An empty mapping, or a name bound to itself: it decides nothing beside what else is known.
_NOTHING = Held("")
_PARTS = frozenset({CONTEXT, RUN_EVENT, RUN_EVENTS, RUN_EVENT_NAME, RUN_EVENT_DATA})
_ORDERED = SEQUENCES | {"builtins.sorted", "builtins.reversed"}
_REMOVING = frozenset({"pop", "popitem", "clear"})


class EventData:
    """Follows the event through the expressions of one file."""

    def __init__(self, names: Names, visits: Visits) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._texts = names.texts
        self._changes = names.changes
        self._visits = visits
        self._memo: Memo[Held | None] = Memo(in_circle=_NOTHING)

    def of(self, node: cst.BaseExpression, visit: Visit | None = None) -> Held | None:
        """What `node` holds of the context in this run; None if nothing, or nobody can tell."""
        held = self._of(node, visit)
        return held if held is not None and held.symbol in _PARTS else None

    def text(self, node: cst.BaseExpression, visit: Visit | None = None) -> str | None:
        """The constant string that `node` is in this run."""
        given = self._visits.argument(node, visit)
        if given is not None:
            return self.text(*given)
        text = self._texts.fold(node)
        return text.constant if text is not None else None

    def _of(self, node: cst.BaseExpression, visit: Visit | None) -> Held | None:
        resolve = _RESOLVERS.get(node.__class__)
        if resolve is None:
            return None
        return self._memo.ask(node, visit, lambda: resolve(self, node, visit))

    def _name(self, node: cst.Name, visit: Visit | None) -> Held | None:
        bindings = self._scopes.of_name(node)
        held = _agreed(self._binding(binding, visit) for binding in bindings)
        if held is None or held.symbol != RUN_EVENT_DATA or not self._changes.is_changed(node):
            return held
        added = self._written(node)
        return None if added is None else Held(held.symbol, held.added | added)

    def _binding(self, binding: Binding, visit: Visit | None) -> Held | None:
        node = binding.node
        if isinstance(node, cst.Param):
            given = visit.argument(node) if visit is not None else None
            if given is not None:
                return self._of(*given)
            return _held(self._values.parameter_symbol(node))
        if isinstance(node, (cst.For, cst.CompFor)) and isinstance(node.target, cst.Name):
            several = self._of(node.iter, visit)
            return Held(RUN_EVENT) if several == Held(RUN_EVENTS) else None
        if binding.kind is Kind.VALUE and binding.value is not None:
            return self._of(binding.value, visit)
        if isinstance(node, cst.MatchAs) and node.pattern is None:  # `case name if …`
            case = self._tree.parent(node)
            match = self._tree.parent(case) if isinstance(case, cst.MatchCase) else None
            return self._of(match.subject, visit) if isinstance(match, cst.Match) else None
        return None

    def _attribute(self, node: cst.Attribute, visit: Visit | None) -> Held | None:
        owner = self._of(node.value, visit)
        symbol = (
            canonical(f"{owner.symbol}.{node.attr.value}")
            if owner is not None and owner.symbol
            else self._values.symbol(node)
        )
        if symbol == RUN_EVENT_DATA:
            return None if self._added is None else Held(symbol, self._added)
        return _held(symbol)

    def _subscript(self, node: cst.Subscript, visit: Visit | None) -> Held | None:
        if self._of(node.value, visit) != Held(RUN_EVENTS) or len(node.slice) != 1:
            return None
        return Held(RUN_EVENT if isinstance(node.slice[0].slice, cst.Index) else RUN_EVENTS)

    def _call(self, node: cst.Call, visit: Visit | None) -> Held | None:
        arguments = Arguments.of(node)
        first = arguments.positional[0].value if arguments.positional else None
        symbol = self._values.symbol(node.func)
        if symbol in COPIES and len(node.args) > 0:
            return self._copy(node, visit)
        if symbol in _ORDERED and first is not None:
            several = self._of(first, visit)
            return several if several == Held(RUN_EVENTS) else None
        if symbol == "typing.cast" and len(arguments.positional) == 2:
            return self._of(arguments.positional[1].value, visit)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "copy":
            return self._of(node.func.value, visit)
        entered = self._visits.answering(node, visit)
        if entered is None:
            return _held(self._values.symbol(node))
        returned = returned_expressions(entered.function, self._scopes)
        return self._of(returned[0], entered) if len(returned) == 1 else None

    def _copy(self, node: cst.Call, visit: Visit | None) -> Held | None:
        """`dict(data)`, `dict(data, region="all")`, `dict(**data)`."""
        added = {arg.keyword.value for arg in node.args if arg.keyword is not None}
        copied = [arg.value for arg in node.args if arg.keyword is None and arg.star != "*"]
        return self._joined([self._of(each, visit) for each in copied], added)

    def _dict(self, node: cst.Dict, visit: Visit | None) -> Held | None:
        if not node.elements:
            return _NOTHING
        added: set[str] = set()
        parts: list[Held | None] = []
        for element in node.elements:
            if isinstance(element, cst.StarredDictElement):
                parts.append(self._mapping(element.value, visit))
            else:
                key = (
                    self.text(element.key, visit) if isinstance(element, cst.DictElement) else None
                )
                if key is None:
                    return None
                added.add(key)
        return self._joined(parts, added)

    def _operation(self, node: cst.BinaryOperation, visit: Visit | None) -> Held | None:
        if not isinstance(node.operator, cst.BitOr):
            return None
        return self._joined([self._mapping(node.left, visit), self._mapping(node.right, visit)])

    def _mapping(self, node: cst.BaseExpression, visit: Visit | None) -> Held | None:
        """A part of a mapping: the data, or a literal, whose keys are added to it."""
        held = self._of(node, visit)
        if held is not None or not isinstance(node, cst.Name):
            return held
        bindings = self._scopes.of_name(node)
        value = bindings[0].value if len(bindings) == 1 else None
        literal = isinstance(value, cst.Dict) and not self._changes.is_changed(node)
        return self._of(value, visit) if value is not None and literal else None

    def _joined(self, parts: list[Held | None], added: Iterable[str] = ()) -> Held | None:
        """Several mappings in one; it is the data's if one of them is, and the rest is known."""
        keys = frozenset(added)
        symbol = ""
        for part in parts:
            if part is None or part.symbol not in ("", RUN_EVENT_DATA):
                return None
            symbol = symbol or part.symbol
            keys |= part.added
        return Held(symbol, keys)

    def _either(self, node: cst.BooleanOperation, visit: Visit | None) -> Held | None:
        """`data or {}`, where the data of a run is never empty; `event and event.data`."""
        left = self._of(node.left, visit)
        if isinstance(node.operator, cst.Or):
            return left
        return self._of(node.right, visit) if left is not None else None

    def _choice(self, node: cst.IfExp, visit: Visit | None) -> Held | None:
        return _agreed([self._of(node.body, visit), self._of(node.orelse, visit)])

    def _written(self, name: cst.Name) -> frozenset[str] | None:
        """The keys that are added to the mapping of a name; None if they cannot be told."""
        return self._added_at(self._scopes.uses(name.value, self._scopes.scope_of(name)))

    def is_written(self, node: cst.Subscript) -> bool:
        """Whether a subscript stands where it is bound or deleted, not read."""
        below: cst.CSTNode = node
        above = self._tree.parent(node)
        while isinstance(above, (cst.Element, cst.StarredElement, cst.Tuple, cst.List)):
            below, above = above, self._tree.parent(above)
        if isinstance(above, (cst.For, cst.CompFor, cst.AnnAssign)):
            return above.target is below
        return isinstance(above, (cst.AssignTarget, cst.AsName, cst.Del))

    @cached_property
    def _added(self) -> frozenset[str] | None:
        """The keys that code of the file adds to `ctx.event.data` itself."""
        return self._added_at(
            node
            for node in self._tree.all(cst.Attribute)
            if node.attr.value == "data" and self._values.symbol(node) == RUN_EVENT_DATA
        )

    def _added_at(self, uses: Iterable[cst.BaseExpression]) -> frozenset[str] | None:
        """The keys that are added to a mapping where it is used; None if they cannot be told."""
        added: set[str | None] = set()
        for use in uses:
            parent = self._tree.parent(use)
            if isinstance(parent, cst.Subscript) and parent.value is use:
                if self.is_written(parent):
                    added.add(self.key(parent))
            elif isinstance(parent, cst.Attribute) and parent.attr.value in MUTATORS - _REMOVING:
                added.update(self._added_by(self._tree.parent(parent), parent.attr.value))
        known = frozenset(key for key in added if key is not None)
        return known if None not in added else None

    def _added_by(self, call: cst.CSTNode | None, method: str) -> set[str | None]:
        if not isinstance(call, cst.Call) or not call.args:
            return {None}
        first = call.args[0]
        if method == "setdefault" and first.keyword is None:
            return {self.text(first.value)}
        if method == "update" and all(arg.keyword is not None for arg in call.args):
            return {arg.keyword.value for arg in call.args if arg.keyword is not None}
        literal = self._mapping(first.value, None) if method == "update" else None
        return set(literal.added) if literal is not None and len(call.args) == 1 else {None}

    def key(self, node: cst.Subscript, visit: Visit | None = None) -> str | None:
        """The constant key of a subscript."""
        inner = node.slice[0].slice if len(node.slice) == 1 else None
        return self.text(inner.value, visit) if isinstance(inner, cst.Index) else None


def _held(symbol: str) -> Held | None:
    return Held(symbol) if symbol in _PARTS else None


def _agreed(alternatives: Iterable[Held | None]) -> Held | None:
    """What all alternatives hold, those that decide nothing left out."""
    found = list(dict.fromkeys(alternatives))
    telling = [held for held in found if held != _NOTHING]
    return telling[0] if len(telling) == 1 else _NOTHING if found and not telling else None


_RESOLVERS: dict[type[cst.CSTNode], Callable[[EventData, Any, Visit | None], Held | None]] = {
    cst.Name: EventData._name,
    cst.Attribute: EventData._attribute,
    cst.Subscript: EventData._subscript,
    cst.Call: EventData._call,
    cst.Dict: EventData._dict,
    cst.BinaryOperation: EventData._operation,
    cst.BooleanOperation: EventData._either,
    cst.IfExp: EventData._choice,
    cst.NamedExpr: lambda data, node, visit: data._of(node.value, visit),
    cst.Await: lambda data, node, visit: data._of(node.expression, visit),
}
