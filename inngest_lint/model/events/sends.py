"""The events a piece of code sends, directly, in a step, or through helpers of the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.causes import Causes, joined
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.text import CallFrame, Frame, Text
from inngest_lint.model.names.value import Definition, Local, Partial
from inngest_lint.project.summaries.chains import ended_by
from inngest_lint.project.summaries.templates import Received, Template, constant
from inngest_lint.sdk.names import (
    ATTEMPT,
    CLIENT,
    CLIENT_SEND,
    CLIENT_SENDS,
    CONTEXT,
    EVENT,
    STEP_RUN,
    STEP_SEND_EVENT,
    is_step,
)
from inngest_lint.sdk.python import SEQUENCES

# The name of each event that a call of a helper sends, and whether once; and by which calls.
_Sent: TypeAlias = Mapping["tuple[Text | None, bool]", Causes]

_MOST = 10_000  # calls of helpers in one file: where each calls all others, there is no end
_CLIENT_METHODS = ("send", "send_sync")
_SENDS = CLIENT_SENDS | {STEP_SEND_EVENT, STEP_RUN}


@dataclass(frozen=True, slots=True)
class Send:
    """A call that sends an event, itself or through a helper.

    `event` is the name of the event, None where it cannot be told, and `is_failure` whether it is
    that of a failure event, None likewise. `once` tells that it is sent once however often the
    function is called: by a step, or behind a test of the attempt. `sent_at` are the places in
    helpers that send it.
    """

    call: cst.Call
    event: Text | None
    once: bool
    is_failure: bool | None
    sent_at: Causes = ()


class Sends:
    """Finds sends and the names of their events."""

    def __init__(self, names: Names, flow: ControlFlow, failure_events: tuple[str, ...]) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._texts = names.texts
        self._objects = names.objects
        self._elsewhere = names.elsewhere
        self._foreign = names.foreign
        self._reach = flow.reach
        self._step_handlers = flow.step_handlers
        self._guards = flow.guards
        self._inside: list[Definition] = []
        self._followed = 0  # calls of helpers that have been followed
        self._failure_events = failure_events
        self._within: dict[int, list[Send]] = {}  # by identity, as in `Tree`
        self._sent: dict[CallFrame, _Sent] = {}

    def within(self, node: cst.CSTNode) -> list[Send]:
        """Every send that runs when `node` runs, step handlers included."""
        found = self._within.get(id(node))
        if found is None:
            found = self._within[id(node)] = list(self._find(node, None))
        return found

    def is_by_client(self, call: cst.Call) -> bool:
        """Whether `call` itself is a send of a client."""
        symbol = self._symbol(call)
        return symbol in CLIENT_SENDS or (
            _is_named(call, *_CLIENT_METHODS) and not is_step(symbol) and bool(self._events(call))
        )

    def given(self, call: cst.Call) -> cst.Arg | None:
        """The events that a call hands to a client of Inngest, or to a step that sends."""
        symbol = self._symbol(call)
        return self._events_argument(call, symbol) if symbol in _SENDS else None

    @property
    def handing(self) -> Iterator[cst.Call]:
        """The calls that may hand something over to be sent, as they are called."""
        for symbol, calls in self._values.called.items():
            if symbol in _SENDS or symbol.rpartition(".")[2] in _CLIENT_METHODS:
                yield from calls

    def by_client(self) -> Iterator[cst.Call]:
        """Every call of `client.send`, in whatever code of the file."""
        for call in self._tree.all(cst.Call) if self._scopes.mentions("send") else ():
            symbol = self._symbol(call)
            if symbol == CLIENT_SEND:
                yield call
            elif _is_named(call, "send") and not is_step(symbol):
                if self._events(call) or self._is_sent_elsewhere(call):
                    yield call

    def _is_sent_elsewhere(self, call: cst.Call) -> bool:
        """Whether `call` is of a coroutine of another module that sends."""
        foreign = self._foreign.called(call) if self._foreign.may_run(call) else None
        return foreign is not None and foreign.summary.is_async and bool(foreign.summary.sends)

    def _find(self, node: cst.CSTNode, frame: Frame | None) -> Iterator[Send]:
        for call in self._reach.calls(node):
            for event in self._events(call):
                yield self._send(call, self._event_name(event, frame), self._is_once(call, node))
            for foreign, in_step in self._foreign_calls(call):
                for sent in foreign.summary.sends:
                    once = sent.once or in_step or self._is_once(call, node)
                    for event_name in self._foreign_names(sent.event, foreign, frame):
                        yield self._send(call, event_name, once, ended_by(sent.chain))
            handler = self._reach.step_handler(call)
            for helper in [*self._reach.helpers(call), *([handler] if handler else [])]:
                if isinstance(helper.function, cst.Lambda):
                    if self._tree.contains(node, helper.function):
                        continue  # it counts where it stands
                for (event_name, once), sent_at in self._sent_by(helper, frame):
                    once = once or helper is handler or self._is_once(call, node)
                    yield self._send(call, event_name, once, sent_at)

    def _foreign_calls(self, call: cst.Call) -> Iterator[tuple[ForeignCall, bool]]:
        """What `call` runs in other modules, and whether as a step handler."""
        run = self._reach.step_run(call)
        if run is not None:
            handler = run.handler
            if handler is not None and not isinstance(handler.value, cst.Lambda):
                foreign = self._foreign.run(handler.value, run.handed)
                if foreign is not None:
                    yield foreign, True
        elif self._foreign.may_run(call):
            foreign = self._foreign.called(call)
            if foreign is not None:
                yield foreign, False
        else:
            overriding = self._foreign.overriding(call.func, Arguments.of(call))
            sent = {frozenset((s.event, s.once) for s in each.summary.sends) for each in overriding}
            if len(sent) == 1:  # the methods that it may be agree
                yield overriding[0], False

    def _foreign_names(
        self, event: Template | None, foreign: ForeignCall, frame: Frame | None
    ) -> list[Text | None]:
        """The names of what a callable of another module sends, of events it is given as well."""
        if event is not None and len(event) == 1 and isinstance(event[0], Received):
            arg = foreign.argument(event[0].param)
            given = self._given(arg.value, frame) if arg is not None else []
            if given:
                return given
        return [self._foreign.text(event, foreign, frame)]

    def is_failure(self, event: Template | None) -> bool | None:
        """Whether an event that code elsewhere sends tells of a failure; None if unknown."""
        name = constant(event)
        return None if name is None else Text((name,)).matches(self._failure_events)

    def _send(
        self,
        call: cst.Call,
        event: Text | None,
        once: bool,
        sent_at: Causes = (),
    ) -> Send:
        is_failure = None if event is None else event.matches(self._failure_events)
        return Send(call, event, once, is_failure, sent_at)

    def _event_name(self, event: cst.BaseExpression, frame: Frame | None) -> Text | None:
        """The name of an event, which a helper may have received, alone or with others."""
        if isinstance(event, cst.Name) and frame is not None:
            for binding in self._bindings.of(event):
                if isinstance(binding.node, (cst.For, cst.CompFor)):
                    return self._event_name(binding.node.iter, frame)
                owner = frame.frame_of(self._scopes.home_of(binding))
                if owner is not None and isinstance(binding.node, cst.Param):
                    return owner.of(binding.node)
        return self._objects.text(self._objects.made(event, EVENT, frame), "name")

    def _sent_by(
        self, helper: Helper, frame: Frame | None
    ) -> Iterator[tuple[tuple[Text | None, bool], Causes]]:
        """What one call of a helper sends, each event that it was given included."""
        for entered in self._entered(helper, frame):
            yield from self._sent_in(entered).items()

    def _entered(self, helper: Helper, frame: Frame | None) -> Iterator[CallFrame]:
        """The frames of a call of a helper, in which an event stands for its name.

        Where it is given a list of events, each of them has a frame of its own.
        """
        entered = self._texts.enter(helper, frame)
        given = {param: self._given(value, frame) for param, value in helper.received().items()}
        star = helper.function.params.star_arg
        if isinstance(star, cst.Param):
            given[star] = [e for value in helper.collected(star) for e in self._given(value, frame)]
        several = {param: names for param, names in given.items() if names}
        others = [(param, text) for param, text in entered.received if param not in several]
        for turn in range(max(map(len, several.values()), default=1)):
            names = [(param, names[min(turn, len(names) - 1)]) for param, names in several.items()]
            yield replace(entered, received=(*others, *names))

    def _given(self, value: cst.BaseExpression, frame: Frame | None) -> list[Text | None]:
        """The names of the events in an argument; none if it is no event and no list of them."""
        if self._values.symbol(value) == EVENT:
            return [self._event_name(value, frame)]
        listed = self._bindings.expression(value)
        elements = [e.value for e in listed.elements] if isinstance(listed, cst.List) else []
        if elements and all(self._values.symbol(each) == EVENT for each in elements):
            return [self._event_name(each, frame) for each in elements]
        return []

    def _is_once(self, call: cst.Call, within: cst.CSTNode) -> bool:
        """Whether what `call` sends is sent once, or may be, as code elsewhere runs it."""
        symbol = self._values.symbol(call.func)
        if symbol in (STEP_SEND_EVENT, STEP_RUN) or self._step_handlers.holds(call, within):
            return True
        return self._is_handed_elsewhere(call) or self.asks_for_attempt(call)

    def _is_handed_elsewhere(self, call: cst.Call) -> bool:
        """Whether `call` stands in a lambda that is given to code that the file does not show."""
        for above in self._tree.ancestors(call):
            if isinstance(above, cst.FunctionDef):
                return False
            if isinstance(above, cst.Lambda):
                argument = self._tree.parent(above)
                runner = self._tree.parent(argument) if isinstance(argument, cst.Arg) else None
                if isinstance(runner, cst.Call) and self._values.definition(runner.func) is None:
                    return True
        return False

    def asks_for_attempt(self, call: cst.Call) -> bool:
        """Whether a test leads to `call` that asks for the attempt, or may, as it gets `ctx`."""
        return any(
            self._bindings.mentions(self._guards.tested(fact), self._tells_attempt)
            for fact in self._guards.facts(call)
        )

    def _tells_attempt(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.Call):
            return self._values.definition(node.func) is None and any(
                self._values.symbol(arg.value) == CONTEXT for arg in node.args
            )
        return self._values.symbol(node) == ATTEMPT

    def _sent_in(self, frame: CallFrame) -> _Sent:
        """What one call of a helper sends."""
        sent = self._sent.get(frame)
        if sent is None:
            if frame.function in self._inside:
                return {}  # of a cycle, the first turn counts
            self._followed += 1
            if self._followed > _MOST:
                return {(None, False): ()}  # nobody knows what it sends
            self._inside.append(frame.function)
            places: dict[tuple[Text | None, bool], Causes] = {}
            for send in self._find(frame.function.body, frame):
                key = send.event, send.once
                places[key] = joined(places.get(key, ()), send.sent_at or [send.call])
            sent = places
            self._inside.pop()
            self._sent[frame] = sent
        return sent

    def _events(self, call: cst.Call) -> list[cst.BaseExpression]:
        """The events that `call` itself sends, as expressions."""
        symbol = self._symbol(call)
        events = self._events_argument(call, symbol)
        if events is None:
            return []
        listed = self._bindings.follow(events.value)
        if isinstance(listed, cst.Call) and self._values.symbol(listed.func) in SEQUENCES:
            found = [arg.value for arg in listed.args]
        elif isinstance(listed, cst.List):
            found = [element.value for element in listed.elements]
        elif isinstance(listed, cst.ListComp):
            found = [listed.elt]
        else:
            found = [events.value]
        if symbol in _SENDS:
            return found
        # a client that this file does not show is known by the events it sends
        return [event for event in found if self._values.symbol(event) == EVENT]

    def _events_argument(self, call: cst.Call, symbol: str) -> cst.Arg | None:
        if symbol == STEP_SEND_EVENT:
            return self._arguments(call).get("events", 1)
        if symbol in CLIENT_SENDS or self._may_be_client(call):
            return self._arguments(call).get("events", 0)
        run = self._reach.step_run(call)
        handler = run.handler if run is not None else None
        if handler is None or self._values.symbol(handler.value) not in CLIENT_SENDS:
            return None
        arguments = Arguments.of(call, skip=2)
        partial = self._values.of(handler.value)
        if isinstance(partial, Partial):
            arguments = partial.arguments.then(arguments)
        return arguments.get("events", 0)

    def _arguments(self, call: cst.Call) -> Arguments:
        """What a call gives, behind what the partial gives that it calls."""
        called = self._values.of(call.func)
        given = Arguments.of(call)
        return called.arguments.then(given) if isinstance(called, Partial) else given

    def _symbol(self, call: cst.Call) -> str:
        """The symbol of what is called, `send` of the client where that is kept elsewhere."""
        symbol = self._values.symbol(call.func)
        if _is_named(call, *_CLIENT_METHODS) and self._elsewhere.may_show(symbol):
            owner, _, name = symbol.rpartition(".")
            if self._elsewhere.is_client(owner):
                return f"{CLIENT}.{name}"
        return symbol

    def _may_be_client(self, call: cst.Call) -> bool:
        """Whether `call` may be a send of a client that the file does not show."""
        if not _is_named(call, *_CLIENT_METHODS):
            return False
        owner = self._values.symbol(call.func).rpartition(".")[0]
        if self._elsewhere.may_show(owner) and self._elsewhere.is_client(owner) is False:
            return False
        return not isinstance(self._values.of(call.func), Local)


def _is_named(call: cst.Call, *names: str) -> bool:
    return isinstance(call.func, cst.Attribute) and call.func.attr.value in names
