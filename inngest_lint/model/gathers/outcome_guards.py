"""Whether the code before a use has told an exception from a value."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.gathers.outcome import Outcome
from inngest_lint.model.gathers.outcome_tests import ISINSTANCE, OutcomeTests, Width
from inngest_lint.model.gathers.outcome_totals import OutcomeTotals
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.names import Names
from inngest_lint.syntax.tree import walk


class OutcomeGuards:
    """Finds the tests that dominate the uses of outcomes in one file."""

    def __init__(
        self, names: Names, flow: ControlFlow, outcomes: Outcomes, tests: OutcomeTests
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = flow.reach
        self._raises = flow.raises
        self._guards = flow.guards
        self._outcomes = outcomes
        self._tests = tests
        self._totals = OutcomeTotals(names, flow, outcomes, tests)

    def of(self, node: cst.BaseExpression, outcome: Outcome) -> Width:
        """How much the tests before a use of an outcome have told apart."""
        return _widest(self._answers(node, outcome))

    def tell(self, node: cst.BaseExpression, outcome: Outcome) -> bool:
        """Whether they have told anything apart."""
        return any(self._answers(node, outcome))

    def of_results(self, node: cst.CSTNode, sources: frozenset[int]) -> Width:
        """How much the tests before `node` have told apart of every outcome of these sources."""
        return _widest(self._answers_for_all(node, sources))

    def _answers(self, node: cst.BaseExpression, outcome: Outcome) -> Iterator[Width]:
        """What each test says of an outcome; those that are cheap to read come first."""
        facts = list(self._facts(node))
        for fact in (*facts, *self._left_over(facts)):
            yield self._fact(fact, outcome)
        sources = frozenset(key.source for key in outcome)
        yield self._statements(node, sources, outcome)
        for literal in self._outcomes.collections_with(outcome):
            yield from self._answers_for_all(node, frozenset({literal}))
        elements = [e for source in sources for e in self._outcomes.loops.elements(source)]
        parts = [(e, self._outcomes.of(e)) for e in elements if self._outcomes.of(e)]
        if parts:
            yield min(self.of(element, part) for element, part in parts)

    def _answers_for_all(self, node: cst.CSTNode, sources: frozenset[int]) -> Iterator[Width]:
        for fact in self._facts(node):
            yield self._totals.of(fact.test, fact.held, sources)
        yield self._statements(node, sources, None)

    def is_exception(self, node: cst.BaseExpression, outcome: Outcome) -> bool:
        """Whether a test has shown that an outcome is an exception."""
        for test, held in self._facts(node):
            if isinstance(test, cst.MatchCase):
                continue
            if held and isinstance(test, cst.Call) and len(test.args) == 2:
                if self._values.symbol(test.func) == ISINSTANCE:
                    if self._outcomes.of(test.args[0].value) == outcome:
                        if self._tests.are_exceptions(test.args[1].value):
                            return True
        return False

    def is_typed(self, node: cst.BaseExpression, outcome: Outcome) -> bool:
        """Whether a test has shown that an outcome is of a class of values."""
        return any(
            fact.held and self._fact(fact, outcome) == Width.TYPED for fact in self._facts(node)
        )

    def _facts(self, node: cst.CSTNode) -> Iterator[Fact]:
        if not isinstance(node, cst.Name):
            return self._guards.facts(node)
        bindings = self._scopes.of_name(node)

        def binds(other: cst.CSTNode) -> bool:
            return any(self._tree.contains(other, binding.node) for binding in bindings)

        return self._guards.facts(node, binds if len(bindings) > 1 else None)

    def _left_over(self, facts: list[Fact]) -> Iterator[Fact]:
        """What follows of two facts: where `a and b` failed and `a` held, `b` failed."""
        known: set[tuple[str, bool]] | None = None
        for test, held in facts:
            if not isinstance(test, cst.BooleanOperation):
                continue
            if known is None:
                tests = [fact for fact in facts if isinstance(fact.test, cst.BaseExpression)]
                known = {(self._tree.text(fact.test), fact.held) for fact in tests}
            for one, other in ((test.left, test.right), (test.right, test.left)):
                if (self._tree.text(one), not held) in known:
                    yield Fact(other, held)

    def _fact(self, fact: Fact, outcome: Outcome) -> Width:
        if not isinstance(fact.test, cst.MatchCase):
            return self._says(fact.test, fact.held, outcome)
        subject = self._guards.tested(fact)
        if not isinstance(subject, cst.BaseExpression):
            return Width.NONE
        parts = subject.elements if isinstance(subject, cst.Tuple) else ()
        if any(self._outcomes.of(e) == outcome for e in (subject, *(p.value for p in parts))):
            return self._tests.of_pattern(fact.test)
        return Width.NONE

    def _says(self, test: cst.BaseExpression, held: bool, outcome: Outcome) -> Width:
        """What the truth of a test says of one outcome."""
        asked, test = test, self._bindings.expression(test)
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            return self._says(test.expression, not held, outcome)
        if isinstance(test, cst.BooleanOperation):
            parts = (self._says(each, held, outcome) for each in (test.left, test.right))
            return max(parts) if isinstance(test.operator, cst.And) is held else min(parts)
        found = Width.NONE
        if isinstance(test, cst.Await):
            found = self._says(test.expression, held, outcome)
        elif isinstance(test, cst.Call):
            found = self._tests.of_call(test, outcome)
        elif isinstance(test, cst.Comparison) and self._asks_for_type(test, outcome):
            found = Width.WIDE
        if found is Width.WIDE:
            return found
        sources = frozenset(key.source for key in outcome)
        return max(found, self._totals.of(asked, held, sources))

    def _asks_for_type(self, test: cst.Comparison, outcome: Outcome) -> bool:
        """`type(x) is dict`, `x.__class__ …`."""
        for node in walk(test):
            if isinstance(node, cst.Call) and self._values.symbol(node.func) == "builtins.type":
                if any(self._outcomes.of(arg.value) == outcome for arg in node.args):
                    return True
            if isinstance(node, cst.Attribute) and node.attr.value == "__class__":
                if self._outcomes.of(node.value) == outcome:
                    return True
        return False

    def _statements(
        self, node: cst.CSTNode, sources: frozenset[int], outcome: Outcome | None
    ) -> Width:
        """What the statements before `node` have told apart, by raising or in a helper."""
        found = Width.NONE
        for statement in self._guards.before(node):
            for call in self._calls_in(statement):
                found = max(found, self._by_call(call, sources, outcome))
            for loop in self._loops_in(statement):
                found = max(found, self._by_loop(loop, sources))
        return found

    def _calls_in(self, statement: cst.CSTNode) -> list[cst.Call]:
        """The calls that a statement makes for sure."""
        if isinstance(statement, (cst.If, cst.While)):
            return self._reach.calls(statement.test)
        if isinstance(statement, cst.For):
            return self._reach.calls(statement.iter)
        if isinstance(statement, cst.With):
            return [call for item in statement.items for call in self._reach.calls(item)]
        simple = isinstance(statement, cst.SimpleStatementLine)
        return self._reach.calls(statement) if simple else []

    def _by_call(self, call: cst.Call, sources: frozenset[int], outcome: Outcome | None) -> Width:
        found = Width.NONE
        for arg in call.args:
            whole = self._totals.are_held_by(arg.value, sources)
            if whole or (outcome and self._outcomes.of(arg.value) == outcome):
                helpers = self._tests.helpers(call)
                functions = self._reach.closure(helper.function for helper in helpers)
                if not helpers or any(self._raises.can(function) for function in functions):
                    found = max(found, self._tests.of_callee(call, arg.value))
        return found

    def _loops_in(self, statement: cst.CSTNode) -> Iterator[cst.For | cst.While]:
        if isinstance(statement, (cst.For, cst.While)):
            yield statement
        elif isinstance(statement, (cst.With, cst.Try)):
            for inner in statement.body.body:
                yield from self._loops_in(inner)

    def _by_loop(self, loop: cst.For | cst.While, sources: frozenset[int]) -> Width:
        """What a loop has told apart that leaves the function when it meets an exception."""
        found = Width.NONE
        if isinstance(loop, cst.For) and self._ends(loop.body):
            found = self._tests.within(loop.iter, sources)  # `for error in errors: raise error`
        for node in self._reach.executed(loop.body):
            if isinstance(node, (cst.Raise, cst.Return)):
                for above in self._tree.ancestors(node):
                    if above is loop:
                        break
                    if isinstance(above, cst.If):
                        found = max(found, self._tests.within(above.test, sources))
                    elif isinstance(above, cst.Match):
                        found = max(found, self._tests.within(above, sources))
            elif isinstance(node, cst.Assert):
                found = max(found, self._tests.within(node.test, sources))
        for call in (c for statement in loop.body.body for c in self._calls_in(statement)):
            for arg in call.args:
                outcome = self._outcomes.of(arg.value)
                if {key.source for key in outcome} == sources:
                    found = max(found, self._by_call(call, frozenset(), outcome))
        return found

    def _ends(self, block: cst.BaseSuite) -> bool:
        return any(isinstance(node, (cst.Raise, cst.Return)) for node in block.body) or any(
            isinstance(small, (cst.Raise, cst.Return))
            for line in block.body
            if isinstance(line, cst.SimpleStatementLine)
            for small in line.body
        )


def _widest(answers: Iterator[Width]) -> Width:
    found = Width.NONE
    for answer in answers:
        found = max(found, answer)
        if found is Width.WIDE:
            break
    return found
