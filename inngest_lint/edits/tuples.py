"""Putting the arguments of a call into one tuple, which becomes its argument."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits.arguments import wrap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.wrapping import fit_between


def put_in_tuple(draft: Draft, args: Sequence[cst.Arg]) -> None:
    """Makes of some arguments of a call a tuple of them."""
    first, value = args[0], args[0].value
    if len(args) > 1:
        wrap(draft, args, "")
        start, end = draft.offsets[first][0], draft.offsets[args[-1]][1]
        if not draft.text[draft.sheet.line_start(start) : start].strip():
            fit_between(draft, start, end)
    elif first.star and isinstance(value, (cst.ListComp, cst.GeneratorExp)):
        end = draft.offsets[value][1]
        name = draft.reach("builtins.tuple", value)
        draft.replace(draft.offsets[first][0], draft.offsets[value][0] + 1, f"{name}(")
        draft.replace(end - 1, end, ")")
    elif first.star:
        name = draft.reach("builtins.tuple", value)
        draft.replace(draft.offsets[first][0], draft.offsets[value][0], f"{name}(")
        draft.behind(value, ")")
    elif value.lpar:
        draft.insert(draft.offsets.bare(value)[1], ",")
    else:
        draft.prepend(draft.offsets[value][0], "(")
        draft.behind(value, ",)")
