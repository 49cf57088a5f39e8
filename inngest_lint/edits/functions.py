"""Changing functions: parameters that keep values, and lambdas made of expressions."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits import items
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.names.value import Definition
from inngest_lint.syntax.tree import walk

# What a lambda can stand in without parentheses: nothing binds more tightly there.
_LOOSE = (cst.Arg, cst.Element, cst.ListComp, cst.SetComp, cst.GeneratorExp, cst.Assign, cst.Return)


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


def defer(draft: Draft, node: cst.BaseExpression, names: Sequence[str]) -> None:
    """Makes an expression a lambda that keeps what names stand for where it is made."""
    head = " ".join(["lambda", ", ".join(f"{name}={name}" for name in names)]).strip()
    loose = isinstance(draft.code.tree.parent(node), _LOOSE)
    draft.before(node, f"{head}: " if loose else f"({head}: ")
    if not loose:
        draft.behind(node, ")")


def _extent(draft: Draft, param: cst.Param) -> tuple[int, int]:
    """A parameter with its annotation and its default."""
    start, end = draft.offsets[param]
    parts = [draft.offsets[each] for each in (param.annotation, param.default) if each is not None]
    return start, max([end, *(last for _, last in parts)])
