"""What decorators leave of a function."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from inngest_lint.model.names.value import Definition
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.names import STEP_DECORATOR
from inngest_lint.sdk.python import PLAIN_DECORATORS

_PLAIN = PLAIN_DECORATORS | {STEP_DECORATOR}  # that makes it a step handler as it is


def is_plain(function: Definition, values: Values) -> bool:
    """Whether a function is called as it is written, whatever decorators it has."""
    return not isinstance(function, cst.FunctionDef) or are_plain(
        [each.decorator for each in function.decorators], values
    )


def are_plain(decorators: Iterable[cst.BaseExpression], values: Values) -> bool:
    """Whether none of these decorators changes how a function is called."""
    return all(values.symbol(each) in _PLAIN for each in decorators)
