"""Which form in JSON the results of operators and methods have."""

from __future__ import annotations

import ast

from inngest_lint.project.outputs.forms import UNKNOWN, Form, refused

_TIMES = frozenset({"a datetime", "a date"})
_DURATION = "a duration"
_SETS = (ast.BitOr, ast.BitAnd, ast.Sub, ast.BitXor)
# What the methods of a string, a mapping, or of bytes give, by what they are called on.
_METHODS = {
    ("a string", "encode"): refused("bytes"),
    **{("a dict", view): refused("a dict view") for view in ("keys", "values", "items")},
    **{("a datetime", part): refused(f"a {part}") for part in ("date", "time")},
    **{("a datetime", name): refused("a datetime") for name in ("astimezone", "replace")},
    ("a date", "replace"): refused("a date"),
    ("a Decimal", "quantize"): refused("a Decimal"),
    **{("a set", name): refused("a set") for name in ("union", "intersection", "difference")},
    **{("a string", name): Form(shape="a string") for name in ("join", "lower", "strip", "upper")},
}
# Methods of which anything is known.
TELLING_METHODS = frozenset(name for _, name in _METHODS)


def method_form(name: str, owner: Form) -> Form:
    """The form of what a method gives when it is called on something."""
    return _METHODS.get((owner.shape, name), UNKNOWN)


def operation_form(operator: ast.operator, left: Form, right: Form) -> Form:
    """The form of what an operator makes of two values."""
    one, other = left.shape, right.shape
    if one == "a string" and isinstance(operator, (ast.Add, ast.Mod)):
        return left
    if isinstance(operator, ast.Sub) and one in _TIMES and other in _TIMES:
        return refused(_DURATION)
    if isinstance(operator, (ast.Add, ast.Sub)) and _DURATION in (one, other):
        return left if one in _TIMES or one == other else right if other in _TIMES else UNKNOWN
    if one == other == "a set" and isinstance(operator, _SETS):
        return left
    if one == "a path" and isinstance(operator, ast.Div):
        return left
    if "a Decimal" in (one, other) and {one, other} <= {"a Decimal", "a number"}:
        return refused("a Decimal")
    return left if one == other and isinstance(operator, ast.Add) and left.is_known else UNKNOWN
