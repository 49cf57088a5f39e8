"""Which callables give only the beginning or the end of something."""

from __future__ import annotations

import ast

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place


def returns_cut(function: Place, resolver: Resolver) -> bool:
    """Whether all that a callable returns is a slice such as `[:8]` or `[-8:]`."""
    node = function.node
    if not isinstance(node, FUNCTIONS):
        return False
    returned = function.module.tree.returned(node)
    return bool(returned) and all(
        isinstance(each, ast.Subscript)
        and isinstance(each.slice, ast.Slice)
        and _keeps_one_end(each.slice, Place(function.module, each, node), resolver)
        for each in returned
    )


def _keeps_one_end(part: ast.Slice, at: Place, resolver: Resolver) -> bool:
    if part.step is not None:
        return False
    if part.upper is None:
        return isinstance(part.lower, ast.UnaryOp) and isinstance(part.lower.op, ast.USub)
    length = resolver.one(at.at(part.upper))
    number = length.node if isinstance(length, Place) else None
    return part.lower is None and isinstance(number, ast.Constant)
