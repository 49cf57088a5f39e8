"""The expressions that make the triggers of a list, turn by turn and call by call."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from inngest_lint.model.names.calls import Arguments, Helper, returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.text import Frame, Text
from inngest_lint.project.code.trigger_lists import FoundTrigger
from inngest_lint.sdk.names import TRIGGER_CRON, TRIGGER_EVENT
from inngest_lint.sdk.python import SEQUENCES

TRIGGERS = frozenset({TRIGGER_CRON, TRIGGER_EVENT})
_DEEPEST = 20  # lists in lists: a helper may call itself


class Place(NamedTuple):
    """Where an expression is read: in which turn, and in which call of a helper, made where."""

    frame: Frame | None = None
    helper: Helper | None = None
    caller: Place | None = None


class Listed(NamedTuple):
    """An element of a list of triggers; `frame` tells what its names stand for.

    `elsewhere` is the trigger itself where another module makes it, and `node` what names it.
    """

    node: cst.BaseExpression
    frame: Frame | None = None
    elsewhere: FoundTrigger | None = None


class Listing(NamedTuple):
    """The elements that the file shows; with `complete` False there may be more."""

    known: tuple[Listed, ...]
    complete: bool


_UNKNOWN = Listing((), complete=False)


class TriggerLists:
    """Takes the lists of one file apart: literals, sums, comprehensions, helpers' lists."""

    def __init__(self, names: Names) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._sequences = names.sequences
        self._texts = names.texts
        self._elsewhere = names.elsewhere

    def of(self, node: cst.BaseExpression) -> Listing:
        """The elements of the list that `node` stands for, or the one trigger that it is."""
        return self._listing(node, Place(), 0)

    def _listing(self, node: cst.BaseExpression, place: Place, depth: int) -> Listing:
        if self._values.symbol(node) in TRIGGERS:
            return Listing((Listed(node, place.frame),), complete=True)
        if depth > _DEEPEST or (isinstance(node, cst.Name) and self._changes.is_changed(node)):
            return _UNKNOWN
        found = self._elsewhere.triggers(self._values.symbol(node))
        if found is not None:
            listed = tuple(Listed(node, place.frame, trigger) for trigger in found.known)
            return Listing(listed, found.complete)
        value = self._bindings.expression(node)
        if isinstance(value, cst.List):
            return self._literal(value, place, depth)
        if isinstance(value, (cst.ListComp, cst.GeneratorExp)):
            return self._turns(value, place)
        if isinstance(value, cst.BinaryOperation) and isinstance(value.operator, cst.Add):
            parts = (self._listing(each, place, depth + 1) for each in (value.left, value.right))
            return _joined(*parts)
        if isinstance(value, cst.Call):
            return self._called(value, place, depth)
        known, complete = self._sequences.read(value)
        return Listing(tuple(Listed(each, place.frame) for each in known), complete)

    def _literal(self, node: cst.List, place: Place, depth: int) -> Listing:
        return _joined(
            *(
                self._listing(element.value, place, depth + 1)
                if isinstance(element, cst.StarredElement)
                else Listing((Listed(element.value, place.frame),), complete=True)
                for element in node.elements
            )
        )

    def _called(self, call: cst.Call, place: Place, depth: int) -> Listing:
        if self._values.symbol(call.func) in SEQUENCES and len(call.args) == 1:
            given = call.args[0]
            return _UNKNOWN if given.star else self._listing(given.value, place, depth + 1)
        maker = self._values.definition(call.func)
        returned = returned_expressions(maker, self._scopes) if maker is not None else []
        if maker is None or len(returned) != 1:
            return _UNKNOWN
        helper = Helper(maker, Arguments.of(call))
        inside = Place(self._texts.enter(helper, place.frame), helper, place)
        return self._listing(returned[0], inside, depth + 1)

    def _turns(self, node: cst.ListComp | cst.GeneratorExp, place: Place) -> Listing:
        """The element of a comprehension, once for each turn."""
        loop = node.for_in
        if loop.ifs or loop.inner_for_in or loop.asynchronous:
            return _UNKNOWN
        items = self._items(loop.iter, place)
        if items is None:
            return _UNKNOWN
        named = isinstance(loop.target, cst.Name)
        frames = (Frame(node, ((loop, item if named else None),), place.frame) for item in items)
        return Listing(tuple(Listed(node.elt, frame) for frame in frames), complete=True)

    def _items(self, node: cst.BaseExpression, place: Place) -> list[Text | None] | None:
        """What a loop goes through, as texts; None where the file does not show it all."""
        elements = self._sequences.elements(node)
        if elements is not None:
            return [self._texts.given(each, place.frame) for each in elements]
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        if place.helper is None or place.caller is None or len(bindings) != 1:
            return None
        param = bindings[0].node
        if not isinstance(param, cst.Param):
            return None
        if param is place.helper.function.params.star_arg:
            if not place.helper.arguments.complete:
                return None
            given = place.helper.collected(param)
            return [self._texts.given(each, place.caller.frame) for each in given]
        received = place.helper.received().get(param)
        return None if received is None else self._items(received, place.caller)


def _joined(*parts: Listing) -> Listing:
    known = tuple(each for part in parts for each in part.known)
    return Listing(known, all(part.complete for part in parts))
