"""ING617 blocking-call-in-async-step."""

from __future__ import annotations

from inngest_lint.model.body.judges import Blocking
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class BlockingCallInAsyncStep(ModuleRule):
    """A step of an async function waits in a way that holds up the event loop.

    What it does:
        Reports calls that are known to block (`requests`, `time.sleep`, subprocesses, sync clients
        of databases, caches, clouds and language models) in the step handlers of async functions,
        sync handlers included, also through helpers of the file and of other modules. A step
        handler of another module, or a blocking call that is one itself, is reported at the
        `step.run` that names it.
        Silent for what is handed on, as to `asyncio.to_thread`, for files, and in sync functions.

    Why is this bad:
        The handlers of async functions run on the event loop. While one blocks, nothing else on the
        loop goes on: no other run, no request, no heartbeat.

    Example:
        ```python
        await ctx.step.run("charge", lambda: requests.post(BANK, json=order).json())
        ```

    Use instead:
        ```python
        await ctx.step.run(
            "charge", lambda: asyncio.to_thread(lambda: requests.post(BANK, json=order).json())
        )
        ```

    Evidence:
        The proof counts the turns of another task of the loop during both forms.
    """

    code = "ING617"
    name = "blocking-call-in-async-step"
    kind = "warning"
    since = "0.1.0"
    message = "'{what}' blocks the event loop: no other run goes on until this step is done"
    through = (
        "'{what}' blocks the event loop: no other run goes on until this step is done ({chain})"
    )

    def check(self, module: Module) -> Report:
        for deed in module.deeds_of_handlers(Blocking) if module.functions else ():
            yield self.fault_by(deed.call, deed.chain, what=deed.what)
