"""A summary per callable: its own deeds, and those of what it runs, joined over the call graph."""

from __future__ import annotations

import ast
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.arguments import argument
from inngest_lint.project.code.lineage import Lineage
from inngest_lint.project.code.overrides import Overrides
from inngest_lint.project.code.receiving import Receiving
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.summaries.chains import Chain, Link
from inngest_lint.project.summaries.chance import Chance, Chances
from inngest_lint.project.summaries.deeds import Deeds, Edge
from inngest_lint.project.summaries.endings import Endings
from inngest_lint.project.summaries.readings import Reader
from inngest_lint.project.summaries.templates import Template, Templates, filled
from inngest_lint.sdk.names import CLIENT
from inngest_lint.settings import Settings

_MOST = 500  # callables, each with what it is given, on all ways from one
_DEEPEST = 8  # helpers of helpers, through which a parameter is followed
_NOTHING: Receiving = MappingProxyType({})


class MadeStep(NamedTuple):
    """A step that running a callable makes.

    `id` is its id as far as it is known, with what the callable receives in its holes; `tested`
    tells that a test decides whether it is made.
    """

    symbol: str
    id: Template | None
    tested: bool
    chain: Chain

    @property
    def id_place(self) -> Place:
        """Where its id stands, in the call that makes it."""
        place = self.chain[-1].place
        call = place.node
        step_id = argument(call, "step_id", 0) if isinstance(call, ast.Call) else None
        return place if step_id is None else place.at(step_id)


class SentEvent(NamedTuple):
    """An event that running a callable sends, by its name; `once` if not once per attempt."""

    event: Template | None
    once: bool
    chain: Chain


class Raised(NamedTuple):
    """An error that running a callable may raise, perhaps in a step.

    `by_chance` tells that a call decides whether it does, which may end otherwise the next time,
    and `is_sure` that no other override of a method may run in the place of the one that does.
    """

    error: Lineage
    in_step: bool
    by_chance: bool
    is_sure: bool
    chain: Chain


class OutsideCall(NamedTuple):
    """A call of something outside the project that running a callable makes.

    It stands perhaps in a step, and runs perhaps in another thread.
    """

    symbol: str
    in_step: bool
    in_thread: bool
    chain: Chain


@dataclass(frozen=True)
class Summary:
    """What running a callable does, itself and through what it runs.

    `unclear` are the calls of which nothing is known: with none, there is nothing else. `used` are
    the parameters that steps and events are given. `computes` tells that outside steps it may raise
    the errors of operators and of the standard library.
    """

    function: Place
    steps: tuple[MadeStep, ...]
    sends: tuple[SentEvent, ...]
    raises: tuple[Raised, ...]
    outside: tuple[OutsideCall, ...]
    unclear: tuple[Chain, ...]
    used: frozenset[str]
    yields: bool
    computes: bool
    always_raises: bool
    chance: Chance | None
    returns_client: bool

    @property
    def is_async(self) -> bool:
        """Whether it must be awaited."""
        return isinstance(self.function.node, ast.AsyncFunctionDef)

    @property
    def gives_coroutine(self) -> bool:
        """Whether calling it surely gives a coroutine: no decorator makes anything else of it."""
        return self.is_async and not getattr(self.function.node, "decorator_list", ())

    @cached_property
    def makes_steps(self) -> bool:
        """Whether it makes a step, on whatever condition."""
        return bool(self.steps)


class _Stop(NamedTuple):
    """A callable on the way, what it receives, and how one comes to it.

    `is_one_of_several` tells that another method may run in its stead.
    """

    function: Place
    receiving: Receiving
    given: Mapping[str, Template | None] | None
    chain: Chain
    once: bool = False
    in_step: bool = False
    in_thread: bool = False
    tested: bool = False
    caught: frozenset[str] = frozenset()
    is_one_of_several: bool = False

    @property
    def key(self) -> tuple[object, ...]:
        given = frozenset(self.given.items()) if self.given is not None else None
        how = self.once, self.in_step, self.in_thread, self.tested, self.is_one_of_several
        key = self.function, frozenset(self.receiving.items()), given, self.caught
        return (*key, *how)

    def fill(self, template: Template | None) -> Template | None:
        """A template of this callable as one of the callable that was asked about."""
        return template if self.given is None else filled(template, self.given)


