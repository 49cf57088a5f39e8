"""The events a piece of code sends, directly, in a step, or through helpers of the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.bindings import Bindings
from inngest_lint.model.calls import Arguments, Helper, returned_expressions
from inngest_lint.model.reach import Reach
from inngest_lint.model.text import Frame, Text
from inngest_lint.model.texts import Texts
from inngest_lint.model.value import Partial
from inngest_lint.model.values import Values
from inngest_lint.sdk.names import CLIENT_SENDS, EVENT, STEP_RUN, STEP_SEND_EVENT
from inngest_lint.syntax.scopes import Scopes

FAILURE_SUFFIX = ".failed"
_SENDS = CLIENT_SENDS | {STEP_SEND_EVENT, STEP_RUN}


@dataclass(frozen=True, slots=True)
class Send:
    """A call that sends an event; `event` is None where its name cannot be told."""

    call: cst.Call
    event: Text | None

    @property
    def is_failure(self) -> bool:
        """Whether the event's name ends in `.failed`."""
        return self.event is not None and self.event.end.endswith(FAILURE_SUFFIX)

    @property
    def is_unclear(self) -> bool:
        """Whether the end of the event's name cannot be told."""
        return self.event is None or not self.event.end


class Sends:
    """Finds sends and the names of their events."""

    def __init__(
        self, scopes: Scopes, values: Values, bindings: Bindings, texts: Texts, reach: Reach
    ) -> None:
        self._scopes = scopes
        self._values = values
        self._bindings = bindings
        self._texts = texts
        self._reach = reach
        self._within: dict[int, list[Send]] = {}  # by identity, as in `Tree`
        self._sent: dict[Frame, tuple[Text | None, ...]] = {}

    def within(self, node: cst.CSTNode) -> list[Send]:
        """Every send that runs when `node` runs, step handlers included."""
        found = self._within.get(id(node))
        if found is None:
            found = self._within[id(node)] = list(self._find(node, None))
        return found

    def _find(self, node: cst.CSTNode, frame: Frame | None) -> Iterator[Send]:
        for call in self._reach.calls(node):
            for event in self._events(call):
                yield Send(call, self._event_name(event, frame))
            handler = self._reach.step_handler(call)
            for helper in [*self._reach.helpers(call), *([handler] if handler else [])]:
                if not isinstance(helper.function, cst.Lambda):  # it counts where it stands
                    for event_name in self._sent_in(self._texts.enter(helper, frame)):
                        yield Send(call, event_name)

    def _sent_in(self, frame: Frame) -> tuple[Text | None, ...]:
        """The names of the events that one call of a helper sends."""
        sent = self._sent.get(frame)
        if sent is None:
            self._sent[frame] = ()  # of a cycle, the first turn counts
            found = dict.fromkeys(s.event for s in self._find(frame.function.body, frame))
            sent = self._sent[frame] = tuple(found)
        return sent

    def _events(self, call: cst.Call) -> list[cst.BaseExpression]:
        """The events that `call` itself sends, as expressions."""
        symbol = self._values.symbol(call.func)
        events = self._events_argument(call, symbol)
        if events is None:
            return []
        listed = self._bindings.follow(events.value)
        if isinstance(listed, cst.List):
            found = [element.value for element in listed.elements]
        else:
            found = [events.value]
        if symbol in _SENDS:
            return found
        # a client that this file does not show is known by the events it sends
        return [event for event in found if self._values.symbol(event) == EVENT]

    def _events_argument(self, call: cst.Call, symbol: str) -> cst.Arg | None:
        arguments = Arguments.of(call)
        if symbol == STEP_SEND_EVENT:
            return arguments.get("events", 1)
        if symbol in CLIENT_SENDS or _is_named_send(call):
            return arguments.get("events", 0)
        handler = arguments.get("handler", 1) if symbol == STEP_RUN else None
        if handler is None or self._values.symbol(handler.value) not in CLIENT_SENDS:
            return None
        arguments = Arguments.of(call, skip=2)
        partial = self._values.of(handler.value)
        if isinstance(partial, Partial):
            arguments = partial.arguments.then(arguments)
        return arguments.get("events", 0)

    def _event_name(self, event: cst.BaseExpression, frame: Frame | None) -> Text | None:
        made = self._bindings.expression(event)
        if not isinstance(made, cst.Call) or self._values.symbol(made) != EVENT:
            return None
        maker = self._values.definition(made.func)
        if maker is None:
            name = Arguments.of(made).get("name")
            return None if name is None else self._texts.fold(name.value, frame)
        returned = returned_expressions(maker, self._scopes)
        if len(returned) != 1:
            return None
        helper = Helper(maker, Arguments.of(made))
        return self._event_name(returned[0], self._texts.enter(helper, frame))


def _is_named_send(call: cst.Call) -> bool:
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in ("send", "send_sync")
