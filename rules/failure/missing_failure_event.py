"""ING101 missing-failure-event."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.failure.failure_event import tell_of_failure
from inngest_lint.model.function import Function, Role
from inngest_lint.rule import FunctionRule, Report, Unresolved


class MissingFailureEvent(FunctionRule):
    """No failure event is sent when a run fails.

    What it does:
        Reports a function that sends no failure event: neither an `except` around its steps (or
        around its work, if it has none), in its own code, a helper, a decorator or a context
        manager of the file, nor its `on_failure`. An `on_failure` that is not resolved counts as
        sending. Exempt are functions that only `inngest/*` or failure events trigger.

    Why is this bad:
        When the run fails, nothing that waits for it learns of it: the log row stays "running",
        and what belongs to the work that was begun is never undone.

    Example:
        ```python
        async def sync(ctx: inngest.Context) -> None:
            await ctx.step.run("fetch", fetch)
        ```

    Use instead:
        ```python
        async def sync(ctx: inngest.Context) -> None:
            try:
                await ctx.step.run("fetch", fetch)
            except inngest.StepError as err:
                await ctx.step.send_event(
                    "send-failure-event",
                    inngest.Event(name="billing/sync.failed", data={"error": err.message}),
                )
                raise
        ```

    Fix safety:
        Unsafe: whoever listens to such an event hears of it, and its name is derived from the
        trigger, or the id of the function. Not offered where neither is known, and for work
        outside of steps, which a next attempt may do.

    Settings:
        `failure-events`: patterns of the names of failure events.

    Evidence:
        E2.1. The proof shows which events a failed run sends.
    """

    code = "ING101"
    name = "missing-failure-event"
    kind = "policy"
    since = "0.1.0"
    message = "no failure event ({events}) is sent when a run of '{function}' fails"
    fixes = "unsafe"
    fix_title = "Send a failure event when '{function}' fails"

    def check(self, function: Function) -> Report:
        if function.role is not Role.FUNCTION:
            return
        exempt = function.is_triggered_only_by(("inngest/*", *function.settings.failure_events))
        if exempt is None:
            yield Unresolved(function.node, "the triggers are not resolved")
        elif not exempt:
            told = function.tells_of_failure
            if told is None:
                yield Unresolved(function.node, "code elsewhere may send a failure event")
            elif not told:
                events = ", ".join(function.settings.failure_events)
                fix = partial(tell_of_failure, function)
                yield self.fault(function.node, events=events, function=function.name, fix=fix)
