"""Putting off a call: whoever gets what it gives gets the function and its arguments instead."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.syntax.tree import walk

_STAYING = (cst.Await, cst.Yield, cst.NamedExpr)  # what means something else in a lambda
# Where a lambda can stand without parentheses: nothing binds more tightly there.
_LOOSE = (
    cst.Arg,
    cst.Element,
    cst.DictElement,
    cst.ListComp,
    cst.SetComp,
    cst.DictComp,
    cst.GeneratorExp,
)


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
    _unwrap(draft, call, whole)
    first, end = draft.offsets[call.args[0]][0], draft.offsets[call.func][1]
    between = draft.text[end:first]
    if "\n" not in between and "\r" not in between:
        draft.before(call.func, f"{partial}(")
        draft.replace(end, first, ", ")
        fit(draft, call)
        return
    draft.before(call.func, f"{partial}(\n{draft.sheet.indentation(first)}")
    draft.replace(end, draft.text.index("(", end) + 1, ",")


def defer(draft: Draft, call: cst.Call, whole: cst.BaseExpression) -> None:
    """Makes of a call a lambda with it; `whole` is the call or its `await`."""
    _unwrap(draft, call, whole)
    draft.before(call.func, "lambda: ")


def put_off(draft: Draft, whole: cst.BaseExpression, names: Sequence[str] = ()) -> None:
    """Makes of a call, or of its `await`, a callable: `f` of `f()`, else a lambda.

    That keeps what `names` stand for where it is made. Raises UnfixableError where it cannot.
    """
    call = _movable(whole)
    brackets = _idle_brackets(draft, call)
    _unwrap(draft, call, whole)
    if brackets is not None:
        draft.delete(*brackets)
        return
    loose = isinstance(draft.code.tree.parent(whole), _LOOSE)
    draft.before(call.func, _head(names) if loose else f"({_head(names)}")
    if not loose:
        draft.behind(whole, ")")


def put_off_elsewhere(draft: Draft, call: cst.BaseExpression) -> str:
    """The same as text for another place."""
    brackets = _idle_brackets(draft, _movable(call))
    if brackets is not None:
        return draft.text[draft.offsets[call][0] : brackets[0]]
    return f"{_head(())}{draft.source(call)}"


def _movable(whole: cst.BaseExpression) -> cst.Call:
    """The call in an expression that may be left to a function."""
    call = whole.expression if isinstance(whole, cst.Await) else whole
    if not isinstance(call, cst.Call) or any(isinstance(each, _STAYING) for each in walk(call)):
        raise UnfixableError("it cannot be put off")
    return call


def _idle_brackets(draft: Draft, call: cst.Call) -> tuple[int, int] | None:
    """The brackets of `f()`, which is `f` where a callable is wanted."""
    brackets = draft.offsets[call.func][1], draft.offsets.bare(call)[1]
    is_plain = isinstance(call.func, (cst.Name, cst.Attribute))
    return brackets if is_plain and draft.text[slice(*brackets)] == "()" else None


def _head(names: Sequence[str]) -> str:
    return " ".join(["lambda", ", ".join(f"{name}={name}" for name in names)]).strip() + ": "


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
