"""The text of a file that fixes are to change, as all of them see it."""

from __future__ import annotations

import ast
from bisect import bisect_right

from inngest_lint.edits.style import Style, style_of
from inngest_lint.files import NEWLINE
from inngest_lint.finding import Location
from inngest_lint.once import cached_property
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules


class Sheet:
    """A file of a project; offsets count the characters of its text from 0.

    `facts` are what the project knows of it, `modules` the others of the project.
    """

    def __init__(self, text: str, facts: ModuleFacts, modules: Modules) -> None:
        self.text = text
        self.facts = facts
        self._modules = modules

    @cached_property
    def style(self) -> Style:
        """How the file is written."""
        return style_of(self.text, _indent(self.facts))

    def is_own(self, module: str) -> bool:
        """Whether a dotted name is, in this file, that of a module of the project."""
        return self._modules.find(module, self.facts) is not None

    @cached_property
    def _rows(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in NEWLINE.finditer(self.text))]

    def location(self, offset: int) -> Location:
        """The place of an offset."""
        row = bisect_right(self._rows, offset)
        return Location(row, offset - self._rows[row - 1] + 1)

    def row_start(self, row: int) -> int:
        """Where a line begins, by its number from 1."""
        return self._rows[row - 1]

    def extent(self, node: ast.AST) -> tuple[int, int]:
        """From the first character of a node of the project's tree to behind its last."""
        rows = (node.lineno, node.end_lineno)  # type: ignore[attr-defined]
        columns = (node.col_offset, node.end_col_offset)  # type: ignore[attr-defined]
        start, end = (self._of_bytes(*each) for each in zip(rows, columns, strict=True))
        return start, end

    def _of_bytes(self, row: int, column: int) -> int:
        """The offset of a place whose column counts bytes, as `ast` does."""
        start = self._rows[row - 1]
        line = self.text[start : self.line_end(start)]
        return start + (column if line.isascii() else len(line.encode()[:column].decode()))

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return self._rows[bisect_right(self._rows, offset) - 1]

    def line_end(self, offset: int) -> int:
        """Where the line of an offset ends, before its newline."""
        match = NEWLINE.search(self.text, offset)
        return len(self.text) if match is None else match.start()

    def lines(self, start: int, end: int) -> list[int]:
        """Where the lines begin that lie between two offsets, that of the first included."""
        first, last = bisect_right(self._rows, start) - 1, bisect_right(self._rows, end - 1)
        return self._rows[first:last]

    def indentation(self, offset: int) -> str:
        """The whitespace at the beginning of the line of an offset."""
        start = self.line_start(offset)
        line = self.text[start : self.line_end(start)]
        return line[: len(line) - len(line.lstrip(" \t\f"))]

    def column(self, offset: int) -> int:
        """How many columns a line has before an offset."""
        return len(self.text[self.line_start(offset) : offset].expandtabs(4))


def _indent(facts: ModuleFacts) -> str:
    """One level of the indentation of a file: that of the first block in it."""
    for node in facts.tree.root.body:
        body = getattr(node, "body", None)
        if isinstance(body, list) and body[0].lineno > node.lineno:
            line: str = facts.tree.lines[body[0].lineno - 1]
            return line[: body[0].col_offset]
    return "    "
