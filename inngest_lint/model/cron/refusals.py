"""Whether code before some place sends a scheduled run away: a `return`, a check that raises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from inngest_lint.model.cron.answers import EventAnswers
from inngest_lint.model.cron.catches import Catches
from inngest_lint.model.cron.foreign_checks import ForeignChecks
from inngest_lint.model.cron.known import Truth
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.names import Names

_LOOPS = (cst.For, cst.While)
_EXITS = (cst.Raise, cst.Return, cst.Assert, cst.Break, cst.Continue)


class Refusals:
    """Finds what a scheduled run does not get past."""

    def __init__(
        self,
        names: Names,
        flow: ControlFlow,
        catches: Catches,
        foreign_checks: ForeignChecks,
        visits: Visits,
        answers: EventAnswers,
    ) -> None:
        self._tree = names.tree
        self._reach = flow.reach
        self._guards = flow.guards
        self._catches = catches
        self._foreign_checks = foreign_checks
        self._visits = visits
        self._answers = answers
        self._raises: dict[tuple[int, Visit], frozenset[frozenset[Truth]]] = {}

    def keeps_from(self, node: cst.CSTNode, visit: Visit) -> Truth:
        """Whether a scheduled run never comes to `node`: YES, NO or UNCLEAR."""
        facts: set[Fact] = set()
        unclear = False
        for fact in self._guards.facts(node):
            truth = self._answers.holds(fact, visit)
            if truth is Truth.NO:
                return Truth.YES
            unclear = unclear or truth is Truth.UNCLEAR
            facts.add(fact)
        found = self._before(node, visit, facts)
        return Truth.UNCLEAR if unclear and found is Truth.NO else found

    def _before(self, node: cst.CSTNode, visit: Visit, given: set[Fact]) -> Truth:
        """The same for the statements that have run before `node`, and the parts of a call."""
        unclear = False
        for place in self._places_before(node):
            for truth in self._ends(place, visit, given):
                if truth is Truth.YES:
                    return truth
                unclear = unclear or truth is Truth.UNCLEAR
        return Truth.UNCLEAR if unclear else Truth.NO

    def _places_before(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        if isinstance(node, cst.Call):
            yield node.func
            yield from node.args
        for statement in self._guards.before(node):
            if self._visits.owner(statement) is None:
                break
            if not isinstance(statement, (cst.FunctionDef, cst.ClassDef)):
                yield statement
        below = node
        for above in self._tree.ancestors(node):
            if isinstance(above, (cst.Try, cst.TryStar)) and below is above.orelse:
                yield above.body
            below = above

    def _ends(self, place: cst.CSTNode, visit: Visit, given: set[Fact]) -> Iterator[Truth]:
        """For each way in which `place` may send a run away, whether it sends a scheduled one."""
        for node in self._reach.executed(place):
            if isinstance(node, _EXITS):
                if not isinstance(node, (cst.Break, cst.Continue)) or not self._in_loop(
                    node, place
                ):
                    yield self._softened(_sum(self._exit(node, visit, given)), node, place)
            elif isinstance(node, cst.Call):
                truths = self._facts(node, visit, given)
                if Truth.NO in truths or Truth.EITHER in truths:
                    continue
                for raised in self._raised(node, visit):
                    yield self._softened(_sum([*truths, *raised]), node, place)
                if self._foreign_checks.may_refuse(node, visit):
                    yield Truth.UNCLEAR
            elif isinstance(node, cst.Subscript):
                if self._answers.missing_key(node, visit) is not None:
                    if self._leaves_without(node, place, visit, given):
                        yield Truth.YES

    def _exit(self, node: cst.CSTNode, visit: Visit, given: set[Fact]) -> list[Truth]:
        """Whether the tests that lead to a way out hold."""
        truths = self._facts(node, visit, given)
        if isinstance(node, cst.Assert):
            truths.append(self._answers.holds(Fact(node.test, False), visit))
        return truths

    def _facts(self, node: cst.CSTNode, visit: Visit, given: set[Fact]) -> list[Truth]:
        """Whether the tests that lead to `node` hold, those left out that are `given` to hold."""
        facts = self._guards.facts(node)
        return [self._answers.holds(fact, visit) for fact in facts if fact not in given]

    def _raised(self, call: cst.Call, visit: Visit) -> frozenset[frozenset[Truth]]:
        """For each `raise` that `call` may come to, whether the tests that lead to it hold."""
        asked = (id(call), visit)
        if asked not in self._raises:
            self._raises[asked] = frozenset()  # of a circle, the other ways count
            self._raises[asked] = frozenset(self._ways_to_raise(call, visit))
        return self._raises[asked]

    def _ways_to_raise(self, call: cst.Call, visit: Visit) -> Iterator[frozenset[Truth]]:
        for entered in self._visits.of(call, visit):
            if visit.is_within(entered.function):
                continue
            for kind in (cst.Raise, cst.Assert):
                for node in self._visits.nodes(entered, kind):
                    yield frozenset(self._exit(node, entered, set()))
            for inner in self._visits.nodes(entered, cst.Call):
                truths = frozenset(self._facts(inner, entered, set()))
                if Truth.NO not in truths:
                    for raised in self._raised(inner, entered):
                        yield truths | raised
                    if self._foreign_checks.may_refuse(inner, entered):
                        yield truths | {Truth.UNCLEAR}

    def _leaves_without(
        self, node: cst.Subscript, place: cst.CSTNode, visit: Visit, given: set[Fact]
    ) -> bool:
        """Whether a run that misses the key of `node` leaves `place` by an `except` clause."""
        if any(truth is not Truth.YES for truth in self._facts(node, visit, given)):
            return False
        below: cst.CSTNode = node
        for above in self._tree.ancestors(node):
            if isinstance(above, (cst.Try, cst.TryStar)) and below is above.body:
                if below is place:  # it is the `else` that is asked about
                    return True
                clause = next((c for c in above.handlers if self._catches.catches(c)), None)
                if clause is not None:
                    return self._guards.leaves(clause.body.body)
            if below is place:
                break
            below = above
        return False

    def _in_loop(self, node: cst.CSTNode, place: cst.CSTNode) -> bool:
        """Whether a loop that `place` holds, or is, stands around `node`."""
        if isinstance(place, _LOOPS):
            return True
        for above in self._tree.ancestors(node):
            if above is place:
                return False
            if isinstance(above, _LOOPS):
                return True
        return False

    def _softened(self, truth: Truth, node: cst.CSTNode, place: cst.CSTNode) -> Truth:
        """The answer where a loop or a `try` between the two makes it less than sure."""
        if truth is not Truth.YES or node is place:
            return truth
        for above in self._tree.ancestors(node):
            if isinstance(above, (*_LOOPS, cst.Try, cst.TryStar)):
                return Truth.UNCLEAR
            if above is place:
                break
        return truth


def _sum(truths: Iterable[Truth]) -> Truth:
    """Whether a scheduled run takes a way out that these tests lead to.

    Where nothing asks for the event, every run takes it or none: then it sends nobody away.
    """
    found = set(truths)
    if not found or Truth.NO in found or Truth.EITHER in found:
        return Truth.NO
    return Truth.UNCLEAR if Truth.UNCLEAR in found else Truth.YES
