"""The triggers of a function."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.events.trigger_lists import TRIGGERS, Listed, TriggerLists
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.objects import Made
from inngest_lint.model.names.text import Text
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.trigger_lists import FoundTrigger, FoundTriggers
from inngest_lint.sdk.names import TRIGGER_CRON, TRIGGER_EVENT
from inngest_lint.syntax import literals


@dataclass(frozen=True, slots=True)
class Trigger:
    """A cron or an event, written at `node`.

    `event` is the name of its event, None for a cron and where it cannot be told; `key` is what the
    server tells triggers apart by, None where that is not known.
    """

    node: cst.CSTNode
    is_cron: bool
    event: Text | None = None
    key: tuple[Text, ...] | None = None


class TriggerList(NamedTuple):
    """The triggers that the file shows; with `complete` False there may be more."""

    known: tuple[Trigger, ...]
    complete: bool


class Triggers:
    """Resolves the value of `trigger=`."""

    def __init__(self, names: Names) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._objects = names.objects
        self._elsewhere = names.elsewhere
        self._sequences = names.sequences
        self._shapes = names.shapes
        self._lists = TriggerLists(names)
        self._wrong: dict[int, str | None] = {}  # by identity, as in `Tree`

    def of(self, node: cst.BaseExpression) -> TriggerList:
        """The triggers; not complete where one cannot be resolved or has a wrong shape."""
        if self.wrong_shape(node) is not None:
            return TriggerList((), complete=False)
        known, complete = self._lists.of(node)
        found = [self._trigger(element) for element in known]
        resolved = tuple(trigger for trigger in found if trigger is not None)
        return TriggerList(resolved, complete and len(resolved) == len(found) > 0)

    def found(self, elsewhere: FoundTriggers, node: cst.CSTNode) -> TriggerList:
        """The triggers that another module gives to a function whose handler is `node`."""
        known = tuple(
            Trigger(node, each.is_cron, None if each.event is None else Text((each.event,)))
            for each in elsewhere.known
        )
        return TriggerList(known, elsewhere.complete and len(known) > 0)

    def of_use(self, function: InngestFunction, node: cst.BaseExpression) -> TriggerList:
        """The triggers that a wrapper makes for its use at `node`."""
        found = self._elsewhere.triggers_of(function)
        if found is None:
            return TriggerList((), complete=False)
        return TriggerList(tuple(_made_by_use(each, node) for each in found.known), found.complete)

    def wrong_shape(self, node: cst.BaseExpression) -> str | None:
        """What stands where a trigger or a list of triggers belongs ("a tuple"); None if right."""
        if id(node) not in self._wrong:
            self._wrong[id(node)] = self._wrong_shape(node)
        return self._wrong[id(node)]

    def _wrong_shape(self, node: cst.BaseExpression) -> str | None:
        if type(node) is cst.IfExp:
            either = self.wrong_shape(node.body)
            return either and self.wrong_shape(node.orelse) and either
        if self._is_trigger(node):
            return self._wrong_call(node)
        shape = self._shapes.of(node)
        if shape != "a list":
            return shape
        followed = self._bindings.follow(node)
        if type(followed) is cst.ListComp:
            shape = self._shapes.of(followed.elt)
            return shape and f"a list of {_plural(shape)}"
        elements = self._sequences.read(node)
        if not elements.known:
            return "an empty list" if elements.complete else None
        for element in elements.known:
            wrong = self._wrong_call(element) if self._is_trigger(element) else None
            shape = None if self._is_trigger(element) else self._shapes.of(element)
            if wrong or shape:
                return wrong or f"a list with {shape}"
        return None

    def _is_trigger(self, node: cst.BaseExpression) -> bool:
        return self._values.symbol(node) in TRIGGERS

    def _wrong_call(self, node: cst.BaseExpression) -> str | None:
        """What is wrong with the call that makes a trigger: it takes keywords alone."""
        made = self._bindings.follow(node)
        if isinstance(made, cst.Call) and Arguments.of(made).positional:
            return "a trigger with a positional argument"
        return None

    def _trigger(self, listed: Listed) -> Trigger | None:
        node, frame, elsewhere = listed
        symbol = self._values.symbol(node)
        if elsewhere is None and symbol not in TRIGGERS:
            found = self._elsewhere.triggers(symbol)
            if found is not None and found.complete and len(found.known) == 1:
                elsewhere = found.known[0]
        if elsewhere is not None:
            name = None if elsewhere.event is None else Text((elsewhere.event,))
            return Trigger(node, is_cron=elsewhere.is_cron, event=name)
        if symbol == TRIGGER_CRON:
            cron = self._objects.text(self._objects.made(node, symbol, frame), "cron")
            return Trigger(node, is_cron=True, key=None if cron is None else (cron,))
        if symbol != TRIGGER_EVENT:
            return None
        made = self._objects.made(node, symbol, frame)
        event = self._objects.text(made, "event")
        key = None if made is None or event is None else self._key(event, made)
        return Trigger(node, is_cron=False, event=event, key=key)

    def _key(self, event: Text, made: Made) -> tuple[Text, ...] | None:
        """An event counts twice only with the same expression (srv: trigger.go, `Hash`)."""
        given = made.arguments.get("expression")
        if not made.arguments.complete:
            return None
        if given is None or literals.is_none(self._bindings.expression(given.value)):
            return (event, Text(()))
        expression = self._objects.text(made, "expression")
        return None if expression is None else (event, expression)


def _made_by_use(found: FoundTrigger, node: cst.BaseExpression) -> Trigger:
    event = None if found.event is None else Text((found.event,))
    key = (event, Text(())) if event is not None and found.plain else None
    return Trigger(node, found.is_cron, event, key)


def _plural(shape: str) -> str:
    return f"{shape.removeprefix('a ')}s"
