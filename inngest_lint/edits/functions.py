"""Making functions: parameters that keep values, and callables of what is called too early."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits import items
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.lines import fit
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.names.value import Definition
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


def bind(draft: Draft, function: Definition, names: Sequence[str]) -> None:
    """Gives a function parameters that keep what names stand for where it is made."""
    for node in walk(function.body):
        if isinstance(node, (cst.Global, cst.Nonlocal)):
            if any(each.name.value in names for each in node.names):
                raise UnfixableError("the function binds the name outside itself")
    new = ", ".join(f"{name}={name}" for name in names)
    params = function.params
    given = [*params.posonly_params, *params.params, *params.kwonly_params]
    if params.star_kwarg is not None:
        draft.before(params.star_kwarg, f"{new}, ")
    elif isinstance(params.star_arg, cst.Param) and not params.kwonly_params:
        draft.insert(_extent(draft, params.star_arg)[1], f", {new}")
    elif isinstance(function, cst.FunctionDef):
        opening = draft.text.index("(", draft.offsets[function.name][1])
        extents = [_extent(draft, each) for each in given]
        closing = draft.text.index(")", extents[-1][1] if extents else opening)
        items.append(draft, (opening, closing + 1), extents, new)
    elif given:
        draft.insert(_extent(draft, given[-1])[1], f", {new}")
    else:
        draft.insert(draft.offsets.bare(function)[0] + len("lambda"), f" {new}")
    if isinstance(function, cst.Lambda):
        fit(draft, function, len(new) + len(", " if given else " "))


def defer(draft: Draft, node: cst.BaseExpression, names: Sequence[str]) -> int:
    """Makes a call, awaited or not, a callable that keeps what names stand for where it is made.

    Gives the number of characters by which its line grows.
    """
    call = _put_off(node)
    if call is not node:
        draft.delete(draft.offsets.bare(node)[0], draft.offsets[call][0])
    brackets = _idle_brackets(draft, call)
    if brackets is not None:
        draft.delete(*brackets)
        return 0
    head = _head(names)
    loose = isinstance(draft.code.tree.parent(node), _LOOSE)
    draft.before(node, head if loose else f"({head}")
    if not loose:
        draft.behind(node, ")")
    return len(head)


def deferred(draft: Draft, node: cst.BaseExpression, names: Sequence[str]) -> str:
    """The same as the text of a callable, for another place."""
    call = _put_off(node)
    brackets = _idle_brackets(draft, call)
    if brackets is not None:
        return draft.text[draft.offsets[call][0] : brackets[0]]
    return f"{_head(names)}{draft.source(call)}"


def _put_off(node: cst.BaseExpression) -> cst.Call:
    """The call that is to be left to a function, if it can be; raises UnfixableError."""
    call = node.expression if isinstance(node, cst.Await) else node
    if not isinstance(call, cst.Call) or any(isinstance(each, _STAYING) for each in walk(call)):
        raise UnfixableError("it cannot be put off")
    return call


def _idle_brackets(draft: Draft, call: cst.Call) -> tuple[int, int] | None:
    """The brackets of `f()`, which is `f` where a callable is wanted."""
    brackets = draft.offsets[call.func][1], draft.offsets.bare(call)[1]
    is_plain = isinstance(call.func, (cst.Name, cst.Attribute)) and not call.lpar
    return brackets if is_plain and draft.text[slice(*brackets)] == "()" else None


def _head(names: Sequence[str]) -> str:
    return " ".join(["lambda", ", ".join(f"{name}={name}" for name in names)]).strip() + ": "


def _extent(draft: Draft, param: cst.Param) -> tuple[int, int]:
    """A parameter with its annotation and its default."""
    start, end = draft.offsets[param]
    parts = [draft.offsets[each] for each in (param.annotation, param.default) if each is not None]
    return start, max([end, *(last for _, last in parts)])
