"""Lists and tuples whose elements the file shows: literals, names, `+`, `*`, calls of helpers."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.python import SEQUENCES
from inngest_lint.syntax import literals


class Elements(NamedTuple):
    """The elements of a sequence in order; with `complete` False there may be more among them."""

    known: tuple[cst.BaseExpression, ...]
    complete: bool

    def __add__(self, later: object) -> Elements:
        if not isinstance(later, Elements):
            return NotImplemented
        return Elements(self.known + later.known, self.complete and later.complete)


_UNKNOWN = Elements((), complete=False)
_MOST = 1000  # nobody writes a longer list with `*`, and a hostile file must not cost memory


class Sequences:
    """Folds the sequence expressions of one file."""

    def __init__(self, values: Values, bindings: Bindings, changes: Changes) -> None:
        self._values = values
        self._bindings = bindings
        self._changes = changes

    def elements(self, node: cst.BaseExpression) -> list[cst.BaseExpression] | None:
        """The elements of a sequence in order; None where the file does not show them all."""
        found = self.read(node)
        return list(found.known) if found.complete else None

    def read(self, node: cst.BaseExpression) -> Elements:
        """The elements of a sequence, as many as the file shows."""
        return self._elements(node, frozenset())

    def _elements(self, node: cst.BaseExpression, seen: frozenset[cst.CSTNode]) -> Elements:
        if node in seen:
            return _UNKNOWN
        seen |= {node}
        if type(node) is cst.Name and self._changes.is_changed(node):
            return _UNKNOWN
        if type(node) is cst.List or type(node) is cst.Tuple:
            return self._literal(node, seen)
        if type(node) is cst.BinaryOperation:
            return self._operation(node, seen)
        if type(node) is cst.Call and self._values.symbol(node.func) in SEQUENCES:
            if len(node.args) == 1 and not node.args[0].star:
                return self._elements(node.args[0].value, seen)
        followed = self._bindings.follow(node)
        return _UNKNOWN if followed is node else self._elements(followed, seen)

    def _literal(self, node: cst.List | cst.Tuple, seen: frozenset[cst.CSTNode]) -> Elements:
        found = Elements((), complete=True)
        for element in node.elements:
            if type(element) is cst.StarredElement:
                found += self._elements(element.value, seen)
            else:
                found += Elements((element.value,), complete=True)
        return found

    def _operation(self, node: cst.BinaryOperation, seen: frozenset[cst.CSTNode]) -> Elements:
        if isinstance(node.operator, cst.Add):
            return self._elements(node.left, seen) + self._elements(node.right, seen)
        if isinstance(node.operator, cst.Multiply):
            times = literals.integer(self._bindings.expression(node.right))
            items = self._elements(node.left, seen)
            if times is not None and items.complete and times * len(items.known) <= _MOST:
                return Elements(items.known * times, complete=True)
        return _UNKNOWN
