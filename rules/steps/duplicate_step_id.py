"""ING302 duplicate-step-id."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.model.steps.step_ids import StepId
from inngest_lint.rule import FunctionRule, Report, Unresolved


class DuplicateStepId(FunctionRule):
    """Two steps of one function have the same id.

    What it does:
        Reports every step, of whatever method, whose id an earlier call site of the function
        uses, helpers of the project included. Equal f-string templates count.

    Why is this bad:
        The SDK tells equal ids apart by the order in which they come (`id`, `id:1` …). When a
        branch or a deploy changes that order, a step receives the result of another.

    Example:
        ```python
        user = await ctx.step.run("fetch", fetch_user)
        order = await ctx.step.run("fetch", fetch_order)
        ```

    Use instead:
        ```python
        user = await ctx.step.run("fetch-user", fetch_user)
        order = await ctx.step.run("fetch-order", fetch_order)
        ```

    Evidence:
        E4.6, E4.6b; sdk: _internal/step_lib/base.py. The proof runs both forms.
    """

    code = "ING302"
    name = "duplicate-step-id"
    kind = "error"
    since = "0.1.0"
    message = (
        "step id {id} is already used on {first}: Inngest tells the two apart only by order, "
        "so that one can receive the result of the other"
    )

    def check(self, function: Function) -> Report:
        for step_ids in function.step_ids:
            first: dict[object, StepId] = {}
            for step_id in step_ids:
                if step_id.text is None:
                    yield Unresolved(step_id.node, "the step id is not resolved")
                    continue
                known = first.setdefault(step_id.text, step_id)
                if known is not step_id:
                    yield self.fault(
                        step_id.node,
                        because=step_id.made_at,
                        id=step_id.written,
                        first=known.node,
                    )
