"""Which pieces of code never both run, as they stand in two branches."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from inngest_lint.project.code.sites import nodes_in
from inngest_lint.project.code.things import Place


def are_alternatives(one: Place, other: Place) -> bool:
    """Whether only one of two places is ever reached: branches of an `if`, `try` and `except`."""
    if one.module is not other.module:
        return False
    for node in _around(one):
        if isinstance(node, (ast.If, ast.Try)):
            others = node.orelse if isinstance(node, ast.If) else node.handlers
            if _holds(node.body, one) and _holds(others, other):
                return True
    return False


def _around(place: Place) -> Iterator[ast.AST]:
    """The statements that hold a place, and some others on its line."""
    waiting: list[ast.AST] = [place.module.tree.root]
    while waiting:
        node = waiting.pop()
        yield node
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, ast.stmt) or _spans(child, place.row):
                waiting.append(child)


def _spans(statement: ast.stmt, row: int) -> bool:
    return statement.lineno <= row <= (statement.end_lineno or 0)


def _holds(block: Sequence[ast.AST], place: Place) -> bool:
    return any(place.is_node(inner) for each in block for inner in nodes_in(each))
