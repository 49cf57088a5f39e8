"""ING611 sync-async-mismatch."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.syntax import literals


class SyncAsyncMismatch(ModuleRule):
    """Sync code uses what is async, or async code what is sync.

    What it does:
        Reports `ContextSync` and `StepSync` as the annotation of an async function, an async step
        handler in a sync function, `client.send` in sync code that drops its coroutine, and
        `client.send_sync` in async code.
        Silent where something brings an event loop (`asyncio.run`) or a thread (`to_thread`), where
        a sync function has the annotation `inngest.Context`, which works, and where it is not known
        which context a helper gets.

    Why is this bad:
        An async function gets the async context, whatever the annotation: type checkers are content
        with steps that nobody awaits, and that never run. A sync step does not await its handler,
        whose coroutine is no result: the run fails. A coroutine that is dropped sends nothing.
        `send_sync` holds up the event loop, and with it every other run.

    Example:
        ```python
        async def check(ctx: inngest.ContextSync) -> None:
            ctx.step.run("measure", measure)
        ```

    Use instead:
        ```python
        async def check(ctx: inngest.Context) -> None:
            await ctx.step.run("measure", measure)
        ```

    Evidence:
        E4.14, E6.8, E6.9. The proof runs both forms.
    """

    code = "ING611"
    name = "sync-async-mismatch"
    kind = "error"
    since = "0.1.0"
    message = (
        "an async function gets the async context, not '{annotation}': steps that are not awaited "
        "never run"
    )
    handler = (
        "'{handler}' is async, and a step of a sync function does not await it: nothing runs, and "
        "the run fails"
    )
    send = "'{name}' in sync code only makes a coroutine: the event is never sent; use 'send_sync'"
    send_sync = (
        "'{name}' in async code holds up the event loop, and every other run with it; "
        "use 'await' and 'send'"
    )

    def check(self, module: Module) -> Report:
        asynchrony = module.asynchrony
        for annotation in asynchrony.sync_contexts():
            yield self.fault(annotation, annotation=module.tree.text(annotation))
        for handler in asynchrony.async_handlers():
            name = literals.dotted(handler.value) or "the function"
            yield self.fault(handler, message=self.handler, handler=name)
        for call in asynchrony.unawaited_sends():
            yield self.fault(call, message=self.send, name=literals.dotted(call.func) or "send")
        for call in asynchrony.blocking_sends():
            name = literals.dotted(call.func) or "send_sync"
            yield self.fault(call, message=self.send_sync, name=name)
