"""Where a place lies in its file, as an editor counts."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.things import Place

_OPENING, _CLOSING = "([{", ")]}"


class Extent(NamedTuple):
    """From the first character of a place to behind its last; rows and columns from 1."""

    row: int
    column: int
    end_row: int
    end_column: int


def start(place: Place) -> tuple[int, int]:
    """The row and the column at which a place begins; that of a whole module is the first."""
    offset = getattr(place.node, "col_offset", 0)
    return place.row, _characters(place.module.tree.lines, place.row, offset) + 1


def extent(place: Place) -> Extent:
    """Where a place lies; a statement with a body is its head, to the colon."""
    node = place.node
    row = getattr(node, "lineno", None)
    if row is None:  # a whole module
        return Extent(1, 1, 1, 1)
    lines, column = place.module.tree.lines, start(place)[1] - 1
    end_row, end = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
    if isinstance(getattr(node, "body", None), list):
        colon = _colon(lines, node, (row, column))
        if colon is not None:
            return Extent(row, column + 1, colon[0], colon[1] + 1)
    return Extent(row, column + 1, end_row, _characters(lines, end_row, end) + 1)


def _characters(lines: list[str], row: int, offset: int) -> int:
    """How many characters the bytes before an offset of a line are."""
    line = lines[row - 1]
    return offset if line.isascii() else len(line.encode()[:offset].decode(errors="replace"))


def _colon(lines: list[str], node: ast.AST, start: tuple[int, int]) -> tuple[int, int] | None:
    """The end of the colon that ends the head of a statement: a row, and a column from 0."""
    last = max(_ends_in_head(node), default=(0, 0))
    behind = max(start, (last[0], _characters(lines, *last) if last[0] else 0))
    depth = 0
    text = lines[start[0] - 1][start[1] :] + "".join(lines[start[0] :])
    try:
        for token in tokenize.generate_tokens(io.StringIO(text, newline=None).readline):
            depth += (token.string in _OPENING) - (token.string in _CLOSING) if token.string else 0
            if token.string == ":" and depth == 0:
                row, column = token.end
                at = (row + start[0] - 1, column + (start[1] if row == 1 else 0))
                if at > behind:
                    return at
    except (tokenize.TokenError, SyntaxError):
        pass
    return None


def _ends_in_head(node: ast.AST) -> Iterator[tuple[int, int]]:
    """Where the expressions of a statement end that stand before its body."""
    for name, value in ast.iter_fields(node):
        if name != "decorator_list":
            for each in value if isinstance(value, list) else [value]:
                if isinstance(each, (ast.expr, ast.withitem, ast.arguments, ast.keyword)):
                    for inner in ast.walk(each):
                        if isinstance(inner, ast.expr):
                            yield inner.end_lineno or 0, inner.end_col_offset or 0
