"""Adding the event trigger that starts a function by hand."""

from __future__ import annotations

import re

import libcst as cst

from inngest_lint.edits.arguments import append_item
from inngest_lint.edits.blocks import indented
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.events.trigger_lists import TRIGGERS
from inngest_lint.project.events.uses import Use

_FN_ID = re.compile(r"(?P<feature>[A-Za-z0-9.]+)(?:[-_](?P<action>[\w.-]*[\w.]))?")


def requested(draft: Draft, fn_id: cst.Arg | None) -> str:
    """The event that asks for a run of a function: `invoices/sync.requested`.

    Raises UnfixableError where its id is not known, or that event starts another function.
    """
    text = draft.code.texts.fold(fn_id.value) if fn_id is not None else None
    constant = text.constant if text is not None else None
    match = _FN_ID.fullmatch(constant) if constant is not None else None
    if match is None:
        raise UnfixableError("the id of the function is not known, or no name for an event")
    event = f"{match['feature']}/{match['action'] or 'run'}.requested"
    uses = draft.code.project.events.uses
    if any(use.name == event and use.use is Use.TRIGGER for use in uses):
        raise UnfixableError("the event starts another function already")
    return event


def add(draft: Draft, given: cst.Arg, event: str) -> None:
    """Adds an event to the triggers that a function is given, which are crons."""
    value = given.value
    cls = draft.reach("inngest.TriggerEvent", given)
    new = f"{cls}(event={draft.style.string(event)})"
    is_list = draft.code.shapes.of(value) == "a list"
    if draft.code.values.symbol(value) in TRIGGERS:
        _beside(draft, value, new)
    elif isinstance(value, cst.List):
        _append(draft, value, new)
    elif is_list and isinstance(value, cst.BinaryOperation):
        if isinstance(value.right, cst.List):
            _append(draft, value.right, new)
        else:
            draft.behind(value, f" + [{new}]")
    elif is_list and isinstance(value, cst.ListComp) and not value.lpar:
        start, end = draft.offsets[value]
        draft.replace(start, start + 1, "[*(")
        draft.replace(end - 1, end, f"), {new}]")
    elif is_list and not isinstance(value, cst.IfExp):
        draft.before(value, "[*")
        draft.behind(value, f", {new}]")
    else:
        raise UnfixableError("whether it is one trigger or several is not known")
    fit(draft, value)


def _append(draft: Draft, triggers: cst.List, new: str) -> None:
    if "\n" in draft.source(triggers) or not triggers.elements:
        append_item(draft, triggers, new)
    else:
        draft.insert(draft.offsets[triggers.elements[-1].value][1], f", {new}")


def _beside(draft: Draft, value: cst.BaseExpression, new: str) -> None:
    """Makes a list of a trigger and of another."""
    start, end = draft.offsets[value]
    if "\n" not in draft.source(value):
        draft.insert(start, "[")
        draft.insert(end, f", {new}]")
        return
    indent, unit = draft.sheet.indentation(start), draft.style.indent
    draft.insert(start, f"[\n{indent}{unit}")
    indented(draft, draft.sheet.lines(start, end)[1], end)
    draft.insert(end, f",\n{indent}{unit}{new},\n{indent}]")
