"""ING110 on-failure-event-shape."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.failure.failed_event import name_in_full, read_first_event
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class OnFailureEventShape(ModuleRule):
    """A failure handler looks for the data of the first event in that of the failure event.

    What it does:
        Reports `ctx.event.data["key"]` and `ctx.event.data.get("key")` for a key that failure
        events do not have, in `on_failure` handlers and in functions triggered by
        `inngest/function.failed`, their helpers included, and comparisons of `function_id` with
        an id that lacks the app's. Silent behind a test of the event or of the key, and where
        `KeyError` is caught.

    Why is this bad:
        The event of a failure handler is `inngest/function.failed`: the event that started the
        failed run, with its data, is in `ctx.event.data["event"]`. The handler itself fails with
        `KeyError`, it has no second attempt, and nobody hears of the failure.

    Example:
        ```python
        async def charge_failed(ctx: inngest.Context) -> None:
            await ctx.step.run("note", note, ctx.event.data["invoice"])
        ```

    Use instead:
        ```python
        async def charge_failed(ctx: inngest.Context) -> None:
            await ctx.step.run("note", note, ctx.event.data["event"]["data"]["invoice"])
        ```

    Fix safety:
        Safe: the data of the first event is read where it is, and the id gets that of its app. Not
        offered for keys that may be meant of the error or of the run ("message"), where another
        event may start the code too, and for an id or a key that is written elsewhere.

    Evidence:
        E9; srv: pkg/execution/executor/executor.go. The proof runs every handler.
    """

    code = "ING110"
    name = "on-failure-event-shape"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Look where a failure event has it"
    message = (
        "a failure event has no {key!r} in its data: what the failed run was started with is in "
        'ctx.event.data["event"]["data"]'
    )
    bare_id = (
        "a failure event's function_id begins with the id of the app: it is never {id!r}; compare "
        "it with the function's '.id'"
    )

    def check(self, module: Module) -> Report:
        if module.functions:
            for node, key in module.failure_handlers.missing_keys:
                yield self.fault(node, fix=partial(_read, module, node, key), key=key)
            for node, id_ in module.failure_handlers.bare_ids:
                fix = partial(name_in_full, node)
                yield self.fault(node, message=self.bare_id, fix=fix, id=id_)


def _read(module: Module, node: cst.CSTNode, key: str, draft: Draft) -> None:
    if not module.failure_handlers.runs_for_failures_alone(node):
        raise UnfixableError("other events may come to it")
    read_first_event(draft, node, key)
