"""What the first step of a function does to the rest of it: it runs once more, for the step."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.body.judges import ClientSends, SideEffects, Sleeps
from inngest_lint.model.names.value import Definition

_JUDGES = (SideEffects, Sleeps, ClientSends)


def refuse_work_outside(draft: Draft, definition: Definition, but: cst.Call | None = None) -> None:
    """Refuses a function without steps whose work would be done once more, `but` left out."""
    code = draft.code
    deeds = (deed for judge in _JUDGES for deed in code.deeds(judge).of(definition))
    if any(deed.call is not but for deed in deeds):
        raise UnfixableError("what it does outside of steps would be done once more")
    if any(map(code.nondeterminism.source, code.own(definition, cst.Call))):
        raise UnfixableError("what it makes outside of steps would be another")
