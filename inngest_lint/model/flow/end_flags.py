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
        name = _asked_name(fact.test)
        if name is None:
            return False
        fitting = [each for each in self._scopes.of_name(name) if _may_fit(fact, each)]
        return bool(fitting) and all(
            self._tree.contains(statement, each.node)
            and self._is_behind_steps(each.node, statement)
            for each in fitting
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


def _asked_name(test: cst.CSTNode) -> cst.Name | None:
    """The name that a test is about, if it asks whether it holds something, or something known."""
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        test = test.left
    return test if isinstance(test, cst.Name) else None


def _may_fit(fact: Fact, binding: Binding) -> bool:
    """Whether a fact may hold of what a binding holds."""
    value = binding.value if binding.kind is Kind.VALUE else None
    test = fact.test
    if value is None:
        return True
    if not isinstance(test, cst.Comparison):
        return _truth(value) is not (not fact.held)
    operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
    same = _same(value, other)
    if same is None:
        return True
    if isinstance(operator, (cst.Is, cst.Equal)):
        return same is fact.held
    return not isinstance(operator, (cst.IsNot, cst.NotEqual)) or same is not fact.held


def _same(value: cst.BaseExpression, other: cst.BaseExpression) -> bool | None:
    """Whether a value is the constant that it is compared with; None if nobody knows."""
    if literals.is_none(other) and isinstance(value, (cst.List, cst.Tuple, cst.Dict)):
        return False
    one, two = _constant(value), _constant(other)
    return None if one is None or two is None else one == two


def _constant(node: cst.BaseExpression) -> tuple[str, object] | None:
    """A literal, or the name of a constant: members of an enum are told apart by their names."""
    name, text, number = literals.dotted(node), literals.string(node), literals.integer(node)
    if name:
        return "name", name
    if text is not None:
        return "text", text
    return None if number is None else ("number", number)


def _truth(value: cst.BaseExpression) -> bool | None:
    """Whether a value is a literal that counts as true, or one that does not."""
    if isinstance(value, (cst.List, cst.Tuple, cst.Dict)):
        return bool(value.elements)
    kind, known = _constant(value) or ("", None)
    if kind == "name":
        return {"True": True, "False": False, "None": False}.get(str(known))
    return bool(known) if kind else None
