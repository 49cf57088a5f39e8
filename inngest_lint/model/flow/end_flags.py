"""Flags that the end of a `try` sets: `done = True`, and in the `finally` `if done:`.

No interrupt of the SDK passes where such a flag is set, for no step stands behind that.
"""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.guards import Fact, Guards
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import catches_interrupts
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind

_LOOPS = (cst.For, cst.While)
_HANDLERS = (cst.ExceptHandler, cst.ExceptStarHandler)


class EndFlags:
    """Judges the tests in the `finally` blocks of one file."""

    def __init__(self, names: Names, reach: Reach, guards: Guards) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._reach = reach
        self._guards = guards

    def spare(self, node: cst.CSTNode, statement: cst.Try | cst.TryStar) -> bool:
        """Whether `node` in the `finally` of a statement runs only where no interrupt passes."""
        block = statement.finalbody
        return block is not None and any(
            self._tree.contains(block, fact.test) and self._is_set_at_end(fact, statement)
            for fact in self._guards.facts(node)
        )

    def _is_set_at_end(self, fact: Fact, statement: cst.Try | cst.TryStar) -> bool:
        """Whether a fact holds only for what the end of the `try`, or an `except`, has set."""
        asked = _asked(fact)
        if asked is None:
            return False
        name, wanted = asked
        bindings = self._scopes.of_name(name)
        inside = [each for each in bindings if self._tree.contains(statement, each.node)]
        before = [each for each in bindings if each not in inside]
        return (
            bool(inside)
            and bool(before)
            and all(_truth(each) is (not wanted) for each in before)
            and all(self._is_behind_steps(each.node, statement) for each in inside)
        )

    def _is_behind_steps(self, node: cst.CSTNode, statement: cst.Try | cst.TryStar) -> bool:
        """Whether no step can run behind a binding, before the `finally` does."""
        end = self._tree.places_in(node).stop
        for part in self._parts_behind(statement, node):
            if isinstance(part, _HANDLERS) and self._catches_interrupts(part):
                return False
            steps = self._reach.making_steps(part)
            if any(self._tree.place(call) >= end for call in steps):
                return False
        for loop in self._tree.ancestors(node):
            if loop is statement:
                return True
            if isinstance(loop, _LOOPS) and self._reach.surrounds_steps(loop):
                return False
        return True

    def _parts_behind(
        self, statement: cst.Try | cst.TryStar, node: cst.CSTNode
    ) -> list[cst.CSTNode]:
        """The part of a statement that holds `node`, and the `else` that can run behind it."""
        for handler in statement.handlers:
            if self._tree.contains(handler, node):
                return [handler]
        orelse = [] if statement.orelse is None else [statement.orelse]
        return [statement.body, *orelse] if self._tree.contains(statement.body, node) else [*orelse]

    def _catches_interrupts(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        if handler.type is None:
            return True
        types = handler.type.elements if isinstance(handler.type, cst.Tuple) else None
        each = [element.value for element in types] if types is not None else [handler.type]
        return any(catches_interrupts(self._values.symbol(one)) for one in each)


def _asked(fact: Fact) -> tuple[cst.Name, bool] | None:
    """The name that a fact is about, and whether it says that it holds something."""
    test = fact.test
    if isinstance(test, cst.Name):
        return test, fact.held
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
        if isinstance(test.left, cst.Name) and literals.is_none(other):
            if isinstance(operator, (cst.Is, cst.IsNot)):
                return test.left, fact.held is isinstance(operator, cst.IsNot)
    return None


def _truth(binding: Binding) -> bool | None:
    """Whether a name is bound to a constant that counts as true, or to one that does not."""
    value = binding.value if binding.kind is Kind.VALUE else None
    if isinstance(value, cst.Name):
        return {"True": True, "False": False, "None": False}.get(value.value)
    if isinstance(value, (cst.List, cst.Tuple, cst.Dict)):
        return bool(value.elements)
    known = None if value is None else literals.string(value)
    if known is None and value is not None:
        number = literals.integer(value)
        return None if number is None else number != 0
    return None if known is None else known != ""
