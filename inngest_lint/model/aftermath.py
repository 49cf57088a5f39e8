"""What comes of an error that an `except` has caught: does the code behind the `try` see to it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from inngest_lint.model.flow import RAISES, Exit, Flow
from inngest_lint.model.raises import Raises
from inngest_lint.model.reach import Reach
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import Tree, walk

_LOOPS = (cst.For, cst.While)
_ASSIGNMENTS = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor)


class Aftermath:
    """Follows the paths that leave a `try` quietly."""

    def __init__(self, tree: Tree, reach: Reach, raises: Raises) -> None:
        self._tree = tree
        self._reach = reach
        self._raises = raises

    def always_raises(self, statement: cst.CSTNode) -> bool:
        """Whether every path that runs on behind `statement` raises."""
        flow = Flow(None, lambda _: False, self._raises.always)
        for rest in self._rests(statement):
            paths = flow.through(rest)
            if any(path.exit is not Exit.END and path.exit not in RAISES for path in paths):
                return False
            if all(path.exit in RAISES for path in paths):
                return True
        return False

    def falls_back(self, statement: cst.Try | cst.TryStar) -> bool:
        """Whether the code behind `statement` runs only after a failure, and makes steps."""
        body = Flow(None, lambda _: False, self._raises.always).paths(statement.body)
        return all(path.exit is not Exit.END for path in body) and any(
            self._reach.surrounds_steps(node) for rest in self._rests(statement) for node in rest
        )

    def is_result_judged(self, call: cst.Call) -> bool:
        """Whether the name that the result of `call` is assigned to decides a `raise`."""
        for above in self._tree.ancestors(call):
            if isinstance(above, (cst.Assign, cst.AnnAssign, cst.NamedExpr)):
                targets = [target for target, _ in _assignments(above)]
                names = frozenset[str]().union(*map(names_in, targets))
                return self.is_decided_by(names, above)
            if isinstance(above, cst.BaseSmallStatement):
                return False
        return False

    def is_decided_by(self, names: frozenset[str], statement: cst.CSTNode) -> bool:
        """Whether one of `names`, or what is made of them, decides a `raise` or a fallback.

        A fallback is a step that runs because a value is missing. `statement` itself, and what
        stands in it, decides nothing.
        """
        for function in self._functions_around(statement):
            outside = [
                node
                for node in self._reach.executed(function.body)
                if not self._tree.contains(statement, node)
            ]
            known = _derived(names, outside)
            if any(
                not known.isdisjoint(deciding) for deciding in self._deciding(outside, function)
            ):
                return True
        return False

    def _rests(self, statement: cst.CSTNode) -> Iterator[Sequence[cst.CSTNode]]:
        """The statements behind `statement`, block by block outward, until a loop turns back."""
        below = statement
        for above in self._tree.ancestors(statement):
            if isinstance(above, (cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module)):
                place = next((i for i, each in enumerate(above.body) if each is below), None)
                if place is not None:
                    yield above.body[place + 1 :]
            elif isinstance(above, (cst.FunctionDef, *_LOOPS)):
                return
            below = above

    def _functions_around(self, statement: cst.CSTNode) -> list[cst.FunctionDef]:
        return [n for n in self._tree.ancestors(statement) if isinstance(n, cst.FunctionDef)]

    def _deciding(
        self, nodes: Sequence[cst.CSTNode], function: cst.FunctionDef
    ) -> Iterator[frozenset[str]]:
        """For each `raise`, and each call of what can raise, the names that it hangs on."""
        for node in nodes:
            if isinstance(node, (cst.Raise, cst.Assert)):
                yield names_in(node) | self._tests_around(node, function)
            elif isinstance(node, cst.If) and _asks_for_nothing(node.test):
                if self._reach.surrounds_steps(node.body):
                    yield names_in(node.test)
            elif isinstance(node, cst.Call):
                handler = self._reach.step_handler(node)
                helpers = [*self._reach.helpers(node), *([handler] if handler else [])]
                if any(self._raises.can(helper.function) for helper in helpers):
                    yield frozenset().union(*(names_in(arg) for arg in node.args))

    def _tests_around(self, statement: cst.CSTNode, function: cst.FunctionDef) -> frozenset[str]:
        """The names in the tests that lead to a statement."""
        found: set[str] = set()
        for above in self._tree.ancestors(statement):
            if above is function:
                break
            if isinstance(above, (cst.If, cst.While)):
                found |= names_in(above.test)
            elif isinstance(above, cst.For):
                found |= names_in(above.iter)
            elif isinstance(above, cst.Match):
                found |= names_in(above.subject)
        return frozenset(found)


def names_in(node: cst.CSTNode) -> frozenset[str]:
    """The names that a piece of code mentions."""
    return frozenset(child.value for child in walk(node) if isinstance(child, cst.Name))


def _derived(names: frozenset[str], nodes: Sequence[cst.CSTNode]) -> frozenset[str]:
    """The names, and those assigned from them, to any depth."""
    known = set(names)
    steps = [
        (names_in(target), names_in(value))
        for node in nodes
        if isinstance(node, _ASSIGNMENTS)
        for target, value in _assignments(node)
    ]
    grown = True
    while grown:
        grown = False
        for targets, values in steps:
            if not values.isdisjoint(known) and not targets <= known:
                known |= targets
                grown = True
    return frozenset(known)


def _assignments(node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
    if isinstance(node, cst.Assign):
        for target in node.targets:
            yield target, node.value
    elif isinstance(node, (cst.For, cst.CompFor)):
        yield node.target, node.iter
    elif isinstance(node, (cst.AnnAssign, cst.AugAssign, cst.NamedExpr)) and node.value is not None:
        yield node.target, node.value


def _asks_for_nothing(test: cst.BaseExpression) -> bool:
    """Whether a test asks if a value is missing: `x is None`, `not x`."""
    for node in walk(test):
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            return True
        if isinstance(node, cst.ComparisonTarget) and isinstance(node.operator, cst.Is):
            if literals.is_none(node.comparator):
                return True
    return False
