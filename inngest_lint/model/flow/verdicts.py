"""What the parameters of a function hold in one call of it, and how its tests come out there."""

from __future__ import annotations

from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance, Local, Symbol
from inngest_lint.sdk.names import is_from_context
from inngest_lint.syntax import literals

# What parameters hold in one call, as far as it shows.
Given: TypeAlias = dict[cst.Param, cst.BaseExpression]

_CONSTANTS = {"None": None, "False": False, "True": True}


class Verdicts:
    """Judges the tests of one file by what the parameters in them hold."""

    def __init__(self, names: Names, reach: Reach) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = reach

    def of(self, test: cst.CSTNode, given: Given) -> bool | None:
        """Whether `test` holds; None where that cannot be told."""
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            inner = self.of(test.expression, given)
            return None if inner is None else not inner
        if isinstance(test, cst.BooleanOperation):
            decides = isinstance(test.operator, cst.Or)
            sides = {self.of(test.left, given), self.of(test.right, given)}
            return decides if decides in sides else None if None in sides else not decides
        if isinstance(test, cst.Comparison):
            return self._compared(test, given)
        if isinstance(test, (cst.Name, cst.Attribute)):
            known = self._constant(test, given)
            return bool(known[0]) if known else True if self._is_something(test, given) else None
        return None

    def held(self, node: cst.BaseExpression, given: Given) -> cst.BaseExpression:
        """What a parameter, or an attribute of an object that one is, holds where `node` names it.

        `node` itself for everything else.
        """
        if not given:
            return node
        if type(node) is cst.Attribute:
            return self._attribute(node, given)
        bindings = self._scopes.of_name(node) if type(node) is cst.Name else []
        if len(bindings) == 1 and isinstance(bindings[0].node, cst.Param):
            return given.get(bindings[0].node, node)
        return node

    def _attribute(self, node: cst.Attribute, given: Given) -> cst.BaseExpression:
        """What `self.name` holds where the object was made with it: `Jobs(ctx).go()`."""
        made = self._bindings.expression(self.held(node.value, given))
        constructor = self._reach.constructor(made) if isinstance(made, cst.Call) else None
        owner = self._values.of(made)
        if constructor is None or not isinstance(owner, Instance):
            return node
        bound = self._values.given_member(owner.cls, node.attr.value)
        value = bound[0] if len(bound) == 1 else node
        return self.held(value, constructor.received()) if value is not node else node

    def _compared(self, test: cst.Comparison, given: Given) -> bool | None:
        """`x is None`, `x == "mode"` and their opposites."""
        if len(test.comparisons) != 1:
            return None
        operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
        if not isinstance(operator, (cst.Is, cst.IsNot, cst.Equal, cst.NotEqual)):
            return None
        equal = isinstance(operator, (cst.Is, cst.Equal))
        sides = self._constant(test.left, given), self._constant(other, given)
        if None not in sides:
            return (sides[0] == sides[1]) is equal
        if literals.is_none(other) and self._is_something(test.left, given):
            return not equal
        return None

    def _constant(self, node: cst.BaseExpression, given: Given) -> tuple[str | int | None] | None:
        """The constant that `node` is, as the only element; None if it is none."""
        node = self._chosen(node, given)
        if isinstance(node, cst.Name) and node.value in _CONSTANTS:
            return (_CONSTANTS[node.value],)
        string = literals.string(node)
        known = literals.integer(node) if string is None else string
        return None if known is None else (known,)

    def _is_something(self, node: cst.BaseExpression, given: Given) -> bool:
        """Whether `node` is given, and is a function or comes from the context: never None."""
        chosen = self._chosen(node, given)
        value = self._values.of(chosen) if chosen is not node else None
        return isinstance(value, Local) or (
            isinstance(value, Symbol) and is_from_context(value.name)
        )

    def _chosen(self, node: cst.BaseExpression, given: Given) -> cst.BaseExpression:
        """What `node` stands for, of `a if test else b` the one that the test chooses."""
        found = self._bindings.expression(self.held(node, given))
        while isinstance(found, cst.IfExp):
            verdict = self.of(found.test, given)
            if verdict is None:
                break
            chosen = found.body if verdict else found.orelse
            found = self._bindings.expression(self.held(chosen, given))
        return found
