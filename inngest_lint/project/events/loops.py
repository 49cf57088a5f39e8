"""The functions that start themselves again: by an event they send whatever their data are."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from inngest_lint.project.code.arguments import given
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.code.trigger_lists import TriggerLists
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.project.events.certain_sends import CertainSends, Sent
from inngest_lint.project.events.uses import Events, position
from inngest_lint.sdk.event_names import RESERVED, matches
from inngest_lint.sdk.names import TRIGGER_EVENT

# With these, a run that starts another need not go on for ever.
_BOUNDS = ("batch_events", "debounce", "idempotency", "rate_limit", "singleton")


class Hop(NamedTuple):
    """One turn of a loop: a function, and what it sends that starts the next."""

    function: InngestFunction
    sent: Sent


class EventLoops:
    """Finds the loops among some functions."""

    def __init__(self, resolver: Resolver, texts: Texts, events: Events) -> None:
        self._resolver = resolver
        self._events = events
        self._texts = texts
        self._sends = CertainSends(resolver, texts)
        self._lists = TriggerLists(resolver, texts)
        self._known: dict[InngestFunction, tuple[str, ...]] = {}

    def among(self, functions: list[InngestFunction]) -> list[list[Hop]]:
        """Every loop once, from the send that is first by path and line."""
        triggers = {function: self.triggers(function) for function in functions}
        started = [f for f in triggers if any(map(self._is_sent, triggers[f]))]
        hops: dict[InngestFunction, dict[InngestFunction, Sent]] = {}
        for function in started:
            hops[function] = {}
            for sent in self._sent(function):
                for other in started:
                    if any(matches(trigger, sent.name) for trigger in triggers[other]):
                        hops[function].setdefault(other, sent)
        found: dict[frozenset[InngestFunction], list[Hop]] = {}
        for function in started:
            loop = _shortest_loop(function, hops)
            if loop:
                found.setdefault(frozenset(hop.function for hop in loop), _turned(loop))
        return sorted(found.values(), key=lambda loop: position(loop[0].sent.place))

    def _is_sent(self, trigger: str) -> bool:
        """Whether something in the project sends what a trigger takes."""
        return any("*" not in use.name for use in self._events.sends(trigger))

    def _sent(self, function: InngestFunction) -> list[Sent]:
        """What a function sends every time; nothing if a decorator stands before its handler."""
        handler = function.handler
        if handler is None:
            return []
        decorators = getattr(handler.node, "decorator_list", [])
        if function.use is not None and (function.use.around or not function.use.clear):
            return []
        if function.outer is None and decorators and not function.site.is_node(decorators[-1]):
            if not isinstance(decorators[-1], ast.Name) or len(decorators) > 1:
                return []
        return self._sends.of(handler)

    def triggers(self, function: InngestFunction) -> tuple[str, ...]:
        """The names of the events that start a function whatever they hold."""
        if function not in self._known:
            self._known[function] = tuple(self._triggers(function))
        return self._known[function]

    def _triggers(self, function: InngestFunction) -> Iterator[str]:
        if not function.given.keys().isdisjoint(_BOUNDS):
            return
        trigger = function.given.get("trigger")
        if function.use is not None:
            if trigger is not None and function.use.given.complete:
                yield from self._of_use(trigger, function.use)
            return
        for element in self._elements(trigger) if trigger is not None else ():
            thing = self._resolver.one(element)
            if isinstance(thing, External) and thing.name == TRIGGER_EVENT and thing.made:
                _, keywords = given(thing.made.node)  # type: ignore[arg-type]
                if keywords.keys() == {"event"}:
                    name = self._texts.fold(thing.made.at(keywords["event"]))
                    if name is not None and not name.startswith(RESERVED):
                        yield name

    def _of_use(self, trigger: Place, use: WrapperUse) -> Iterator[str]:
        """The same of a use of a wrapper."""
        for found in self._lists.at(trigger, use.environment).known:
            if found.event is not None and found.plain and not found.event.startswith(RESERVED):
                yield found.event

    def _elements(self, place: Place) -> list[Place]:
        """The elements of a literal list, wherever it is bound; else the place itself."""
        found = self._resolver.one(place)
        if isinstance(found, Place) and isinstance(found.node, (ast.List, ast.Tuple)):
            return [found.at(each) for each in found.node.elts]
        return [place]


def _shortest_loop(
    start: InngestFunction, hops: Mapping[InngestFunction, Mapping[InngestFunction, Sent]]
) -> list[Hop]:
    """The shortest way from a function back to it; empty if there is none."""
    ways: list[tuple[InngestFunction, list[Hop]]] = [(start, [])]
    seen: set[InngestFunction] = set()
    for function, way in ways:
        for following, sent in hops[function].items():
            further = [*way, Hop(function, sent)]
            if following is start:
                return further
            if following not in seen:
                seen.add(following)
                ways.append((following, further))
    return []


def _turned(loop: list[Hop]) -> list[Hop]:
    """A loop from its first send on."""
    first = min(range(len(loop)), key=lambda index: position(loop[index].sent.place))
    return [*loop[first:], *loop[:first]]
