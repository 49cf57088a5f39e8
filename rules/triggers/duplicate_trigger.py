"""ING207 duplicate-trigger."""

from __future__ import annotations

from inngest_lint.model.events.triggers import Trigger
from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report
from inngest_lint.sdk.limits import MAX_TRIGGERS


class DuplicateTrigger(FunctionRule):
    """The same trigger twice, or too many triggers.

    What it does:
        Reports a trigger that repeats another one of the function: the same cron, or the same
        event with the same expression; and more than ten triggers.

    Why is this bad:
        The server refuses such a function, and with it the sync of the whole app. The SDK does
        not check it.

    Example:
        ```python
        trigger=[
            inngest.TriggerCron(cron="0 3 * * *"),
            inngest.TriggerCron(cron="0 3 * * *", jitter="5m"),
        ]
        ```

    Use instead:
        ```python
        trigger=[inngest.TriggerCron(cron="0 3 * * *", jitter="5m")]
        ```

    Evidence:
        srv: pkg/inngest/trigger.go (`MultipleTriggers.Validate`), pkg/consts/consts.go. The proof
        applies the server's check to what the SDK sends.
    """

    code = "ING207"
    name = "duplicate-trigger"
    kind = "error"
    since = "0.1.0"
    message = "trigger '{trigger}' repeats the one on {first}: the sync of the whole app fails"
    too_many = "{count} triggers where the server takes {most}: the sync of the whole app fails"

    def check(self, function: Function) -> Report:
        argument = function.trigger_node
        if argument is None:
            return
        triggers = function.trigger_list.known
        if len(triggers) > MAX_TRIGGERS:
            count = len(triggers)
            yield self.fault(argument, message=self.too_many, count=count, most=MAX_TRIGGERS)
        first: dict[object, Trigger] = {}
        for trigger in triggers:
            if trigger.key is None:
                continue
            known = first.setdefault(trigger.key, trigger)
            if known is not trigger:
                inside = function.contains(argument, trigger.node)
                node = trigger.node if inside else argument
                yield self.fault(node, trigger=trigger.key[0], first=known.node)
