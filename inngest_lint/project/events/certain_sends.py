"""The events that a function sends whatever its data are, itself or through helpers."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from inngest_lint.project.code.arguments import argument, given
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.callees import Callees
from inngest_lint.project.code.receiving import Receiving, Symbols, matters
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import Place
from inngest_lint.project.events.certain import calls_made, can_stop, is_generator
from inngest_lint.sdk.names import (
    CLIENT_SENDS,
    CONTEXT,
    PARALLEL,
    STEP,
    STEP_RUN,
    STEP_SEND_EVENT,
    STEP_WAIT_FOR_EVENT,
)
from inngest_lint.sdk.python import NO_RETURN

_DEEPEST = 8  # helpers that call helpers
_HARMLESS = frozenset({"staticmethod", "classmethod"})
_MOST_CALLS = 300  # of one function, its helpers' included
_BOUNDS = frozenset({"id", "ts"})  # an event sent once, or later
_PAUSES = frozenset({f"{STEP}.sleep", f"{STEP}.sleep_until", STEP_WAIT_FOR_EVENT})


class Sent(NamedTuple):
    """An event that a function sends every time, and where its name is written."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """A function that runs: what its parameters are given, and what of that is Inngest's."""

    function: Place
    received: Mapping[str, tuple[Place, _Frame]]
    receiving: Receiving


class _PausedError(Exception):
    """The function waits here: what it sends then is a schedule."""


