"""What decorators leave of a function."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.value import Definition
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.python import PLAIN_DECORATORS


def is_plain(function: Definition, values: Values) -> bool:
    """Whether a function is called as it is written, whatever decorators it has."""
    return not isinstance(function, cst.FunctionDef) or all(
        values.symbol(each.decorator) in PLAIN_DECORATORS for each in function.decorators
    )
