"""Lists and tuples whose elements the file shows: literals, names, `+`, `*`, calls of helpers."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.bindings import Bindings
from inngest_lint.model.changes import Changes
from inngest_lint.model.values import Values
from inngest_lint.sdk.python import SEQUENCES
from inngest_lint.syntax import literals


class Sequences:
    """Folds the sequence expressions of one file."""

    def __init__(self, values: Values, bindings: Bindings, changes: Changes) -> None:
        self._values = values
        self._bindings = bindings
        self._changes = changes

    def elements(self, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
        """The elements of a sequence in order; None where the file does not show them all."""
        return self._elements(node, frozenset())

    def _elements(
        self, node: cst.BaseExpression, seen: frozenset[cst.CSTNode]
    ) -> list[cst.BaseExpression] | None:
        if node in seen:
            return None
        seen |= {node}
        if isinstance(node, cst.Name) and self._changes.is_changed(node):
            return None
        if isinstance(node, (cst.List, cst.Tuple)):
            return self._literal(node, seen)
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node, seen)
        if isinstance(node, cst.Call) and self._values.symbol(node.func) in SEQUENCES:
            if len(node.args) == 1 and not node.args[0].star:
                return self._elements(node.args[0].value, seen)
        followed = self._bindings.follow(node)
        return None if followed is node else self._elements(followed, seen)

    def _literal(
        self, node: cst.List | cst.Tuple, seen: frozenset[cst.CSTNode]
    ) -> list[cst.BaseExpression] | None:
        found: list[cst.BaseExpression] = []
        for element in node.elements:
            if isinstance(element, cst.StarredElement):
                inner = self._elements(element.value, seen)
                if inner is None:
                    return None
                found += inner
            else:
                found.append(element.value)
        return found

    def _operation(
        self, node: cst.BinaryOperation, seen: frozenset[cst.CSTNode]
    ) -> list[cst.BaseExpression] | None:
        if isinstance(node.operator, cst.Add):
            left, right = self._elements(node.left, seen), self._elements(node.right, seen)
            return None if left is None or right is None else left + right
        if isinstance(node.operator, cst.Multiply):
            times = literals.integer(self._bindings.expression(node.right))
            items = self._elements(node.left, seen)
            if times is not None and items is not None and times * len(items) <= _MOST:
                return items * times
        return None


_MOST = 1000  # nobody writes a longer list with `*`, and a hostile file must not cost memory
