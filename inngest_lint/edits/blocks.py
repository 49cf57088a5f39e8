"""Changing blocks of statements: adding one, and indenting all of it."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError


def add_last(draft: Draft, body: cst.BaseSuite, statement: str) -> None:
    """Adds a statement at the end of a block; its further lines are indented as it is."""
    if isinstance(body, cst.SimpleStatementSuite):
        if "\n" in statement:
            raise UnfixableError("the block stands on one line")
        draft.behind(body.body[-1], f"; {statement}")
        return
    start, end = draft.offsets[body.body[-1]]
    lines = statement.split("\n")
    indent = draft.sheet.indentation(start)
    draft.insert(draft.sheet.line_end(end), "".join(f"\n{indent}{each}" for each in lines))


def add_behind(draft: Draft, part: cst.BaseSmallStatement, text: str) -> None:
    """Adds a statement behind another of the same line: on a line of its own, if it can be."""
    line = draft.code.tree.parent(part)
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) > 1:
        draft.behind(part, f"; {text}")
        return
    start, end = draft.offsets[part]
    draft.insert(draft.sheet.line_end(end), f"\n{draft.sheet.indentation(start)}{text}")


def add_before(draft: Draft, statement: cst.BaseStatement, text: str) -> None:
    """Adds a statement before another of the same block."""
    start = start_of(draft, statement)
    if draft.text[draft.sheet.line_start(start) : start].strip():
        raise UnfixableError("the statement does not begin its line")
    indent = draft.sheet.indentation(start)
    lines = text.split("\n")
    draft.insert(start, f"\n{indent}".join(lines) + f"\n{indent}")


def start_of(draft: Draft, statement: cst.BaseStatement) -> int:
    """Where a statement begins, its decorators included."""
    if isinstance(statement, (cst.FunctionDef, cst.ClassDef)) and statement.decorators:
        return draft.offsets[statement.decorators[0]][0]
    return draft.offsets[statement][0]


def indented(draft: Draft, start: int, end: int, levels: int = 1, *, alone: bool = False) -> None:
    """Indents the lines between two offsets, but for those that begin inside a string.

    With `alone`, these lines are put anew, so that no other fix changes them in the same round:
    what it adds would have the old indentation.
    """
    tree, text = draft.code.tree, draft.text
    written = (*tree.all(cst.SimpleString), *tree.all(cst.FormattedString))
    strings = [draft.offsets[node] for node in written]
    for line in draft.sheet.lines(start, end) if start < end else ():
        last = draft.sheet.line_end(line)
        if text[line:last].strip() and not any(first < line < end for first, end in strings):
            behind = last if alone else line
            draft.replace(line, behind, draft.style.indent * levels + text[line:behind])
