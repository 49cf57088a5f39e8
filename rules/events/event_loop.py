"""ING710 event-loop."""

from __future__ import annotations

from typing import Any

from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class EventLoop(ProjectRule):
    """A function sends the event that starts it, whatever its data are.

    What it does:
        Reports an event that a function sends, itself or through helpers, and that starts the same
        function again, directly or by way of functions that send in their turn. Every send in the
        loop must be sure to happen: one in an `if`, an `except`, a loop over data, or behind a
        `return` or a `raise` ends the matter, as do a trigger's expression, a rate limit,
        idempotency, a singleton, and a sleep or a wait before the send.

    Why is this bad:
        Every run starts another, without end: as fast as the server lets it, and on the bill.

    Example:
        ```python
        @client.create_function(fn_id="sync", trigger=inngest.TriggerEvent(event="app/sync"))
        async def sync(ctx: inngest.Context) -> None:
            await ctx.step.run("copy", copy)
            await ctx.step.send_event("again", inngest.Event(name="app/sync"))
        ```

    Use instead:
        ```python
            rest = await ctx.step.run("copy", copy)
            if rest:
                await ctx.step.send_event("again", inngest.Event(name="app/sync"))
        ```

    Evidence:
        The server starts a run for every event with the name of a trigger, also one that a run
        has sent. A loop without an end is no proof to run.

    References:
        https://www.inngest.com/docs/guides/sending-events-from-functions
    """

    code = "ING710"
    name = "event-loop"
    kind = "warning"
    since = "0.2.0"
    message = "'{event}' starts '{function}' again, which sends it every time: this never ends"
    through = (
        "'{event}' starts {others}, which ends in '{function}' and this send again, "
        "every time: this never ends"
    )

    def check(self, project: Project) -> ProjectReport:
        for loop in project.event_loops.among(project.functions):
            first, *others = loop
            names = [f"send_{turn}" for turn, _ in enumerate(others, 2)]
            named = zip(names, others, strict=True)
            chain = ", then ".join(f"'{hop.function.name}' ({{{name}}})" for name, hop in named)
            message = self.through.replace("{others}", chain) if others else self.message
            places: dict[str, Any] = dict(
                zip(names, (hop.sent.place for hop in others), strict=True)
            )
            yield self.fault_at(
                first.sent.place,
                message=message,
                event=first.sent.name,
                function=first.function.name,
                **places,
            )
