"""ING202 missing-cron-trigger."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report, Unresolved


class MissingCronTrigger(FunctionRule):
    """Only event triggers: a run that was missed is never made up for.

    What it does:
        Reports a function all of whose triggers are events. Exempt are functions all of whose
        events match the setting `dual-trigger-exempt`.

    Why is this bad:
        The function runs only when somebody sends its event. If the sender is down, or the event
        is lost, no schedule catches up.

    Example:
        ```python
        trigger=inngest.TriggerEvent(event="invoices/sync.requested")
        ```

    Use instead:
        ```python
        trigger=[
            inngest.TriggerCron(cron="0 3 * * *"),
            inngest.TriggerEvent(event="invoices/sync.requested"),
        ]
        ```

    Settings:
        `dual-trigger-exempt`: patterns of event names whose functions need no cron.

    Evidence:
        No proof: it is a convention of the team, nothing misbehaves at run time.
    """

    code = "ING202"
    name = "missing-cron-trigger"
    kind = "policy"
    since = "0.1.0"
    message = "only event triggers: without a cron, a run that was missed is never made up for"

    def check(self, function: Function) -> Report:
        trigger = function.trigger_node
        if trigger is None:
            return
        if function.triggers is None:
            yield Unresolved(trigger, "the triggers are not resolved")
            return
        if any(t.is_cron for t in function.triggers):
            return
        exempt = function.is_triggered_only_by(function.settings.dual_trigger_exempt)
        if exempt is None:
            yield Unresolved(trigger, "the name of an event is not resolved")
        elif not exempt:
            yield self.fault(trigger)
