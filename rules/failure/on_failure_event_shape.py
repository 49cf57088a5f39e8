"""ING110 on-failure-event-shape."""

from __future__ import annotations

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

    Evidence:
        E9; srv: pkg/execution/executor/executor.go. The proof runs every handler.
    """

    code = "ING110"
    name = "on-failure-event-shape"
    kind = "error"
    since = "0.1.0"
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
                yield self.fault(node, key=key)
            for node, id_ in module.failure_handlers.bare_ids:
                yield self.fault(node, message=self.bare_id, id=id_)
