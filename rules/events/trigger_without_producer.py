"""ING708 trigger-without-producer."""

from __future__ import annotations

from typing import ClassVar

from inngest_lint.project.events.uses import Use
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class TriggerWithoutProducer(ProjectRule):
    """A function waits for an event that nothing in the project sends.

    What it does:
        Reports the event of every trigger, cancel event and wait that the project never makes. An
        event that is made anywhere counts as sent. Where the name of one cannot be told, nothing
        that it could be is reported.

    Why is this bad:
        The function never starts, the run is never cancelled, or the wait ends in its timeout.

    Example:
        ```python
        @client.create_function(  # and nothing sends this event
            fn_id="sync", trigger=inngest.TriggerEvent(event="billing/sync.requested")
        )
        ```

    Use instead:
        ```python
        await client.send(inngest.Event(name="billing/sync.requested"))
        ```

    Settings:
        `external-events` names, with `*`, the events that other programs send.

    Evidence:
        The server starts the functions whose trigger has the name of the event, or a wildcard for
        it. There is no proof to run: what other programs send is not in the project.

    References:
        https://www.inngest.com/docs/events
    """

    code = "ING708"
    name = "trigger-without-producer"
    kind = "warning"
    default = False
    since = "0.2.0"
    message = "nothing in the project sends '{event}': it never starts this function"
    never: ClassVar = {
        Use.CANCEL: "nothing in the project sends '{event}': it never cancels a run",
        Use.WAIT: "nothing in the project sends '{event}': this wait ends in its timeout",
    }

    def check(self, project: Project) -> ProjectReport:
        for use in project.event_slips.orphans(sent=False):
            yield self.fault_at(use.place, message=self.never.get(use.use), event=use.name)
