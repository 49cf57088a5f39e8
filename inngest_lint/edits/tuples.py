"""Putting the arguments of a call into one tuple, which becomes its argument."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import libcst as cst

from inngest_lint.edits.arguments import brackets_of, wrap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.lines import fit, is_too_long


def put_in_tuple(draft: Draft, call: cst.Call, args: Sequence[cst.Arg], longer: int = 0) -> None:
    """Makes of some arguments of a call a tuple of them; its line has grown by so much already."""
    first, value = args[0], args[0].value
    if len(args) == 1 and first.star and isinstance(value, (cst.ListComp, cst.GeneratorExp)):
        start, end = draft.offsets[first][0], draft.offsets[value][1]
        name = draft.reach("builtins.tuple", value)
        draft.replace(start, draft.offsets[value][0] + 1, f"{name}(")
        draft.replace(end - 1, end, ")")
        fit(draft, first, longer + len(name) - 1)
    elif len(args) == 1 and first.star:
        name = draft.reach("builtins.tuple", value)
        draft.replace(draft.offsets[first][0], draft.offsets[value][0], f"{name}(")
        draft.behind(value, ")")
        fit(draft, first, longer + len(name) + 1)
    elif len(args) == 1 and value.lpar:
        draft.insert(draft.offsets.bare(value)[1], ",")
    elif len(args) == 1:
        draft.prepend(draft.offsets[value][0], "(")
        draft.behind(value, ",)")
        fit(draft, first, longer + len("(,)"))
    elif len(args) == len(call.args) and is_too_long(draft, first, longer + len("()")):
        _break(draft, call, args, longer)
    else:
        wrap(draft, args, "")


def _break(draft: Draft, call: cst.Call, args: Sequence[cst.Arg], longer: int) -> None:
    """Gives the tuple a line of its own, or each item of it one."""
    text, sheet, unit = draft.text, draft.sheet, draft.style.indent
    opening, closing = brackets_of(draft, call)
    items = [draft.offsets[each] for each in args]
    start, end = items[0][0], items[-1][1]
    on_line = "\n" not in text[opening:closing]
    outer = sheet.indentation(start)
    inner = f"{outer}{unit}" if on_line else outer
    if "\n" in text[start:end] or not (
        on_line or not text[sheet.line_start(start) : start].strip()
    ):
        wrap(draft, args, "")
        return
    if on_line:
        draft.replace(opening, opening + 1, f"(\n{inner}")
        draft.replace(closing - 1, closing, f"\n{outer})")
    if len(f"{inner}({text[start:end]})".expandtabs(4)) + longer <= draft.style.width:
        wrap(draft, args, "")
        return
    draft.prepend(start, f"(\n{inner}{unit}")
    for (_, last), (after, _) in pairwise(items):
        draft.replace(text.index(",", last), after, f",\n{inner}{unit}")
    draft.insert(end, f",\n{inner})")
