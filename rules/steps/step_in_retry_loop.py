"""ING312 step-in-retry-loop."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepInRetryLoop(ModuleRule):
    """A function starts a failed step again.

    What it does:
        Reports a step under the same id in a loop that goes on when the step has failed and ends
        when it has succeeded, and steps in functions with a decorator that runs them again
        (`tenacity.retry` and its like).
        Silent for loops over items, for loops that ask until an answer is there, and where the id
        tells the turns apart. A loop or a decorator inside a step handler is no concern of
        Inngest's.

    Why is this bad:
        Inngest retries a step by itself, as often as `retries` of the function says, and tells the
        function only when it has given up. A loop around it multiplies that: three turns with
        `retries=4` run the step handler fifteen times.

    Example:
        ```python
        for _ in range(3):
            try:
                return await ctx.step.run("upload", upload)
            except inngest.StepError:
                continue
        ```

    Use instead:
        ```python
        return await ctx.step.run("upload", upload)  # `retries=` of the function says how often
        ```

    Evidence:
        E6.17. The proof runs both forms.
    """

    code = "ING312"
    name = "step-in-retry-loop"
    kind = "warning"
    since = "0.1.0"
    message = (
        "a failed step is started again by {by}, with all its retries: Inngest itself retries it "
        "as often as 'retries' says"
    )

    def check(self, module: Module) -> Report:
        for function in module.functions:
            for call, by in module.retries.of(function):
                yield self.fault(call, by=by)
