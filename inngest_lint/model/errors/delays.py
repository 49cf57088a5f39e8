"""What is wrong with the delay that a `RetryAfterError` is given."""

from __future__ import annotations

import re

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import FLOATS
from inngest_lint.syntax import literals

_SECOND = 1000
_MINUTE = 60
_ROUND = 100
_DURATION = re.compile(r"\d+ *(ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)")


class Delays:
    """Judges the delays of one file."""

    def __init__(self, names: Names) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._integers = names.integers
        self._shapes = names.shapes
        self._texts = names.texts

    def milliseconds(self, node: cst.BaseExpression) -> int | None:
        """How many milliseconds an int means that was meant as seconds; None if it may be right."""
        found = self._integers.of(node)
        return max(found) if found and all(0 < each < _SECOND for each in found) else None

    def are_seconds(self, node: cst.BaseExpression) -> bool:
        """Whether a number can hardly be one of milliseconds: 45, and 180, but not 500."""
        if isinstance(node, cst.Float):
            return 0 < node.evaluated_value < _ROUND
        if self._counts_minutes(self._bindings.expression(node)):
            return True
        found = self._integers.of(node)
        return bool(found) and all(
            each < _ROUND or (each % _MINUTE == 0 and each % _ROUND) for each in found
        )

    def _counts_minutes(self, node: cst.BaseExpression) -> bool:
        """Whether a number is a product with 60, as in `5 * 60`."""
        return (
            isinstance(node, cst.BinaryOperation)
            and isinstance(node.operator, cst.Multiply)
            and any(literals.integer(each) == _MINUTE for each in (node.left, node.right))
        )

    def is_number(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is a number, or is calculated with one."""
        held = self._bindings.expression(node)
        sides = [held.left, held.right] if isinstance(held, cst.BinaryOperation) else [held]
        return any(self._shapes.of(each) == "a number" for each in sides)

    def wrong_kind(self, node: cst.BaseExpression) -> str | None:
        """What a delay is ("a string") that is no int, duration or datetime; None if it may be."""
        if self._is_float(self._bindings.expression(node)):
            return "a float"
        shape = self._shapes.of(node)
        if shape is None and self._text(node) is not None:
            return "a string"
        return shape if shape in ("a string", "None") else None

    def is_delay(self, node: cst.BaseExpression) -> bool:
        """Whether an expression can only be meant as a delay: a number, or a text like "1h"."""
        if self._shapes.of(node) in ("a number", "a duration"):
            return True
        text = self._text(node)
        return text is not None and bool(_DURATION.fullmatch(text))

    def _text(self, node: cst.BaseExpression) -> str | None:
        text = self._texts.fold(node)
        return None if text is None else text.constant

    def _is_float(self, node: cst.BaseExpression) -> bool:
        if isinstance(node, cst.BinaryOperation):
            sides = [self._bindings.expression(each) for each in (node.left, node.right)]
            return any(map(self._is_float, sides)) and all(map(self._is_number, sides))
        return isinstance(node, cst.Float) or self._values.symbol(node) in FLOATS

    def _is_number(self, node: cst.BaseExpression) -> bool:
        return self._is_float(node) or self._shapes.of(node) == "a number"
