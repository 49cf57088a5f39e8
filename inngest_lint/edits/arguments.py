"""Changing the arguments of a call, and the items of what stands in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import libcst as cst

from inngest_lint.edits import items
from inngest_lint.edits.blocks import indented
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError

Bracketed: TypeAlias = cst.List | cst.Tuple | cst.Set


def append_argument(draft: Draft, call: cst.Call, text: str) -> None:
    """Gives a call one more argument."""
    extents = [draft.offsets[each] for each in call.args]
    items.append(draft, _brackets(draft, call), extents, text)


def prepend_arguments(draft: Draft, call: cst.Call, new: Sequence[str], grown: int = 0) -> None:
    """Gives a call more arguments before its own; `grown` is how much longer its name becomes."""
    extents = [draft.offsets[each] for each in call.args]
    items.prepend(draft, _brackets(draft, call), extents, new, grown)


def append_item(draft: Draft, bracketed: Bracketed, text: str) -> None:
    """Gives a list one more item."""
    items.append(draft, _around(draft, bracketed), _extents(draft, bracketed), text)


def remove_item(draft: Draft, bracketed: Bracketed, item: cst.BaseElement) -> None:
    """Takes an item away, and its line if nothing else stands there."""
    which = bracketed.elements.index(item)
    items.remove(draft, _around(draft, bracketed), _extents(draft, bracketed), which)


def remove_argument(draft: Draft, call: cst.Call, arg: cst.Arg) -> None:
    """Takes an argument away, and its line if nothing else stands there."""
    items.remove(
        draft,
        _brackets(draft, call),
        [draft.offsets[each] for each in call.args],
        call.args.index(arg),
    )


def swap(draft: Draft, first: cst.Arg, second: cst.Arg) -> None:
    """Puts two values in each other's place, if no comment is about one of them."""
    sheet = draft.sheet
    extents = draft.offsets[first], draft.offsets[second]
    start, end = min(extents)[0], max(extents)[1]
    if sheet.line_start(start) != sheet.line_start(end):
        if "#" in draft.text[start : sheet.line_end(end)]:
            raise UnfixableError("a comment would be about the other value")
    values = draft.source(first.value), draft.source(second.value)
    draft.put(first.value, values[1])
    draft.put(second.value, values[0])


def wrap(draft: Draft, args: Sequence[cst.Arg], callee: str) -> None:
    """Makes of arguments one: a call of `callee` with them. What stands between them is gone."""
    text, sheet = draft.text, draft.sheet
    start, end = draft.offsets[args[0]][0], draft.offsets[args[-1]][1]
    if "\n" not in text[start:end] or text[sheet.line_start(start) : start].strip():
        draft.prepend(start, f"{callee}(")
        draft.insert(end, ")")
        return
    indent, unit = sheet.indentation(start), draft.style.indent
    comma = items.comma_behind(text, end)
    behind = end if comma is None else comma + 1
    if text[behind : sheet.line_end(behind)].partition("#")[0].strip():
        raise UnfixableError("the last argument shares its line with what follows")
    draft.prepend(start, f"{callee}(\n{indent}{unit}")
    second = sheet.line_end(start) + len(draft.style.newline)
    for first, last in items.runs(text, [draft.offsets[arg] for arg in args]):
        indented(draft, second if first == start else first, last)
    if comma is None:
        draft.insert(end, ",")
    draft.insert(sheet.line_end(behind), f"\n{indent}),")


def _extents(draft: Draft, bracketed: Bracketed) -> list[items.Extent]:
    """Where the items of a list stand, without their commas."""
    offsets = draft.offsets
    return [(offsets[each][0], offsets[each.value][1]) for each in bracketed.elements]


def _around(draft: Draft, bracketed: Bracketed) -> tuple[int, int]:
    """The brackets of a list and what is in them; those of a tuple are parentheses around it."""
    is_tuple = isinstance(bracketed, cst.Tuple)
    return draft.offsets[bracketed] if is_tuple else draft.offsets.bare(bracketed)


def _brackets(draft: Draft, call: cst.Call) -> tuple[int, int]:
    """From the opening bracket of a call to behind the closing one."""
    return draft.text.index("(", draft.offsets[call.func][1]), draft.offsets.bare(call)[1]
