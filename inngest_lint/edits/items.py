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
            if any(mark in text[opening:closing] for mark in "#\n\r"):
                draft.insert(end, f", {new}")
            else:
                _explode(draft, brackets, [*(text[each[0] : each[1]] for each in items), new])
        else:
            draft.insert(end, f", {new}")


def prepend(
    draft: TextDraft, brackets: Extent, items: Sequence[Extent], new: Sequence[str], grown: int = 0
) -> None:
    """Adds items before the first; `grown` is how much longer its line becomes otherwise."""
    text, sheet = draft.text, draft.sheet
    if not items and "#" in text[brackets[0] : brackets[1]]:
        raise UnfixableError("a comment stands in the brackets")
    start, end = (items[0][0], items[-1][1]) if items else (brackets[1] - 1, brackets[1] - 1)
    if items and not text[sheet.line_start(start) : start].strip():
        for each in new:
            insert_before(draft, items[0], each)
        if comma_behind(text, end) is None:
            draft.insert(end, ",")
        return
    every = [*new, *(text[each[0] : each[1]] for each in items)]
    line = text[sheet.line_start(start) : sheet.line_end(start)]
    width = len(line.expandtabs(4)) + len(", ".join(every)) - (end - start) + grown
    if width > draft.style.width and sheet.line_start(brackets[0]) == sheet.line_start(brackets[1]):
        _put_below(draft, brackets, every)
    else:
        draft.insert(start, "".join(f"{each}, " for each in new) if items else ", ".join(new))


def add(draft: TextDraft, brackets: Extent, items: Sequence[Extent], new: str) -> None:
    """Adds an item where it belongs if the others are in order, else behind the last."""
    place = place_in_order([draft.text[start:end] for start, end in items], new)
    if place == len(items):
        append(draft, brackets, items, new)
    else:
        insert_before(draft, items[place], new)


def place_in_order(names: Sequence[str], new: str) -> int:
    """Where a name belongs among others; behind them if they are in no order."""
    in_order = list(names) == sorted(names)
    return sum(each < new for each in names) if in_order else len(names)


def insert_before(draft: TextDraft, item: Extent, new: str) -> None:
    """Adds an item before another, on a line of its own if that has one."""
    start, sheet = item[0], draft.sheet
    own_line = not draft.text[sheet.line_start(start) : start].strip()
    draft.insert(start, f"{new},\n{sheet.indentation(start)}" if own_line else f"{new}, ")


def remove(
    draft: TextDraft, brackets: Extent, items: Sequence[Extent], which: int, count: int = 1
) -> None:
    """Takes an item away with its comma, or several in a row, and lines on which no other stands.

    Raises UnfixableError where a comment would go with them.
    """
    text, sheet, behind = draft.text, draft.sheet, which + count
    start, end = items[which][0], items[behind - 1][1]
    comma = comma_behind(text, end)
    line, line_end = sheet.line_start(start), sheet.line_end(comma or end)
    own_line, rest = not text[line:start].strip(), text[(comma or end - 1) + 1 : line_end].strip()
    is_last, is_noted = behind == len(items), rest.startswith("#")
    between = text[items[which - 1][1] : start] if which else "#"
    if own_line and not rest:
        start, end = line, sheet.line_start(line_end + len(draft.style.newline))
    elif own_line and is_noted:
        end = text.index("#", comma or end)  # the comment stays on its line
    elif (is_last or is_noted) and "#" not in between:
        start = items[which - 1][1]
    elif not is_last:
        end = items[behind][0]
    else:
        start, end = brackets[0] + 1, brackets[1] - 1
    if "#" in text[start:end]:
        raise UnfixableError("a comment would be lost")
    draft.delete(start, end)


def _explode(draft: TextDraft, brackets: Extent, items: Sequence[str]) -> None:
    """Gives each item a line of its own, as formatters do where one line is too long."""
    indent = draft.sheet.indentation(brackets[0])
    lines = "".join(f"\n{indent}{draft.style.indent}{each}," for each in items)
    draft.replace(brackets[0] + 1, brackets[1] - 1, f"{lines}\n{indent}")


def _put_below(draft: TextDraft, brackets: Extent, items: Sequence[str]) -> None:
    """Puts the items on a line of their own if they fit there, else each on one."""
    indent, line = draft.sheet.indentation(brackets[0]), ", ".join(items)
    inner = f"{indent}{draft.style.indent}{line}"
    if len(inner.expandtabs(4)) > draft.style.width:
        _explode(draft, brackets, items)
    else:
        draft.replace(brackets[0] + 1, brackets[1] - 1, f"\n{inner}\n{indent}")


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
