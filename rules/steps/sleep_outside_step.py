"""ING309 sleep-outside-step."""

from __future__ import annotations

from inngest_lint.model.body.judges import Sleeps
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class SleepOutsideStep(ModuleRule):
    """A function that makes steps sleeps by itself.

    What it does:
        Reports `time.sleep`, `asyncio.sleep` and their like in the body of a function that makes
        steps, also through helpers of the file and of other modules.
        Silent in step handlers, in functions without steps, and for a sleep of no time at all.

    Why is this bad:
        A function is called again from its start for every step, and sleeps again each time. While
        it sleeps it holds its worker, and the request may be cut off.

    Example:
        ```python
        await ctx.step.run("submit", submit)
        await asyncio.sleep(60)
        await ctx.step.run("fetch", fetch)
        ```

    Use instead:
        ```python
        await ctx.step.run("submit", submit)
        await ctx.step.sleep("settle", datetime.timedelta(minutes=1))
        await ctx.step.run("fetch", fetch)
        ```

    Evidence:
        E4.19. The proof runs both forms.
    """

    code = "ING309"
    name = "sleep-outside-step"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{what}' outside a step: the function sleeps again in every request; use 'step.sleep'"
    )
    through = (
        "'{what}' outside a step: the function sleeps again in every request; use 'step.sleep' "
        "({chain})"
    )

    def check(self, module: Module) -> Report:
        deeds = module.deeds(Sleeps)
        for definition in module.bodies_beside_steps:
            for deed in deeds.of(definition):
                yield self.fault_by(deed.call, deed.chain, what=deed.what)
