"""ING310 step-mutates-closure."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepMutatesClosure(ModuleRule):
    """A step handler changes a variable of the function that is read after the step.

    What it does:
        Reports where a step handler, or a nested function that it calls, assigns to a name of the
        function around it or changes its object (`append`, `d[k] = …`, `x.attr = …`, `del`), if
        the function reads it after the step.
        Silent for what nobody reads after the step, for names bound anew before they are read, and
        for the variables of the module.

    Why is this bad:
        The request that runs the handler ends with it. The code after the step runs in a later
        request, where the function has started anew and the step only gives back its result: the
        change is always lost.

    Example:
        ```python
        rows = []
        await ctx.step.run("load", lambda: rows.extend(load()))
        await ctx.step.run("store", store, len(rows))  # 0
        ```

    Use instead:
        ```python
        rows = await ctx.step.run("load", load)
        await ctx.step.run("store", store, len(rows))
        ```

    Evidence:
        E4.8. The proof runs both forms.
    """

    code = "ING310"
    name = "step-mutates-closure"
    kind = "error"
    since = "0.1.0"
    message = (
        "the step handler changes '{name}' of the function around it: the change is lost, as the "
        "code after the step runs in another request"
    )

    def check(self, module: Module) -> Report:
        for node, name in module.lost_changes:
            yield self.fault(node, name=name)
