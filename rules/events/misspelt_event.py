"""ING709 misspelt-event."""

from __future__ import annotations

import ast
from functools import partial
from typing import Any, ClassVar

from inngest_lint.edits.project_draft import ProjectDraft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.project.events.uses import EventUse, Use
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class MisspeltEvent(ProjectRule):
    """An event is sent under one name and taken under another.

    What it does:
        Reports the name of an event that the project sends but no trigger, cancel event or wait
        of it takes, or that it takes but never sends, if a slip of the pen makes it of a name that
        is used on the other side: case, a separator, one letter, an ending such as `complete` for
        `completed`. A letter counts only in a word that the project says nowhere else, and an
        ending only where the other name has no match either. Numbers, so versions, never count.
        Where a name cannot be told, nothing that it could be is reported.

    Why is this bad:
        Inngest takes any event. One that no function waits for starts nothing, and a wait for one
        that nobody sends ends in its timeout; neither is an error anywhere.

    Example:
        ```python
        await client.send(inngest.Event(name="billing/sync.complete"))

        @client.create_function(
            fn_id="notify", trigger=inngest.TriggerEvent(event="billing/sync.completed")
        )
        ```

    Use instead:
        ```python
        await client.send(inngest.Event(name="billing/sync.completed"))
        ```

    Fix safety:
        Unsafe: the name on the other side may be the slip. Offered where the name is written as one
        string at the place that is reported.

    Settings:
        `external-events` names, with `*`, what other programs send or take.

    Evidence:
        The server starts the functions whose trigger has the name of the event, or a wildcard for
        it. There is no proof to run: what other programs send and take is not in the project.

    References:
        https://www.inngest.com/docs/events
    """

    code = "ING709"
    name = "misspelt-event"
    kind = "error"
    since = "0.2.0"
    fixes = "unsafe"
    fix_title = "Use '{meant}'"
    message = "nothing in the project takes '{event}': it is '{meant}' that {taken_here} takes"
    unsent: ClassVar = {
        Use.TRIGGER: "nothing in the project sends '{event}', so this starts nothing: "
        "it is '{meant}' that {sent_here} sends",
        Use.CANCEL: "nothing in the project sends '{event}', so this cancels nothing: "
        "it is '{meant}' that {sent_here} sends",
        Use.WAIT: "nothing in the project sends '{event}', so this wait ends in its timeout: "
        "it is '{meant}' that {sent_here} sends",
    }

    def check(self, project: Project) -> ProjectReport:
        for use, meant in project.event_slips.misspelt():
            other: dict[str, Any] = {"taken_here" if use.is_send else "sent_here": meant.place}
            message = self.unsent.get(use.use)
            fix = partial(_respell, use, meant)
            yield self.fault_at(
                use.place, message=message, fix=fix, event=use.name, meant=meant.name, **other
            )


def _respell(use: EventUse, meant: EventUse, draft: ProjectDraft) -> None:
    """Puts one name in the place of the other, between the quotes of the literal that it is."""
    if not isinstance(use.place.node, ast.Constant):
        raise UnfixableError("the name is made elsewhere")
    file = draft.file(use.place.module)
    start, end = file.sheet.extent(use.place.node)
    if file.text[start + 1 : end - 1] != use.name or not meant.name.isprintable():
        raise UnfixableError("the name is not written as one literal")
    if any(each in meant.name for each in "'\"\\"):
        raise UnfixableError("the name would have to be escaped")
    file.replace(start + 1, end - 1, meant.name)
