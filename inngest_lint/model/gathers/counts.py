"""Whether the comparison of a count lets some of what is counted be there."""

from __future__ import annotations

import math

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

# What says that a count is at most another number, or another one than that: operator, truth.
_BELOW = ((cst.LessThan, True), (cst.GreaterThanEqual, False))
_AT_MOST = ((cst.LessThanEqual, True), (cst.GreaterThan, False))
_NOT_EQUAL = ((cst.NotEqual, True), (cst.Equal, False))
_MIRRORED: dict[type[cst.CSTNode], type[cst.CSTNode]] = {
    cst.LessThan: cst.GreaterThan,
    cst.LessThanEqual: cst.GreaterThanEqual,
    cst.GreaterThan: cst.LessThan,
    cst.GreaterThanEqual: cst.LessThanEqual,
}


class Counts:
    """Reads the comparisons of one file."""

    def __init__(self, names: Names) -> None:
        self._values = names.values
        self._bindings = names.bindings

    def allows_some(self, test: cst.Comparison, held: bool, counted: cst.BaseExpression) -> bool:
        """Whether what `counted` counts may be there, but not all of it, where `test` held or not.

        So where `failed == len(results)` did not hold, where `failed <= 3` held; not where
        `failed == 0` held, and not where `paid == len(results)` did.
        """
        target = test.comparisons[0]
        first = counted is test.left
        limit = self._limit(target.comparator if first else test.left)
        operator = type(target.operator)
        said = (operator if first else _MIRRORED.get(operator, operator), held)
        if said in _NOT_EQUAL:  # a number in the file may be a code as well as a count
            return limit == math.inf
        return limit > (1 if said in _BELOW else 0) if said in (*_BELOW, *_AT_MOST) else False

    def _limit(self, node: cst.BaseExpression) -> float:
        """The number that a count is compared with: of a length infinity, of what is unknown 0."""
        node = self._bindings.expression(node)
        number = literals.integer(node)
        if number is not None:
            return number
        lengths = (
            each
            for each in walk(node)
            if isinstance(each, cst.Call) and self._values.symbol(each.func) == "builtins.len"
        )
        return math.inf if any(True for _ in lengths) else 0
