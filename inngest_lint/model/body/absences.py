"""Whether `None` would be of use where a value is read that may be missing."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.sdk.python import TAKE_NO_NONE

_WANT_A_VALUE = (
    cst.AnnAssign,
    cst.AugAssign,
    cst.BinaryOperation,
    cst.UnaryOperation,
    cst.Attribute,
    cst.Subscript,
    cst.For,
    cst.CompFor,
    cst.StarredElement,
    cst.StarredDictElement,
    cst.WithItem,
    cst.Await,
    cst.FormattedStringExpression,
    cst.Raise,
)
_ORDERS = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)


def may_be_none(code: Code, node: cst.BaseExpression) -> bool:
    """Whether what an expression gives, under its own name too, may as well be `None`.

    It must not where that is an error at once, as for `None + 1`, or becomes the text "None".
    """
    return not any(_wants_a_value(code, use) for use in _uses(code, node))


def _uses(code: Code, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The expression itself, and the names that it is bound to."""
    yield node
    above = code.tree.parent(node)
    target: cst.BaseExpression | None = None
    if isinstance(above, cst.Assign):
        if len(above.targets) > 1 or not isinstance(above.targets[0].target, cst.Name):
            return
        target = above.targets[0].target
    elif isinstance(above, cst.NamedExpr):
        target = above.target
        yield above
    if isinstance(target, cst.Name):
        yield from code.scopes.uses(target.value, code.scopes.scope_of(target))


def _wants_a_value(code: Code, use: cst.BaseExpression) -> bool:
    above = code.tree.parent(use)
    if isinstance(above, cst.UnaryOperation):
        return not isinstance(above.operator, cst.Not)
    if isinstance(above, cst.Subscript):
        return above.value is use
    if isinstance(above, cst.AssignTarget):  # `a, b = …`
        return False
    if isinstance(above, cst.Assign):
        return any(isinstance(each.target, (cst.Tuple, cst.List)) for each in above.targets)
    if isinstance(above, cst.ComparisonTarget):
        return isinstance(above.operator, (*_ORDERS, cst.In, cst.NotIn))
    if isinstance(above, cst.Comparison):
        return isinstance(above.comparisons[0].operator, _ORDERS)
    if isinstance(above, cst.Call):
        return above.func is use
    if isinstance(above, cst.Arg):
        call = code.tree.parent(above)
        symbol = code.values.symbol(call.func) if isinstance(call, cst.Call) else ""
        return bool(above.star) or symbol in TAKE_NO_NONE
    return isinstance(above, _WANT_A_VALUE)
