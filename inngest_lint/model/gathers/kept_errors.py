"""What rules ask of gathers with `return_exceptions=True`, whose errors stand among the results."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.gathers.outcome import NOTHING, Outcome
from inngest_lint.model.gathers.outcome_guards import OutcomeGuards
from inngest_lint.model.gathers.outcome_leaks import OutcomeLeaks
from inngest_lint.model.gathers.outcome_tests import ISINSTANCE, MAPPERS, OutcomeTests, Width
from inngest_lint.model.gathers.outcome_uses import OutcomeUses, Use
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property


class KeptErrors:
    """Judges the outcomes of one file."""

    def __init__(
        self,
        names: Names,
        flow: ControlFlow,
        outcomes: Outcomes,
        is_handler: Callable[[cst.CSTNode | None], bool],
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        tests = OutcomeTests(names, flow, outcomes)
        judged = OutcomeGuards(names, flow, outcomes, tests)
        self._outcomes = outcomes
        self._tests = tests
        self._guards = judged
        self._uses = OutcomeUses(names, outcomes, tests, judged, is_handler)
        self._leaks = OutcomeLeaks(names, flow, outcomes, judged)

    @cached_property
    def exist(self) -> bool:
        """Whether any call of the file may keep errors; else there is nothing to ask."""
        if not any(
            arg.keyword is not None and arg.keyword.value == "return_exceptions"
            for arg in self._tree.all(cst.Arg)
        ):
            return False
        self._propagate()
        return True

    def unguarded_uses(self) -> Iterator[Use]:
        """The uses of outcomes as values on a path that has not told them from exceptions.

        What a helper does with a single outcome is reported where the helper receives it.
        """
        if self.exist:
            for use in self._uses_found:
                received = any(key.part == "" for key in use.outcome)
                if not received and self._uses.is_unguarded(use):
                    yield use

    def narrow_tests(self) -> Iterator[cst.BaseExpression]:
        """The class `Exception` in tests of outcomes that nothing else tests more widely."""
        for call in self._values.calls(ISINSTANCE) if self.exist else ():
            if len(call.args) == 2:
                classes = list(self._narrow_class(call))
                tested = call.args[0].value
                outcome = self._outcomes.of(tested) if classes else NOTHING
                if outcome and not self._is_told_apart(tested, outcome):
                    yield from classes

    def leaks(self, handler: Definition) -> Iterator[cst.CSTNode]:
        """Where a step handler returns results that may hold exceptions: its `return`s."""
        if self.exist:
            yield from self._leaks.of(handler)

    @cached_property
    def _uses_found(self) -> list[Use]:
        return list(self._uses.all())

    def _narrow_class(self, call: cst.Call) -> Iterator[cst.BaseExpression]:
        given = call.args[1].value
        if self._tests.width(given) is Width.EXCEPTION:
            for each in self._tests.classes(given):
                if self._values.symbol(each) == "builtins.Exception":
                    yield each if self._tree.contains(call, each) else given

    def _is_told_apart(self, tested: cst.BaseExpression, outcome: Outcome) -> bool:
        """Whether `CancelledError` cannot pass for a value where the test is narrow."""
        width = max(self._guards.of(tested, outcome), self._widest_test(outcome))
        if width is Width.TYPED:
            return all(
                self._guards.is_typed(use.node, outcome)
                or self._guards.is_exception(use.node, outcome)
                for use in self._uses_found
                if use.outcome == outcome
            )
        return width is Width.WIDE

    def _widest_test(self, outcome: Outcome) -> Width:
        """The widest test of an outcome, or of all that come from where it comes from."""
        found = Width.NONE
        sources = {key.source for key in outcome}
        for call in self._values.calls(ISINSTANCE):
            if len(call.args) == 2:
                tested = self._outcomes.of(call.args[0].value)
                if tested == outcome or self._is_sifted(call, tested, sources):
                    found = max(found, self._tests.of_call(call, tested))
        for match in self._tree.all(cst.Match):
            if self._outcomes.of(match.subject) == outcome:
                found = max(found, *(self._tests.of_pattern(case) for case in match.cases))
        return found

    def _is_sifted(self, call: cst.Call, tested: Outcome, sources: set[int]) -> bool:
        """Whether a test sifts each of these results, in a comprehension of its own."""
        each = {key.source for key in tested} == sources
        return each and any(isinstance(above, cst.CompIf) for above in self._tree.ancestors(call))

    def _propagate(self) -> None:
        """Follows outcomes and results into parameters and out of functions.

        Ends when nothing new is learnt; there is only so much to learn, so cycles end too.
        """
        while self._feed() | self._give():
            pass

    def _feed(self) -> bool:
        grown = False
        for call in self._tree.all(cst.Call):
            for helper in self._tests.helpers(call):
                for param, value in helper.received().items():
                    if not self._outcomes.is_fed(param) and self._holds_errors(value):
                        whole = self._outcomes.results(value) is not None
                        grown |= self._outcomes.feed(param, results=whole)
            if len(call.args) > 1 and self._values.symbol(call.func) in MAPPERS:
                function = self._values.definition(call.args[0].value)
                if function is not None and self._holds_errors(call.args[1].value):
                    for param in parameters(function)[:1]:
                        grown |= self._outcomes.feed(param, results=False)
        return grown

    def _give(self) -> bool:
        grown = False
        for statement in self._tree.all(cst.Return):
            function = self._scopes.function_of(statement)
            if function is not None and statement.value is not None:
                if self._leaks.gives_results(function, statement.value):
                    grown |= self._outcomes.give(function)
        return grown

    def _holds_errors(self, node: cst.BaseExpression) -> bool:
        """Whether `node` holds an outcome, or results, that nothing has tested before."""
        results = self._outcomes.results(node)
        if results is not None:
            return self._guards.of_results(node, results.sources) is Width.NONE
        outcome = self._outcomes.of(node)
        return bool(outcome) and not self._guards.tell(node, outcome)
