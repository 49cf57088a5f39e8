"""ING305 truncated-step-id."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class TruncatedStepId(ModuleRule):
    """The id of a step in a loop holds only a part of what tells its items apart.

    What it does:
        Reports ids in loops, also in helpers called there, that differ from turn to turn only in
        the first or the last characters of something: a slice, or a format with a precision.
        Silent where the whole of an item, or its index, is in the id as well.

    Why is this bad:
        Two items that begin alike get one id. The SDK tells their steps apart by their order
        alone: if that changes, one item gets the result of the other.

    Example:
        ```python
        for tenant in tenants:
            await ctx.step.run(f"sweep-{tenant[:8]}", sweep, tenant)
        ```

    Use instead:
        ```python
        for tenant in tenants:
            await ctx.step.run(f"sweep-{tenant}", sweep, tenant)
        ```

    Evidence:
        E4.6b. The proof runs both forms.
    """

    code = "ING305"
    name = "truncated-step-id"
    kind = "warning"
    default = False
    since = "0.1.0"
    message = "this step id is cut short: items that begin alike get one id"

    def check(self, module: Module) -> Report:
        for call in module.step_calls:
            step_id = module.step_ids.id_argument(call)
            if step_id is not None and module.cuts.shortens(step_id.value):
                yield self.fault(step_id)
