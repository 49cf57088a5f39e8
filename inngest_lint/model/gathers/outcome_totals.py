"""What a test says of every outcome: by a flag, a count, a list of errors."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.gathers.counts import Counts
from inngest_lint.model.gathers.outcome_tests import OutcomeTests, Width
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import MUTATORS
from inngest_lint.syntax.tree import walk


class OutcomeTotals:
    """Reads what the code of one file makes of all the outcomes of a gather."""

    def __init__(
        self, names: Names, flow: ControlFlow, outcomes: Outcomes, tests: OutcomeTests
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = flow.reach
        self._outcomes = outcomes
        self._tests = tests
        self._counts = Counts(names)

    def of(
        self, test: cst.BaseExpression | cst.MatchCase, held: bool, sources: frozenset[int]
    ) -> Width:
        """What the truth of a test says of every outcome of these sources."""
        if isinstance(test, cst.MatchCase):
            return Width.NONE
        asked, test = test, self._bindings.expression(test)
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            return self.of(test.expression, not held, sources)
        if isinstance(test, cst.Comparison):
            return self._of_comparison(test, held, sources)
        if isinstance(test, _COMPREHENSIONS):
            return Width.NONE if held else self._tests.within(test, sources)
        if isinstance(test, cst.Call):
            symbol = self._values.symbol(test.func)
            if symbol in _JUDGING and held is (symbol == "builtins.all"):
                return max((self._in_argument(a, sources) for a in test.args), default=Width.NONE)
            found = self._given_all(test, sources)
            if found is not Width.NONE:
                return found
        seen = (
            test if isinstance(test, cst.Call) else asked
        )  # a list that is filled is empty at first
        names = (node for node in walk(seen) if isinstance(node, cst.Name))
        return max((self._by_name(name, sources) for name in names), default=Width.NONE)

    def are_held_by(self, node: cst.BaseExpression, sources: frozenset[int]) -> bool:
        """Whether an expression holds every outcome of these sources."""
        results = self._outcomes.results(node)
        return {id(node)} == sources or (results is not None and results.sources == sources)

    def _of_comparison(self, test: cst.Comparison, held: bool, sources: frozenset[int]) -> Width:
        """`len(errors) == 0`, `next(…, None) is None`; not `len(errors) < len(results)`."""
        parts = [test.left, *(target.comparator for target in test.comparisons)]
        widths = [self.of(part, False, sources) for part in parts]
        telling = [part for part, width in zip(parts, widths, strict=True) if width]
        if len(parts) == 2 and len(telling) == 1:
            if self._counts.allows_some(test, held, telling[0]):
                return Width.NONE
        return max(widths)

    def _in_argument(self, arg: cst.Arg, sources: frozenset[int]) -> Width:
        if isinstance(arg.value, cst.Name):
            by_name = self._by_name(arg.value, sources)
            return max(by_name, self._tests.within(self._bindings.expression(arg.value), sources))
        return self._in_value(arg.value, sources)

    def _in_value(self, value: cst.BaseExpression, sources: frozenset[int]) -> Width:
        """The widest test of every outcome that is made to give a value, itself or by a helper."""
        given = [self._given_all(call, sources) for call in self._reach.calls(value)]
        return max(self._tests.within(value, sources), *given, Width.NONE)

    def _given_all(self, call: cst.Call, sources: frozenset[int]) -> Width:
        """What a function has told apart that is given every outcome of these sources."""
        for arg in call.args:
            if self.are_held_by(arg.value, sources) and not self._tests.is_harmless(call):
                return self._tests.of_callee(call, arg.value)
        return Width.NONE

    def _by_name(self, name: cst.Name, sources: frozenset[int]) -> Width:
        """What a name says that a test of every outcome has set: a flag, a count, a list of errors.

        It is set in a loop that tests, by a helper that gets all outcomes, or beside them.
        """
        found = Width.NONE
        bindings = self._scopes.of_name(name)
        for binding in bindings:
            node = binding.node
            if isinstance(node, (cst.For, cst.CompFor)):
                found = max(found, self._tests.within(node.iter, sources))
            elif isinstance(node, (cst.Assign, cst.AnnAssign)) and node.value is not None:
                found = max(found, self._in_value(node.value, sources))
        uses = self._scopes.uses(name.value, self._scopes.scope_of(name)) if bindings else []
        changed = [use for use in uses if self._is_changed(use)]
        for place in (*(b.node for b in bindings), *changed):
            for above in self._tree.ancestors(place):
                if isinstance(above, cst.FunctionDef):
                    break
                if isinstance(above, (cst.For, cst.While)):
                    found = max(found, self._tests.within(above, sources))
        return found

    def _is_changed(self, use: cst.Name) -> bool:
        above = self._tree.parent(use)
        return isinstance(above, cst.Attribute) and above.attr.value in MUTATORS


_COMPREHENSIONS = (cst.ListComp, cst.GeneratorExp, cst.SetComp, cst.DictComp)
_JUDGING = frozenset(
    f"builtins.{name}" for name in "any all sum len next bool list tuple set filter".split()
)
