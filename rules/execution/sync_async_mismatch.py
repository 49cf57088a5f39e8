"""ING611 sync-async-mismatch."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.awaiting import add_await
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
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

    Fix safety:
        Unsafe: the code around may count on what stands there. An async step handler of a sync
        function has no fix: one of the two must become the other, with all that it calls.

    Evidence:
        E4.14, E6.8, E6.9. The proof runs both forms.
    """

    code = "ING611"
    name = "sync-async-mismatch"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Use what fits the function"
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
            text = module.tree.text(annotation)
            yield self.fault(annotation, fix=partial(_take_async, annotation), annotation=text)
        for handler in asynchrony.async_handlers():
            name = literals.dotted(handler.value) or "the function"
            fix = partial(_send_sync, handler.value)
            yield self.fault(handler, message=self.handler, fix=fix, handler=name)
        for call in asynchrony.unawaited_sends():
            name, fix = literals.dotted(call.func) or "send", partial(_send_sync, call.func)
            yield self.fault(call, message=self.send, fix=fix, name=name)
        for call in asynchrony.blocking_sends():
            name = literals.dotted(call.func) or "send_sync"
            fix = partial(_send, module, call)
            yield self.fault(call, message=self.send_sync, fix=fix, name=name)


def _take_async(annotation: cst.BaseExpression, draft: Draft) -> None:
    symbol = draft.code.values.symbol(annotation).removesuffix("Sync")
    if isinstance(annotation, cst.Attribute):
        draft.put(annotation.attr, symbol.rpartition(".")[2])
    elif isinstance(annotation, cst.Name):
        draft.replace(*draft.offsets.bare(annotation), draft.reach(symbol, annotation))
    else:
        raise UnfixableError("it is written as text")


def _send_sync(send: cst.BaseExpression, draft: Draft) -> None:
    if not isinstance(send, cst.Attribute) or send.attr.value != "send":
        raise UnfixableError("no method of a client is async")
    draft.put(send.attr, "send_sync")


def _send(module: Module, call: cst.Call, draft: Draft) -> None:
    """Awaits `send`; a lambda hands it on to the step that calls it."""
    assert isinstance(call.func, cst.Attribute)
    draft.put(call.func.attr, "send")
    if not isinstance(module.tree.parent(call), cst.Lambda):
        add_await(draft, call)