class CertainSends:
    """Finds what the handlers of functions send for sure."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._texts = texts
        self._symbols = Symbols(resolver)
        self._callees = Callees(resolver)
        self._stopping: dict[Place, bool] = {}

    def of(self, handler: Place) -> list[Sent]:
        """The events that a handler sends every time it runs, before it waits for anything."""
        if not isinstance(handler.node, FUNCTIONS):
            return []
        args = handler.node.args
        first = [arg.arg for arg in (*args.posonlyargs, *args.args)][:1]
        frame = _Frame(handler, {}, dict.fromkeys(first, CONTEXT))
        found: list[Sent] = []
        try:
            for sent in self._sent_by(frame, [handler], [0]):
                found.append(sent)
        except _PausedError:
            pass  # what came before is found
        return found

    def _sent_by(self, frame: _Frame, open_: list[Place], count: list[int]) -> Iterator[Sent]:
        function = frame.function
        for node, is_sure in calls_made(function.node):
            count[0] += 1
            if count[0] > _MOST_CALLS:
                return
            call = Place(function.module, node, function.node)  # type: ignore[arg-type]
            symbol = self._symbols.of(call.at(node.func), function, frame.receiving)
            if symbol in _PAUSES:
                raise _PausedError
            entered = list(self._entered(call, node, symbol, frame))
            if is_sure:
                yield from self._sent_at(call, node, symbol, frame)
                for inner in entered:
                    if inner.function not in open_ and len(open_) <= _DEEPEST:
                        yield from self._sent_by(inner, [*open_, inner.function], count)
            if symbol in NO_RETURN or any(self._may_stop(each.function) for each in entered):
                return

    def _may_stop(self, function: Place) -> bool:
        """Whether a function has an end of its own for the run, itself or in what it calls."""
        found = self._stopping.get(function)
        if found is None:
            self._stopping[function] = False  # of a function that calls itself, the rest decides
            found = self._stopping[function] = can_stop(function.node) or any(
                self._may_stop(callee.function)
                for call in self._resolver.calls_of(function)
                for callee in self._callees.of(call)
            )
        return found

    def _sent_at(self, call: Place, node: ast.Call, symbol: str, frame: _Frame) -> Iterator[Sent]:
        """The events that one call sends itself."""
        events: ast.expr | None = None
        if symbol == STEP_SEND_EVENT:
            events = argument(node, "events", 1)
        elif symbol in CLIENT_SENDS:
            events = argument(node, "events", 0)
        elif symbol == STEP_RUN:
            handler = argument(node, "handler", 1)
            if handler is not None and len(node.args) > 2:
                handled = self._symbols.of(call.at(handler), frame.function, frame.receiving)
                events = node.args[2] if handled in CLIENT_SENDS else None
        if events is not None:
            yield from self._events(call.at(events), frame, 0)

    def _events(self, place: Place, frame: _Frame, depth: int) -> Iterator[Sent]:
        """The events that an expression stands for, if it stands for these alone."""
        node = place.node
        if depth > _DEEPEST:
            return
        if isinstance(node, (ast.List, ast.Tuple)):
            for element in node.elts:
                yield from self._events(place.at(element), frame, depth + 1)
        elif isinstance(node, ast.Name):
            bound = self._bound(place, node.id, frame)
            if bound is not None:
                yield from self._events(*bound, depth + 1)
        elif isinstance(node, ast.Call):
            if self._resolver.symbol(place.at(node.func)) == "inngest.Event":
                given_to = given(node)[1]
                if _BOUNDS.isdisjoint(given_to) and "name" in given_to:
                    yield from self._named(place.at(given_to["name"]), frame)
                return
            callees = self._callees.of(place)
            for callee in callees if len(callees) == 1 else ():
                returned = callee.function.module.tree.returned(callee.function.node)  # type: ignore[arg-type]
                if len(returned) == 1:
                    inner = self._frame(callee.function, callee.received, frame)
                    scope = callee.function.node
                    value = Place(callee.function.module, returned[0], scope)  # type: ignore[arg-type]
                    yield from self._events(value, inner, depth + 1)

    def _named(self, place: Place, frame: _Frame) -> Iterator[Sent]:
        """The name of an event, which may be one that the function was given."""
        for _ in range(_DEEPEST):
            text = self._texts.fold(place)
            if text is not None:
                yield Sent(text, place)
                return
            if not isinstance(place.node, ast.Name):
                return
            bound = self._bound(place, place.node.id, frame)
            if bound is None:
                return
            place, frame = bound

    def _bound(self, place: Place, name: str, frame: _Frame) -> tuple[Place, _Frame] | None:
        """The one expression that a name stands for, and where that is."""
        bindings = place.module.tree.lookup(name, place.scope)
        if len(bindings) != 1:
            return None
        (binding,) = bindings
        if binding.kind is Kind.PARAMETER:
            return frame.received.get(name)
        if binding.kind is not Kind.VALUE or binding.value is None:
            return None
        if binding in place.module.tree.bindings(place.scope).get(name, ()):
            return place.at(binding.value), frame
        if binding in place.module.tree.top.get(name, ()):
            return Place(place.module, binding.value, place.module.tree.root), frame
        return None

    def _elements(self, place: Place) -> list[Place]:
        """The functions given to `group.parallel`."""
        found = self._resolver.one(place)
        if isinstance(found, Place) and isinstance(found.node, (ast.List, ast.Tuple)):
            return [found.at(each) for each in found.node.elts]
        return [place]

    def _entered(self, call: Place, node: ast.Call, symbol: str, frame: _Frame) -> Iterator[_Frame]:
        """The functions of the project that run when a call does."""
        found = [self._callees.of(call)] if len(self._resolver.all(call.at(node.func))) == 1 else []
        handlers: list[Place] = []
        if symbol == STEP_RUN:
            handler = argument(node, "handler", 1)
            handlers = [call.at(handler)] if handler is not None else []
        elif symbol == PARALLEL and node.args:
            handlers = self._elements(call.at(node.args[0]))
        arguments = [call.at(each) for each in node.args[2:]] if symbol == STEP_RUN else []
        found += [list(self._callees.behind(each, arguments, {})) for each in handlers]
        for callees in found:
            if len(callees) == 1 and _runs_as_written(callees[0].function):
                yield self._frame(callees[0].function, callees[0].received, frame)

    def _frame(self, function: Place, received: Mapping[str, Place], outer: _Frame) -> _Frame:
        """The frame of a function that another calls; one inside that sees the same context."""
        receiving = dict(outer.receiving) if _is_inside(function, outer.function) else {}
        for name, value in received.items():
            symbol = self._symbols.of(value, outer.function, outer.receiving)
            if matters(symbol):
                receiving[name] = symbol
            else:
                receiving.pop(name, None)
        return _Frame(function, {k: (v, outer) for k, v in received.items()}, receiving)


def _is_inside(function: Place, outer: Place) -> bool:
    scope = function.scope
    while not isinstance(scope, ast.Module):
        if outer.is_node(scope):
            return True
        scope = function.module.tree.outer(scope)
    return False


def _runs_as_written(function: Place) -> bool:
    """Whether calling a function runs its code, and no decorator decides otherwise."""
    decorators = getattr(function.node, "decorator_list", ())
    plain = all(isinstance(d, ast.Name) and d.id in _HARMLESS for d in decorators)
    return plain and not is_generator(function.node)
