"""The integers that expressions are: literals, constants, and what is made of them."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.values import Values
from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.syntax import literals

_MOST = 10**12  # nobody means more, and a hostile file must not cost memory


class Integers:
    """Folds the integers of one file."""

    def __init__(self, values: Values, bindings: Bindings, elsewhere: Elsewhere) -> None:
        self._values = values
        self._bindings = bindings
        self._elsewhere = elsewhere

    def of(self, node: cst.BaseExpression) -> frozenset[int]:
        """All that an expression can be; empty if that is not known."""
        node = self._bindings.expression(node)
        literal = literals.integer(node)
        if literal is not None:
            return frozenset({literal})
        if isinstance(node, cst.IfExp):
            either, other = self.of(node.body), self.of(node.orelse)
            return either | other if either and other else frozenset()
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node)
        symbol = self._values.symbol(node)
        text = self._elsewhere.text(symbol, formatted=True) if symbol else None
        if text is None or text == self._elsewhere.text(symbol):  # a string
            return frozenset()
        return frozenset({int(text)}) if text.isdecimal() else frozenset()

    def _operation(self, node: cst.BinaryOperation) -> frozenset[int]:
        left, right = self.of(node.left), self.of(node.right)
        if len(left) != 1 or len(right) != 1:
            return frozenset()
        (one,), (other,) = left, right
        if isinstance(node.operator, cst.Multiply):
            found = one * other
        elif isinstance(node.operator, cst.Add):
            found = one + other
        elif isinstance(node.operator, cst.Subtract):
            found = one - other
        else:
            return frozenset()
        return frozenset({found}) if abs(found) <= _MOST else frozenset()
