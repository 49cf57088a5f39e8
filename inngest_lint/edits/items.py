"""Adding to what stands in brackets: the items of a list, the arguments of a call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeAlias

from inngest_lint.edits.text_draft import TextDraft, UnfixableError

Extent: TypeAlias = tuple[int, int]
_BETWEEN = re.compile(r"(?:[ \t\f\r\n\\]|#[^\r\n]*)*")  # whitespace and comments


def append(draft: TextDraft, brackets: Extent, items: Sequence[Extent], new: str) -> None:
    """Adds an item behind the last, as the others are written.

    `brackets` is from the opening bracket to behind the closing one, `items` are what stands in
    them, without commas.
    """
    text, sheet = draft.text, draft.sheet
    opening, closing = brackets[0] + 1, brackets[1] - 1
    if not items:
        if "#" in text[opening:closing]:
            raise UnfixableError("a comment stands in the brackets")
        draft.replace(opening, closing, new)
        return
    start, end = items[-1]
    comma = comma_behind(text, end)
    own_line = not text[sheet.line_start(start) : start].strip()
    if own_line and sheet.line_start(closing) != sheet.line_start(end):
        if comma is None:
            draft.insert(end, ",")
        behind = sheet.line_end(end if comma is None else comma)
        tail = "," if comma is not None else ""
        draft.insert(behind, f"\n{sheet.indentation(start)}{new}{tail}")
    elif comma is not None:
        draft.insert(comma + 1, f" {new},")
    else:
        longer = len(new) + len(", ")
        line = text[sheet.line_start(end) : sheet.line_end(end)]
        if len(line.expandtabs(4)) + longer > draft.style.width:
            _explode(draft, brackets, items, new)
        else:
            draft.insert(end, f", {new}")


def remove(draft: TextDraft, brackets: Extent, items: Sequence[Extent], which: int) -> None:
    """Takes an item away with its comma, and its line if nothing else stands there."""
    text, sheet = draft.text, draft.sheet
    start, end = items[which]
    comma = comma_behind(text, end)
    line, behind = sheet.line_start(start), sheet.line_end(comma or end)
    if not text[line:start].strip() and not text[(comma or end - 1) + 1 : behind].strip():
        draft.delete(line, sheet.line_start(behind + len(draft.style.newline)))
    elif which + 1 < len(items):
        draft.delete(start, items[which + 1][0])
    elif which:
        draft.delete(items[which - 1][1], end)
    else:
        draft.delete(brackets[0] + 1, brackets[1] - 1)
    if "#" in text[start:end]:
        raise UnfixableError("a comment stands in it")


def _explode(draft: TextDraft, brackets: Extent, items: Sequence[Extent], new: str) -> None:
    """Gives each item a line of its own, as formatters do where one line is too long."""
    text, sheet = draft.text, draft.sheet
    inside = text[brackets[0] + 1 : brackets[1] - 1]
    if "#" in inside or "\n" in inside or "\r" in inside:
        draft.insert(items[-1][1], f", {new}")
        return
    indent = sheet.indentation(brackets[0])
    every = [*(text[start:end] for start, end in items), new]
    lines = "".join(f"\n{indent}{draft.style.indent}{each}," for each in every)
    draft.replace(brackets[0] + 1, brackets[1] - 1, f"{lines}\n{indent}")


def comma_behind(text: str, end: int) -> int | None:
    """Where the comma stands that follows an item; None if a bracket closes behind it."""
    match = _BETWEEN.match(text, end)
    at = match.end() if match is not None else end
    return at if text[at : at + 1] == "," else None


def runs(text: str, items: Sequence[Extent]) -> list[Extent]:
    """Items that follow one another, put together; there may be others between them."""
    found: list[Extent] = []
    for start, end in items:
        comma = comma_behind(text, found[-1][1]) if found else None
        match = _BETWEEN.match(text, comma + 1) if comma is not None else None
        if match is not None and match.end() == start:
            start = found.pop()[0]
        found.append((start, end))
    return found
