"""ING203 cron-run-reads-event-data."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.body.absences import may_be_none
from inngest_lint.model.cron.runs import Read
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report, Unresolved


class CronRunReadsEventData(ModuleRule):
    """A scheduled run reads a key of the event's data that it does not have.

    What it does:
        Reports every `ctx.event.data["key"]` that a function with a cron trigger comes to when
        the cron starts it, also in its helpers and step handlers, unless the key is `cron`,
        `scheduledAt` or `fireAt`. A read is fine behind a test that a scheduled run fails, of the
        event's name or of a key, and where `KeyError` is caught.

    Why is this bad:
        The event of a scheduled run is `inngest/scheduled.timer`, and its data has these three
        keys alone. Any other key raises `KeyError`, on every attempt of every scheduled run,
        while runs by hand go on working.

    Example:
        ```python
        @client.create_function(
            fn_id="sync-logs",
            trigger=[
                inngest.TriggerEvent(event="logs/sync.requested"),
                inngest.TriggerCron(cron="0 3 * * *"),
            ],
        )
        async def sync_logs(ctx: inngest.Context) -> None:
            log_id = ctx.event.data["log_id"]
        ```

    Use instead:
        ```python
        if ctx.event.name == "inngest/scheduled.timer":
            await sync_all(ctx)
        else:
            await sync_one(ctx, ctx.event.data["log_id"])
        ```

    Fix safety:
        Unsafe: a run by hand whose event lacks the key goes on as well, with `None`. Not offered
        where `None` would fail at once, or be made a text.

    Evidence:
        E6.6; srv: pkg/execution/executor/service.go. The proof runs every function of the
        fixtures by its cron and by hand.
    """

    code = "ING203"
    name = "cron-run-reads-event-data"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Read it with `.get`"
    message = (
        "a run that the cron starts has no {key!r} in its event's data: "
        "it fails here with KeyError, every time"
    )

    def check(self, module: Module) -> Report:
        scheduled = [f.definition for f in module.functions if f.definition and f.has_cron]
        for read in module.cron_runs.missing(scheduled) if scheduled else ():
            if read.certain:
                yield self.fault(read.node, key=read.key, fix=partial(_ask, module, read))
            else:
                yield Unresolved(read.node, "whether a scheduled run comes here is not resolved")


def _ask(module: Module, read: Read, draft: Draft) -> None:
    node = read.node
    if not isinstance(node, cst.Subscript) or not may_be_none(module, node):
        raise UnfixableError("None would be of no use there")
    end, closing = draft.offsets[node.value][1], draft.offsets.bare(node)[1] - 1
    opening = draft.text.index("[", end)
    draft.replace(opening if "\n" in draft.text[end:opening] else end, opening + 1, ".get(")
    draft.replace(closing, closing + 1, ")")
