"""Which pieces of code never both run, as they stand in two branches."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from inngest_lint.project.code.things import Place


def are_alternatives(one: Place, other: Place) -> bool:
    """Whether only one of two places is ever reached: branches of an `if`, `try` and `except`."""
    if one.module is not other.module:
        return False
    for node in ast.walk(one.module.tree):
        if isinstance(node, (ast.If, ast.Try)):
            others = node.orelse if isinstance(node, ast.If) else node.handlers
            if _holds(node.body, one.node) and _holds(others, other.node):
                return True
    return False


def _holds(block: Sequence[ast.AST], node: ast.AST) -> bool:
    return any(node is inner for each in block for inner in ast.walk(each))
