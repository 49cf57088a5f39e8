"""What a run whose event is known reads of its data, and does not find there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.cron.answers import EventAnswers
from inngest_lint.model.cron.catches import Catches
from inngest_lint.model.cron.dependence import Dependence
from inngest_lint.model.cron.event_data import EventData
from inngest_lint.model.cron.foreign_checks import ForeignChecks
from inngest_lint.model.cron.known import Truth
from inngest_lint.model.cron.refusals import Refusals
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.known_events import KnownEvent
from inngest_lint.syntax.scopes import Binding


class Read(NamedTuple):
    """A subscript whose key the run misses, or a `get` that finds nothing.

    With `certain` False a test that nobody can answer, or a check of another module, may keep such
    runs away from it.
    """

    node: cst.Subscript | cst.Call
    key: str
    certain: bool


class KnownRuns:
    """Follows the runs that a known event starts through the functions of one file."""

    def __init__(self, names: Names, flow: ControlFlow, event: KnownEvent) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._reach = flow.reach
        self._visits = visits = Visits(names, flow)
        self._catches = catches = Catches(names)
        self.event_data = self._event_data = event_data = EventData(names, visits)
        dependence = Dependence(names, flow, event_data, visits)
        self._answers = answers = EventAnswers(names, flow, event_data, dependence, visits, event)
        foreign_checks = ForeignChecks(names, event_data, visits)
        self._refusals = Refusals(names, flow, catches, foreign_checks, visits, answers)

    def missing_gets(self, functions: Iterable[Definition]) -> Iterator[Read]:
        """The calls of `get` that find nothing when the event starts one of these functions."""
        for function in functions:
            visit = self._visits.begin(function)
            for node in self._visits.nodes(visit, cst.Call):
                key = self._answers.missing_get(node, visit)
                if key is not None:
                    yield Read(node, key, self._reached(node, visit) is Truth.YES)

    def missing(self, functions: Iterable[Definition]) -> list[Read]:
        """The reads that fail when the event starts one of these functions, each once."""
        found: dict[int, Read] = {}
        for function in functions:
            if self._reads_something(function) and not self._is_kept_away(function):
                reads = self._reads(self._visits.begin(function))
                if self._visits.are_too_many:
                    reads = [read._replace(certain=False) for read in reads]
                _note(reads, found)
        return sorted(found.values(), key=lambda read: self._tree.place(read.node))

    def _reads_something(self, function: Definition) -> bool:
        """Whether any of the code it runs may take a key of the event's data."""
        return any(
            self._may_be_data(node.value)
            for each in self._reach.closure([function], handlers=True)
            for node in self._visits.nodes(Visit(each, {}), cst.Subscript)
        )

    def _may_be_data(self, node: cst.BaseExpression, seen: frozenset[int] = frozenset()) -> bool:
        """Whether an expression may be the data in some run: a cheap question before a costly one.

        What comes out of a step is not, nor what a loop takes from that.
        """
        if id(node) in seen:
            return False
        seen |= {id(node)}
        if self._event_data.of(node) is not None:
            return True
        if type(node) is cst.Attribute or type(node) is cst.Subscript:
            return self._may_be_data(node.value, seen)
        if type(node) is cst.Await:
            return self._may_be_data(node.expression, seen)
        if type(node) is cst.Call:
            return not self._reach.step_symbol(node)
        if not isinstance(node, cst.Name):
            return True
        sources = [_source(binding) for binding in self._scopes.of_name(node)]
        return any(each is None or self._may_be_data(each, seen) for each in sources)

    def _is_kept_away(self, function: Definition) -> bool:
        """Whether a decorator of the file runs the function only for other runs."""
        calls = [
            call
            for call in self._tree.all(cst.Call)
            if function in self._reach.functions_given(call.func)
        ]
        return bool(calls) and not any(map(self._comes_to, calls))

    def _comes_to(self, call: cst.Call) -> bool:
        owner = self._visits.owner(call)
        if owner is None:
            return True
        return self._reached(call, Visit(owner, {})) is not Truth.NO

    def _reads(self, visit: Visit) -> list[Read]:
        found: dict[int, Read] = {}
        for node in self._visits.nodes(visit, cst.Subscript):
            key = self._answers.missing_key(node, visit)
            if key is not None:
                reached = self._reached(node, visit)
                if reached is not Truth.NO:
                    _note([Read(node, key, reached is Truth.YES)], found)
        for call in self._visits.nodes(visit, cst.Call):
            for entered in self._visits.of(call, visit):
                if not visit.is_within(entered.function):
                    _note(self._read_in(call, entered, visit), found)
        return list(found.values())

    def _read_in(self, call: cst.Call, entered: Visit, visit: Visit) -> list[Read]:
        """What a called function reads, if a scheduled run makes the call."""
        inner = self._reads(entered)
        reached = self._reached(call, visit, in_step=entered.in_step) if inner else Truth.NO
        if reached is Truth.NO:
            return []
        return [read._replace(certain=read.certain and reached is Truth.YES) for read in inner]

    def _reached(self, node: cst.CSTNode, visit: Visit, *, in_step: bool = False) -> Truth:
        """Whether a scheduled run comes to `node`, and its error is not caught."""
        if self._catches.around(node, in_step=in_step):
            return Truth.NO
        return self._refusals.keeps_from(node, visit).opposite


def _source(binding: Binding) -> cst.BaseExpression | None:
    """The expression that a binding takes its value from; None where there is none, or several."""
    if isinstance(binding.node, (cst.For, cst.CompFor)):
        return binding.node.iter
    return binding.value


def _note(reads: Iterable[Read], found: dict[int, Read]) -> None:
    """Adds reads to those found; one that is certain once is certain."""
    for read in reads:
        known = found.get(id(read.node))
        if known is None or (read.certain and not known.certain):
            found[id(read.node)] = read
