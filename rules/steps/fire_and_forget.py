"""ING311 fire-and-forget."""

from __future__ import annotations

from inngest_lint.model.body.judges import ForgottenTasks
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class FireAndForget(ModuleRule):
    """A function starts work that nobody waits for.

    What it does:
        Reports `asyncio.create_task`, `asyncio.ensure_future` and their like in the body of a
        function, also through helpers of the file and of other modules, where nothing awaits,
        gathers, keeps or cancels the task.
        Silent in step handlers. Tasks that make steps are ING507.

    Why is this bad:
        The request that started the task ends with the next step, and takes the task with it; the
        next request starts it again. Whether it is ever finished, nobody knows.

    Example:
        ```python
        asyncio.create_task(index(clip))
        await ctx.step.run("publish", publish, clip)
        ```

    Use instead:
        ```python
        await ctx.step.run("index", index, clip)
        await ctx.step.run("publish", publish, clip)
        ```

    Evidence:
        E6.15. The proof runs both forms.
    """

    code = "ING311"
    name = "fire-and-forget"
    kind = "error"
    since = "0.1.0"
    message = (
        "nobody waits for this task: it is lost with the request, and started again by the next"
    )
    through = (
        "nobody waits for the task that '{name}' starts: it is lost with the request, and started "
        "again by the next ({chain})"
    )

    def check(self, module: Module) -> Report:
        deeds = module.deeds(ForgottenTasks)
        for function in module.functions:
            for definition in module.bodies.of(function):
                for deed in deeds.of(definition):
                    yield self.fault_by(deed.call, deed.chain, name=deed.chain.reasons[0].name)
