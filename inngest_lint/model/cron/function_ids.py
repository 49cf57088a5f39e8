"""Where code compares the id of the function that has failed."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.cron.event_data import EventData
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import RUN_EVENT_DATA
from inngest_lint.syntax.tree import walk

_KEY = "function_id"
_EQUALITY = (cst.Equal, cst.NotEqual, cst.In, cst.NotIn)


class FunctionIds:
    """Finds the comparisons in one file."""

    def __init__(self, names: Names, event_data: EventData) -> None:
        self._bindings = names.bindings
        self._sequences = names.sequences
        self._texts = names.texts
        self._event_data = event_data

    def compared(self, function: cst.CSTNode) -> Iterator[tuple[cst.CSTNode, list[str]]]:
        """The strings with which the id is compared in a function, and where they stand."""
        for node in walk(function):
            for asked, other in _pairs(node):
                if self._is_id(asked):
                    yield other, self._strings(other)

    def _is_id(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is `ctx.event.data["function_id"]`."""
        node = self._bindings.expression(node)
        if isinstance(node, cst.Subscript):
            return self._is_data(node.value) and self._event_data.key(node) == _KEY
        if not isinstance(node, cst.Call) or not isinstance(node.func, cst.Attribute):
            return False
        return (
            node.func.attr.value == "get"
            and bool(node.args)
            and self._is_data(node.func.value)
            and self._event_data.text(node.args[0].value) == _KEY
        )

    def _is_data(self, node: cst.BaseExpression) -> bool:
        held = self._event_data.of(node)
        return held is not None and held.symbol == RUN_EVENT_DATA

    def _strings(self, node: cst.BaseExpression) -> list[str]:
        texts = map(self._event_data.text, self._sequences.elements(node) or [node])
        return [text for text in texts if text is not None]


def _pairs(node: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression]]:
    """The expressions that a test compares, each with the other."""
    if isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        if isinstance(target.operator, _EQUALITY):
            yield node.left, target.comparator
            yield target.comparator, node.left
    elif isinstance(node, cst.Match):
        for case in node.cases:
            for pattern in walk(case.pattern):
                if isinstance(pattern, cst.MatchValue):
                    yield node.subject, pattern.value
