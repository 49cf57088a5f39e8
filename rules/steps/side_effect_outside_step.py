"""ING308 side-effect-outside-step."""

from __future__ import annotations

from inngest_lint.model.body.judges import ForgottenTasks, SideEffects
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class SideEffectOutsideStep(ModuleRule):
    """Work on the outside world stands beside steps instead of in one.

    What it does:
        Reports calls that are known to reach out of the process (HTTP, databases, caches, queues,
        mail, cloud services, language models, other processes, changes of files) in the body of a
        function that makes steps, also through helpers of the file and of other modules: at the
        call that belongs in a step.
        Silent in step handlers, in functions without steps, and for what no table knows. Events
        that a client sends are ING702, a call that starts a task and leaves it is ING311, a
        `finally` around steps is ING605, a connection that is held around them ING606.

    Why is this bad:
        A function is called again from its start for every step, so whatever stands outside a step
        is done again in every request: with three steps, a payment is made four times.

    Example:
        ```python
        receipt = httpx.post(PAYMENTS, json=order).json()
        await ctx.step.run("store-receipt", store, receipt)
        ```

    Use instead:
        ```python
        receipt = await ctx.step.run("charge", lambda: httpx.post(PAYMENTS, json=order).json())
        await ctx.step.run("store-receipt", store, receipt)
        ```

    Settings:
        `side-effects`: more calls that reach out, by their dotted names.
        `pure`: calls that do not, whatever they do.

    Evidence:
        E4.9; https://www.inngest.com/docs/learn/how-functions-are-executed. The proof runs both
        forms.
    """

    code = "ING308"
    name = "side-effect-outside-step"
    kind = "error"
    since = "0.1.0"
    message = "{what} outside a step: '{name}' runs again in every request of the run"
    through = "{what} outside a step: '{name}' runs again in every request of the run ({chain})"

    def check(self, module: Module) -> Report:
        deeds, tasks = module.deeds(SideEffects), module.deeds(ForgottenTasks)
        for definition in module.bodies_beside_steps:
            started = {id(task.call) for task in tasks.of(definition)}
            for deed in deeds.of(definition):
                if module.is_told_by_shape(deed.call) or id(deed.call) in started:
                    continue
                name = deed.chain.reasons[0].name
                yield self.fault_by(deed.call, deed.chain, what=deed.what, name=name)
