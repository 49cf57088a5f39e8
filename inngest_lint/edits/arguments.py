"""Changing the arguments of a call, and the items of what stands in brackets."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits import items
from inngest_lint.edits.blocks import indented
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError


def append_argument(draft: Draft, call: cst.Call, text: str) -> None:
    """Gives a call one more argument."""
    extents = [draft.offsets[each] for each in call.args]
    items.append(draft, brackets_of(draft, call), extents, text)


def append_item(draft: Draft, bracketed: cst.List | cst.Tuple | cst.Set, text: str) -> None:
    """Gives a list one more item."""
    extents = [draft.offsets[each] for each in bracketed.elements]
    items.append(draft, draft.offsets[bracketed], extents, text)


def remove_argument(draft: Draft, call: cst.Call, arg: cst.Arg) -> None:
    """Takes an argument away, and its line if nothing else stands there."""
    items.remove(
        draft,
        brackets_of(draft, call),
        [draft.offsets[each] for each in call.args],
        call.args.index(arg),
    )


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


def brackets_of(draft: Draft, call: cst.Call) -> tuple[int, int]:
    """From the opening bracket of a call to behind the closing one."""
    return draft.text.index("(", draft.offsets[call.func][1]), draft.offsets.bare(call)[1]
