"""Catching errors alone where a clause catches the interrupts of the SDK as well."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits.arguments import remove_argument, remove_item
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.sdk.names import catches_interrupts

_ALL, _ERRORS = "builtins.BaseException", "builtins.Exception"


def narrow(draft: Draft, classes: Sequence[cst.BaseExpression], within: cst.BaseExpression) -> None:
    """Makes `Exception` of `BaseException`, once, and leaves out interrupts beside it.

    Of `classes`, where they are written, those must stand in `within` that are changed.
    """
    symbols = [draft.code.values.symbol(each) for each in classes]
    if _ALL not in symbols:
        raise UnfixableError("it is meant for interrupts")
    has_errors = _ERRORS in symbols
    for each, symbol in zip(classes, symbols, strict=True):
        if not catches_interrupts(symbol):
            continue
        if not draft.code.tree.contains(within, each):
            raise UnfixableError("the class stands in a constant")
        if symbol == _ALL and not has_errors:
            _replace(draft, each)
            has_errors = True
        else:
            _leave_out(draft, each, within)


def _replace(draft: Draft, name: cst.BaseExpression) -> None:
    if isinstance(name, cst.Attribute) and name.attr.value == "BaseException":
        draft.put(name.attr, "Exception")
    else:
        draft.replace(*draft.offsets.bare(name), draft.reach(_ERRORS, name))


def _leave_out(draft: Draft, item: cst.BaseExpression, within: cst.BaseExpression) -> None:
    """Takes a class out of the brackets in which it stands; of two in a tuple the other stays."""
    tree = draft.code.tree
    place = tree.parent(item)
    holder = tree.parent(place) if place is not None else None
    if isinstance(place, cst.Arg) and holder is within and isinstance(holder, cst.Call):
        remove_argument(draft, holder, place)
    elif not isinstance(place, cst.Element) or not isinstance(holder, (cst.Tuple, cst.List)):
        raise UnfixableError("it stands in no tuple")
    elif len(holder.elements) > 2 and holder.lpar:
        remove_item(draft, holder, place)
    elif len(holder.elements) == 2 and holder is within and "#" not in draft.source(holder):
        rest = next(each for each in holder.elements if each is not place)
        if isinstance(rest, cst.StarredElement):
            raise UnfixableError("what stays is no class")
        before = draft.text[draft.offsets[holder][0] - 1]
        draft.put(holder, " " * (not before.isspace()) + draft.source(rest.value))
    else:
        raise UnfixableError("the tuple would be another thing")
