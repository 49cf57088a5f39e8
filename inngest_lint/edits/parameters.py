"""Changing the parameters of a function, and what its code reads of them."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits import items
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.names.value import Definition
from inngest_lint.syntax.tree import walk


def remove_parameters(
    draft: Draft,
    function: Definition,
    gone: Sequence[cst.Param],
    *,
    positional: Sequence[cst.Param] = (),
) -> None:
    """Takes parameters away, and the `*` if none stands behind it that is not to be `positional`.

    Raises UnfixableError where one of these would still be a keyword only.
    """
    params = function.params
    every: list[cst.Param | cst.ParamStar] = [*params.posonly_params, *params.params]
    if isinstance(params.star_arg, (cst.Param, cst.ParamStar)):
        every.append(params.star_arg)
    every += params.kwonly_params
    wanted: list[cst.Param | cst.ParamStar] = list(gone)
    left = [each for each in params.kwonly_params if each not in gone]
    if isinstance(params.star_arg, cst.ParamStar) and all(each in positional for each in left):
        wanted.append(params.star_arg)
    elif any(each in left for each in positional):
        raise UnfixableError("it can be given by keyword only")
    extents = [_extent(draft, each) for each in every]
    last = items.comma_behind(draft.text, extents[-1][1])
    brackets = extents[0][0] - 1, (extents[-1][1] if last is None else last + 1) + 1
    places = [place for place, each in enumerate(every) if each in wanted]
    for place in places:
        if place - 1 not in places:
            count = next(n for n in range(1, len(every) + 1) if place + n not in places)
            items.remove(draft, brackets, extents, place, count)


def add_parameter(draft: Draft, function: cst.FunctionDef, name: str, kind: str) -> None:
    """Gives a function without parameters one; `kind` is what it is, where the head is annotated.

    Raises UnfixableError where its code has the name for something else.
    """
    if any(isinstance(node, cst.Name) and node.value == name for node in walk(function)):
        raise UnfixableError(f"'{name}' means something else here")
    start, end = draft.offsets[function.params]
    if start != end or draft.text[start - 1] != "(" or draft.text[end] != ")":
        raise UnfixableError("something stands in the brackets")
    annotated = f": {draft.reach(kind, function)}" if function.returns is not None else ""
    draft.insert(start, f"{name}{annotated}")


def keep_values(draft: Draft, function: Definition, names: Sequence[str]) -> None:
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
        fit(draft, function)


def replace_uses(
    draft: Draft, function: Definition, param: cst.Param, owner: cst.Param, attribute: str
) -> None:
    """Reads an attribute of one parameter where the code reads another one."""
    name, scopes = param.name.value, draft.code.scopes
    if [each.node for each in scopes.own(function, name)] != [param]:
        raise UnfixableError(f"'{name}' is bound again")
    for use in scopes.uses(name, function):
        meant = scopes.lookup(owner.name.value, scopes.scope_of(use))
        if [each.node for each in meant] != [owner]:
            raise UnfixableError(f"'{owner.name.value}' means something else here")
        if isinstance(draft.code.tree.parent(use), (cst.Del, cst.NameItem)):
            raise UnfixableError(f"'{name}' is bound again")
        draft.replace(*draft.offsets.bare(use), f"{owner.name.value}.{attribute}")


def _extent(draft: Draft, param: cst.Param | cst.ParamStar) -> tuple[int, int]:
    """Where a parameter stands, with its annotation and its default."""
    start, end = draft.offsets[param]
    if isinstance(param, cst.ParamStar):
        return start, start + 1
    parts = (param.annotation.annotation if param.annotation else None, param.default)
    return start, max([end, *(draft.offsets[each][1] for each in parts if each is not None)])
