"""Putting off a call: whoever gets what it gives gets the function and its arguments instead."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import make_room


def spread(draft: Draft, call: cst.Call, whole: cst.BaseExpression) -> None:
    """Makes of the argument `f(x)` the two arguments `f, x`; `whole` is the call or its `await`.

    On lines of their own if the first stands on one.
    """
    _unwrap(draft, call, whole)
    sheet, start = draft.sheet, draft.offsets[whole][0]
    own_line = not draft.text[sheet.line_start(start) : start].strip()
    comma = f",\n{sheet.indentation(start)}" if own_line else ", "
    end = draft.offsets[call.func][1]
    for arg in call.args:
        first, last = draft.offsets[arg]
        alone = isinstance(arg.value, cst.GeneratorExp) and draft.text[first] != "("
        if own_line or arg is call.args[0]:
            draft.replace(end, first, comma + "(" * alone)
        end = last
    draft.replace(end, draft.offsets.bare(call)[1], ")" * alone if call.args else "")


def bind(draft: Draft, call: cst.Call, whole: cst.BaseExpression) -> None:
    """Makes of the call `f(x, y=1)` a `functools.partial(f, x, y=1)`, on as many lines as it has.

    `whole` is the call or its `await`.
    """
    partial = draft.reach("functools.partial", call)
    make_room(draft, call, len(f"{partial}(,") + len(draft.source(call)) - len(draft.source(whole)))
    _unwrap(draft, call, whole)
    first, end = draft.offsets[call.args[0]][0], draft.offsets[call.func][1]
    between = draft.text[end:first]
    if "\n" not in between and "\r" not in between:
        draft.before(call.func, f"{partial}(")
        draft.replace(end, first, ", ")
        return
    draft.before(call.func, f"{partial}(\n{draft.sheet.indentation(first)}")
    draft.replace(end, draft.text.index("(", end) + 1, ",")


def defer(draft: Draft, call: cst.Call, whole: cst.BaseExpression) -> None:
    """Makes of a call a lambda with it; `whole` is the call or its `await`."""
    _unwrap(draft, call, whole)
    draft.before(call.func, "lambda: ")


def _unwrap(draft: Draft, call: cst.Call, whole: cst.BaseExpression) -> None:
    """Takes away what stands around a call: its `await`, and parentheses."""
    start, end = draft.offsets[whole]
    inner, behind = draft.offsets[call.func][0], draft.offsets.bare(call)[1]
    if "#" in draft.text[start:inner] + draft.text[behind:end]:
        raise UnfixableError("a comment stands around the call")
    if start < inner:
        draft.delete(start, inner)
    if behind < end:
        draft.delete(behind, end)