class _Joined:
    """What has been found on the way; of the same found twice the shorter chain stays.

    What stands on a line with a `# noqa` is not the same: a rule may have to ignore it.
    """

    def __init__(self) -> None:
        self.steps: dict[object, MadeStep] = {}
        self.sends: dict[object, SentEvent] = {}
        self.raises: dict[object, Raised] = {}
        self.outside: dict[object, OutsideCall] = {}
        self.unclear: list[Chain] = []
        self.computes = False

    def learn(self, stop: _Stop, deeds: Deeds) -> None:
        """Takes over what the callable at a stop does itself."""
        for step in deeds.steps:
            made = stop.fill(step.id), step.tested or stop.tested
            chain = (*stop.chain, Link(step.name, step.place))
            step_key = step.symbol, *made, _line_of_noqa(step.place)
            self.steps.setdefault(step_key, MadeStep(step.symbol, *made, chain))
        for sent in deeds.sends:
            event = stop.fill(sent.event), sent.once or stop.once
            chain = (*stop.chain, Link(sent.name, sent.place))
            event_key = *event, _line_of_noqa(sent.place)
            self.sends.setdefault(event_key, SentEvent(*event, chain))
        self.computes = self.computes or (deeds.computes and not stop.in_step)
        for raised in deeds.raises:
            if not raised.error.is_a(stop.caught):
                known_error = raised.error, raised.in_step or stop.in_step, raised.by_chance
                chain = (*stop.chain, Link(raised.error.name, raised.place))
                error = Raised(*known_error, not stop.is_one_of_several, chain)
                self.raises.setdefault((*error[:-1], _line_of_noqa(raised.place)), error)
        for call in deeds.outside if not stop.is_one_of_several else ():
            known = (
                call.symbol,
                call.in_step or stop.in_step,
                call.in_thread or stop.in_thread,
            )
            chain = (*stop.chain, Link(call.name, call.place))
            outside_key = *known, _line_of_noqa(call.place)
            self.outside.setdefault(outside_key, OutsideCall(*known, chain))
        unclear = [*deeds.unclear]
        if stop.is_one_of_several:
            unclear += [call.place for call in deeds.outside]
        self.unclear += [(*stop.chain, Link("?", place)) for place in unclear]


def _overridden(deeds: Deeds) -> dict[Place, list[Edge]]:
    """The calls that may come to several methods, each with where they lead."""
    found: dict[Place, list[Edge]] = {}
    for edge in deeds.edges:
        if edge.is_override:
            found.setdefault(edge.place, []).append(edge)
    return {place: edges for place, edges in found.items() if len(edges) > 1}


def _line_of_noqa(place: Place) -> Place | None:
    """The place itself if a `# noqa` stands on its line."""
    return place if place.module.noqa.has_comment(place.row) else None


