"""ING707 event-without-consumer."""

from __future__ import annotations

from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class EventWithoutConsumer(ProjectRule):
    """An event is sent that nothing in the project takes.

    What it does:
        Reports the name of every event that the project makes and that no trigger, cancel event or
        wait of it takes. Where a name that is taken cannot be told, no event that it could be is
        reported.

    Why is this bad:
        Inngest stores the event and starts nothing. Often the function for it was renamed, or
        never written.

    Example:
        ```python
        await client.send(inngest.Event(name="billing/sync.requested"))  # and no function for it
        ```

    Use instead:
        ```python
        @client.create_function(
            fn_id="sync", trigger=inngest.TriggerEvent(event="billing/sync.requested")
        )
        ```

    Settings:
        `external-events` names, with `*`, the events that other programs take.

    Evidence:
        The server starts the functions whose trigger has the name of the event, or a wildcard for
        it. There is no proof to run: what other programs take is not in the project.

    References:
        https://www.inngest.com/docs/events
    """

    code = "ING707"
    name = "event-without-consumer"
    kind = "warning"
    default = False
    since = "0.2.0"
    message = "nothing in the project takes '{event}': this event starts nothing"

    def check(self, project: Project) -> ProjectReport:
        for use in project.event_slips.orphans(sent=True):
            yield self.fault_at(use.place, event=use.name)
