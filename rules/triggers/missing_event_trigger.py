"""ING201 missing-event-trigger."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.event_trigger import add, requested
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report, Unresolved


class MissingEventTrigger(FunctionRule):
    """Only cron triggers: the function cannot be started by hand.

    What it does:
        Reports a function all of whose triggers are crons.

    Why is this bad:
        When a scheduled run fails, or is needed early, there is no event that starts the function:
        somebody has to deploy a change to run it.

    Example:
        ```python
        trigger=inngest.TriggerCron(cron="0 3 * * *")
        ```

    Use instead:
        ```python
        trigger=[
            inngest.TriggerCron(cron="0 3 * * *"),
            inngest.TriggerEvent(event="invoices/sync.requested"),
        ]
        ```

    Fix safety:
        Unsafe: the name of the event is made of the function's id. Not offered where that is not
        known, where the event starts another function, and where a wrapper gets the triggers.

    Evidence:
        The proof shows that the bad function registers no event.
    """

    code = "ING201"
    name = "missing-event-trigger"
    kind = "policy"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Add an event that starts it"
    message = "only cron triggers: no event can start this function by hand"

    def check(self, function: Function) -> Report:
        trigger = function.trigger_node
        if trigger is None:
            return
        if function.triggers is None:
            yield Unresolved(trigger, "the triggers are not resolved")
        elif all(t.is_cron for t in function.triggers):
            yield self.fault(trigger, fix=partial(_add, function, trigger))


def _add(function: Function, trigger: cst.CSTNode, draft: Draft) -> None:
    if not isinstance(trigger, cst.Arg) or function.use is not None:
        raise UnfixableError("what a wrapper makes of a list is not known")
    add(draft, trigger, requested(draft, function.argument("fn_id")))
