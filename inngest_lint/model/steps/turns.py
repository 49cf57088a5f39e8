"""Tests that pick one turn of a loop: `if index == 0`, `if kind == "mail"`, and `latches`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.latches import Latches
from inngest_lint.model.steps.loops import Loop, Loops
from inngest_lint.sdk.python import READING_METHODS
from inngest_lint.syntax import literals


class Turns:
    """Judges the code in the loops of one file."""

    def __init__(self, names: Names, flow: ControlFlow, loops: Loops) -> None:
        self._tree = names.tree
        self._guards = flow.guards
        self._loops = loops
        self._latches = Latches(names, flow, loops)

    def has_one_for(self, node: cst.CSTNode, loop: Loop) -> bool:
        """Whether tests in the loop let `node` run in one of its turns only."""
        return any(
            self._picks_a_turn(fact, loop) or self._latches.close(fact, node, loop)
            for fact in self._guards.facts(node)
            if self._loops.holds(loop, fact.test)
        ) or any(self._is_last_arm(above, below, loop) for above, below in self._inside(loop, node))

    def _inside(self, loop: Loop, node: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, cst.CSTNode]]:
        """What stands around `node` in the loop, each with what it holds on the way to `node`."""
        below = node
        for above in self._tree.ancestors(node):
            if above is loop:
                return
            yield above, below
            below = above

    def _picks_a_turn(self, fact: Fact, loop: Loop) -> bool:
        test = fact.test
        if isinstance(test, cst.MatchCase):
            match = self._tree.parent(test)
            return (
                fact.held
                and isinstance(match, cst.Match)
                and self._is_turn(match.subject, loop)
                and isinstance(test.pattern, (cst.MatchValue, cst.MatchSingleton, cst.MatchOr))
            )
        if isinstance(test, cst.Name):
            return not fact.held and self._loops.is_target(loop, test)
        if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
            return False
        wanted = (cst.Equal, cst.Is) if fact.held else (cst.NotEqual, cst.IsNot)
        sides = (test.left, test.comparisons[0].comparator)
        return isinstance(test.comparisons[0].operator, wanted) and any(
            self._is_turn(one, loop) and not self._is_turn(other, loop)
            for one, other in (sides, sides[::-1])
        )

    def _is_turn(self, node: cst.BaseExpression, loop: Loop) -> bool:
        """Whether an expression is what the loop iterates over, or a part of it."""
        root = root_of(node)
        return isinstance(root, cst.Name) and self._loops.is_target(loop, root)

    def _is_last_arm(self, above: cst.CSTNode, below: cst.CSTNode, loop: Loop) -> bool:
        """Whether `below` is what is left of the words a loop goes through: `else`, `case _`."""
        if isinstance(above, cst.If):
            test = above.test
            if below is not above.orelse or not isinstance(test, cst.Comparison):
                return False
            words = [each.comparator for each in test.comparisons]
            subject: cst.BaseExpression = test.left
        elif isinstance(above, cst.Match):
            patterns = [case.pattern for case in above.cases if case is not below]
            words = [each.value for each in patterns if isinstance(each, cst.MatchValue)]
            subject = above.subject
        else:
            return False
        return (
            isinstance(subject, cst.Name)
            and self._loops.is_target(loop, subject)
            and any(literals.string(word) is not None for word in words)
        )


def root_of(node: cst.BaseExpression) -> cst.BaseExpression:
    """The `a` of `a.b["c"].get(d)`."""
    while True:
        if isinstance(node, (cst.Attribute, cst.Subscript)):
            node = node.value
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value not in READING_METHODS:
                return node
            node = node.func.value
        else:
            return node