class Summaries:
    """The summaries of a project; some calls are judged by the user's settings."""

    def __init__(
        self, resolver: Resolver, texts: Texts, overrides: Overrides, settings: Settings
    ) -> None:
        self._resolver = resolver
        self._reader = Reader(resolver, Templates(resolver, texts), overrides, settings)
        self._endings = Endings(resolver)
        self.chances = Chances(resolver, overrides, settings.nondeterministic, settings.pure)
        self._deeds: dict[tuple[Place, frozenset[tuple[str, str]]], Deeds] = {}
        self._known: dict[tuple[Place, frozenset[tuple[str, str]]], Summary] = {}

    def of(self, function: Place, receiving: Receiving = _NOTHING) -> Summary:
        """What a callable does when its parameters hold these symbols of the SDK."""
        key = function, frozenset(receiving.items())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._join(function, receiving)
        return found

    def always_raises(self, function: Place) -> bool:
        """Whether calling it surely ends in an error; asked alone, as it costs less."""
        return self._endings.always_raises(function)

    def _join(self, function: Place, receiving: Receiving) -> Summary:
        """Goes through the call graph, the nearest first, each callable once for what it gets."""
        name = getattr(function.node, "name", "lambda")
        start = _Stop(function, receiving, None, (Link(name, function),))
        joined = _Joined()
        seen = {start.key}
        waiting = deque([start])
        while waiting and len(seen) <= _MOST:
            stop = waiting.popleft()
            deeds = self._own(stop.function, stop.receiving)
            joined.learn(stop, deeds)
            for each in self._next(stop, deeds):
                if each.key not in seen:
                    seen.add(each.key)
                    waiting.append(each)
        joined.unclear += [stop.chain for stop in waiting]
        return Summary(
            function,
            tuple(joined.steps.values()),
            tuple(joined.sends.values()),
            tuple(joined.raises.values()),
            tuple(joined.outside.values()),
            tuple(joined.unclear),
            self._used(function, receiving, frozenset()),
            self._own(function, receiving).yields,
            joined.computes,
            self._endings.always_raises(function),
            self.chances.returned(function),
            self._returns_client(function),
        )

    def _next(self, stop: _Stop, deeds: Deeds) -> list[_Stop]:
        several = _overridden(deeds)
        found = []
        for edge in deeds.edges:
            others = several.get(edge.place, [])
            agreed = all(self._makes_step(other) for other in others)
            found.append(
                _Stop(
                    edge.callee,
                    edge.receiving,
                    {name: stop.fill(text) for name, text in edge.given.items()},
                    (*stop.chain, Link(edge.name, edge.place)),
                    stop.once or edge.once or bool(others),
                    stop.in_step or edge.in_step,
                    stop.in_thread or edge.in_thread,
                    stop.tested or edge.tested or not agreed,
                    stop.caught | edge.caught,
                    stop.is_one_of_several or bool(others),
                )
            )
        return found

    def _makes_step(self, edge: Edge) -> bool:
        """Whether what an edge leads to makes a step for sure, by no other overridden method."""
        seen: set[tuple[Place, frozenset[tuple[str, str]]]] = set()
        waiting = [(edge.callee, edge.receiving)]
        while waiting and len(seen) <= _MOST:
            function, receiving = waiting.pop()
            key = function, frozenset(receiving.items())
            if key not in seen:
                seen.add(key)
                deeds = self._own(function, receiving)
                if any(not step.tested for step in deeds.steps):
                    return True
                several = _overridden(deeds)
                plain = (e for e in deeds.edges if not e.tested and e.place not in several)
                waiting += [(each.callee, each.receiving) for each in plain]
        return False

    def _used(
        self, function: Place, receiving: Receiving, seen: frozenset[Place]
    ) -> frozenset[str]:
        """The parameters that its steps and sends are given, or those of what it calls."""
        deeds = self._own(function, receiving)
        found = set(deeds.used)
        for edge in deeds.edges if len(seen) < _DEEPEST else ():
            if edge.callee not in seen and any(edge.passed.values()):
                inner = self._used(edge.callee, edge.receiving, seen | {function})
                found.update(*(edge.passed.get(param, ()) for param in inner))
        return frozenset(found)

    def _own(self, function: Place, receiving: Receiving) -> Deeds:
        key = function, frozenset(receiving.items())
        found = self._deeds.get(key)
        if found is None:
            found = self._deeds[key] = self._reader.read(function, receiving)
        return found

    def _returns_client(self, function: Place) -> bool:
        results = self._resolver.result(function)
        return any(isinstance(each, External) and each.name == CLIENT for each in results)
