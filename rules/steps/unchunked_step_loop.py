"""ING317 unchunked-step-loop."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report
from inngest_lint.sdk.limits import MAX_STEPS


class UnchunkedStepLoop(FunctionRule):
    """A loop makes a step for each item of a collection that nobody has limited.

    What it does:
        Reports steps, also those of helpers, in loops and comprehensions over what a step has
        returned or an event has brought along, and over a `range` of a thousand and more.
        Silent where only a part is gone through, where a test of the length leads to the loop,
        where the loop may be left, and where the size is not known.

    Why is this bad:
        The server stops a run at 1,000 steps: the items behind are never done. Each step takes a
        request besides.

    Example:
        ```python
        for invoice in await ctx.step.run("load", load_invoices):
            await ctx.step.run(f"remind-{invoice}", remind, invoice)
        ```

    Use instead:
        ```python
        invoices = await ctx.step.run("load", load_invoices)
        for start in range(0, len(invoices), 100):
            await ctx.step.run(f"remind-{start}", remind_all, invoices[start : start + 100])
        ```

    Evidence:
        srv: consts.go:23. The proof counts the steps.
    """

    code = "ING317"
    name = "unchunked-step-loop"
    kind = "warning"
    default = False
    since = "0.1.0"
    message = (
        "a step for each item of a collection of any size: a run stops at {most} steps; take "
        "several items in one step"
    )

    def check(self, function: Function) -> Report:
        for call in function.steps_without_limit:
            yield self.fault(call, most=MAX_STEPS)
