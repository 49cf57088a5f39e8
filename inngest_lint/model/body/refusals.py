"""Errors for data that stays wrong: the event alone decides that they are raised."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.project.code.lineage import Lineage
from inngest_lint.sdk.errors import OF_VALUES, RETRY_CONTROL


def retried_refusals(code: Code) -> Iterator[tuple[cst.Raise, Lineage]]:
    """Those of one file that are retriable, and leave a function with more than one attempt."""
    for node in code.tree.all(cst.Raise):
        function = code.scopes.function_of(node)
        if node.exc is None or function is None or not code.attempts.is_retried(function):
            continue
        error = code.error_classes.raised(node.exc)
        if error.is_known and error.is_a(OF_VALUES) and not error.is_a(RETRY_CONTROL):
            if code.inputs.decide(node) and code.outward.leaves(node, error):
                yield node, error
