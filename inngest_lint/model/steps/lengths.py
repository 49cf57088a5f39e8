"""Loops over a single item: `for part in parts[:1]`, `range(1)`, `[x]`."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import KEEP_ORDER
from inngest_lint.syntax import literals

_ONE_BY_ONE = KEEP_ORDER - {"itertools.chain", "itertools.islice"}


class Lengths:
    """Judges what the loops of one file go through."""

    def __init__(self, names: Names) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._sequences = names.sequences
        self._changes = names.changes

    def is_single(self, loop: cst.For | cst.While | cst.CompFor) -> bool:
        """Whether a loop takes one turn at most."""
        return not isinstance(loop, cst.While) and self._has_one(loop.iter)

    def _has_one(self, node: cst.BaseExpression) -> bool:
        """Whether a collection has one item at most."""
        if isinstance(node, cst.Name):
            followed = self._bindings.expression(node)
            if followed is node or self._changes.is_changed(node):
                return False
            node = followed
        if isinstance(node, cst.Subscript):
            return len(node.slice) == 1 and self._is_one_long(node.slice[0].slice)
        if isinstance(node, cst.Call):
            return self._is_call_of_one(node)
        elements = self._sequences.elements(node)
        return elements is not None and len(elements) <= 1

    def _is_call_of_one(self, node: cst.Call) -> bool:
        symbol = self._values.symbol(node.func)
        given = [arg.value for arg in node.args if arg.keyword is None and not arg.star]
        if not given or len(given) != len(node.args):
            return False
        numbers = [self._integer(value) for value in given]
        if symbol == "builtins.range":
            first, last = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
            return first is not None and last is not None and len(given) < 3 and last - first <= 1
        if symbol == "itertools.islice":
            return len(given) == 2 and numbers[1] in (0, 1)
        return symbol in _ONE_BY_ONE and any(map(self._has_one, given))

    def _is_one_long(self, part: cst.BaseSlice) -> bool:
        """Whether a slice takes one item at most: `[:1]`, `[-1:]`, `[2:3]`."""
        if not isinstance(part, cst.Slice):
            return False
        first = self._integer(part.lower) if part.lower is not None else 0
        last = self._integer(part.upper) if part.upper is not None else 0
        if first is None or last is None or (part.upper is None and first >= 0):
            return False
        return (first < 0) == (last < 0 or part.upper is None) and last - first <= 1

    def _integer(self, node: cst.BaseExpression) -> int | None:
        return literals.integer(self._bindings.expression(node))
