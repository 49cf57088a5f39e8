"""What comes of an error that an `except` has caught: does the code behind the `try` see to it?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from inngest_lint.model.flow.paths import RAISES, Exit, Flow
from inngest_lint.model.flow.raises import Raises
from inngest_lint.model.flow.reach import Reach
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import Tree, walk

_LOOPS = (cst.For, cst.While)
_ASSIGNMENTS = (cst.Assign, cst.AnnAssign, cst.AugAssign, cst.NamedExpr, cst.For, cst.CompFor)

_DECIDING = frozenset(
    {*_ASSIGNMENTS, cst.Raise, cst.Assert, cst.If, cst.BooleanOperation, cst.Call}
)


class Aftermath:
    """Follows the paths that leave a `try` quietly."""

    def __init__(self, tree: Tree, reach: Reach, raises: Raises) -> None:
        self._tree = tree
        self._reach = reach
        self._raises = raises
        self._executed: dict[int, list[cst.CSTNode]] = {}  # by identity, as in `Tree`

    def always_raises(self, statement: cst.CSTNode) -> bool:
        """Whether every path that runs on behind `statement` raises."""
        flow = Flow(None, lambda _: False, self._raises.always)
        for rest in self.rests(statement):
            paths = flow.through(rest)
            if any(path.exit is not Exit.END and path.exit not in RAISES for path in paths):
                return False
            if all(path.exit in RAISES for path in paths):
                return True
        return False

    def falls_back(self, statement: cst.Try | cst.TryStar) -> bool:
        """Whether the code behind `statement` runs only after a failure, and makes steps."""
        flow = Flow(None, lambda _: False, self._raises.always)
        paths = flow.paths(statement.body)
        if statement.orelse is not None and any(path.exit is Exit.END for path in paths):
            paths = flow.paths(statement.orelse.body)
        return all(path.exit is not Exit.END for path in paths) and any(
            self._reach.surrounds_steps(node) for rest in self.rests(statement) for node in rest
        )

    def rests(self, statement: cst.CSTNode) -> Iterator[Sequence[cst.CSTNode]]:
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

    def is_result_judged(self, call: cst.Call) -> bool:
        """Whether what `call` gives decides a `raise` or a fallback, at once or by a name."""
        below: cst.CSTNode = call
        for above in self._tree.ancestors(call):
            if isinstance(above, (cst.Assert, cst.Raise)):
                return True
            if isinstance(above, (cst.If, cst.While)):
                return below is above.test and self._matters(above.body)
            if isinstance(above, cst.Match):
                return below is above.subject and any(
                    self._matters(case.body) for case in above.cases
                )
            if isinstance(above, cst.BooleanOperation) and below is above.left:
                if self._reach.surrounds_steps(above.right):
                    return True
            if isinstance(above, cst.Call) and below is not call and self._may_raise(above):
                return True
            if isinstance(above, (cst.Assign, cst.AnnAssign, cst.NamedExpr)):
                targets = [target for target, _ in _assignments(above)]
                names = frozenset[str]().union(*map(names_in, targets))
                return self.is_decided_by(names, names, above)
            if isinstance(above, cst.SimpleStatementLine):
                return False
            below = above
        return False

    def is_decided_by(
        self, names: frozenset[str], missing: frozenset[str], statement: cst.CSTNode
    ) -> bool:
        """Whether a name decides a `raise` or a fallback, itself or through what is made of it.

        `names` are set when the error is caught; those in `missing` are not set then. `statement`
        itself, and what stands in it, decides nothing.
        """
        if not names and not missing:
            return False
        inside = self._tree.places_in(statement)
        embedded = isinstance(statement, cst.NamedExpr)  # in the very expression that may decide
        for function in self._functions_around(statement, names):
            if not embedded and not self._are_mentioned(names | missing, function, inside):
                continue
            outside = [
                node for node in self._nodes(function) if self._tree.place(node) not in inside
            ]
            either = _derived(names | missing, outside)
            own = _derived(names, outside)
            for node in outside:
                if not either.isdisjoint(self._raised_by(node, function)):
                    return True
                if isinstance(node, cst.If) and self._falls_back_on(node, own, either):
                    return True
                if isinstance(node, cst.BooleanOperation):
                    tested = names_in(node.left)
                    if tested & either and self._reach.surrounds_steps(node.right):
                        return True
        return False

    def _are_mentioned(
        self, names: frozenset[str], function: cst.FunctionDef, inside: range
    ) -> bool:
        """Whether a function may mention any of the names, other than `inside`; cheap to ask."""
        firsts = {name.partition(".")[0] for name in names}
        places = self._tree.places_in(function)
        mentions = (n for n in self._tree.all(cst.Name) if n.value in firsts)
        return any((at := self._tree.place(n)) in places and at not in inside for n in mentions)

    def _nodes(self, function: cst.FunctionDef) -> list[cst.CSTNode]:
        """What a function executes, without the nodes that only hold others."""
        found = self._executed.get(id(function))
        if found is None:
            every = self._reach.executed(function.body)
            found = [node for node in every if node.__class__ in _DECIDING]
            self._executed[id(function)] = found
        return found

    def _raised_by(self, node: cst.CSTNode, function: cst.FunctionDef) -> frozenset[str]:
        """The names that decide whether `node` raises; none for what does not."""
        if isinstance(node, (cst.Raise, cst.Assert)):
            return names_in(node) | self._tests_around(node, function)
        if isinstance(node, cst.Call) and self._may_raise(node):
            return frozenset[str]().union(*(names_in(arg) for arg in node.args))
        return frozenset()

    def _falls_back_on(self, node: cst.If, own: frozenset[str], either: frozenset[str]) -> bool:
        """Whether a test leads to a fallback: steps for a flag, work for a missing value."""
        tested = names_in(node.test)
        branches = [node.body, *([node.orelse] if node.orelse is not None else [])]
        if tested & own and any(self._reach.surrounds_steps(branch) for branch in branches):
            return True
        if not tested & either or not _asks_for_nothing(node.test):
            return False
        return any(isinstance(child, cst.Await) for child in self._reach.executed(node.body)) or (
            self._reach.surrounds_steps(node.body)
        )

    def _matters(self, block: cst.BaseSuite) -> bool:
        """Whether a branch raises or makes steps."""
        nodes = self._reach.executed(block)
        return self._reach.surrounds_steps(block) or any(
            isinstance(node, cst.Raise) or (isinstance(node, cst.Call) and self._may_raise(node))
            for node in nodes
        )

    def _may_raise(self, call: cst.Call) -> bool:
        handler = self._reach.step_handler(call)
        helpers = [*self._reach.helpers(call), *([handler] if handler else [])]
        return any(self._raises.can(helper.function) for helper in helpers)

    def _functions_around(
        self, statement: cst.CSTNode, names: frozenset[str]
    ) -> list[cst.FunctionDef]:
        """The functions in which `names` may be read: with an attribute, the methods beside it."""
        around = [n for n in self._tree.ancestors(statement) if isinstance(n, cst.FunctionDef)]
        if any("." in name for name in names):
            for above in self._tree.ancestors(statement):
                if isinstance(above, cst.ClassDef):
                    around += [n for n in above.body.body if isinstance(n, cst.FunctionDef)]
        return around

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
    """The names that a piece of code mentions, and the attributes of names: `x`, `self.x`."""
    found = (literals.dotted(c) for c in walk(node) if isinstance(c, (cst.Name, cst.Attribute)))
    return frozenset(name for name in found if name)


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
