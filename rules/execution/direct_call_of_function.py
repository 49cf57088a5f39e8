"""ING615 direct-call-of-function."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.invoking import invoke
from inngest_lint.model.module import Module
from inngest_lint.model.reasons import called
from inngest_lint.rule import ModuleRule, Report


class DirectCallOfFunction(ModuleRule):
    """An Inngest function is called like a plain one.

    What it does:
        Reports a call of what `create_function` made, in this file or in another module, wherever
        it stands. Silent where another decorator stands above `create_function`.

    Why is this bad:
        What `create_function` makes cannot be called: "'Function' object is not callable", in every
        request.

    Example:
        ```python
        await charge(ctx)
        ```

    Use instead:
        ```python
        await ctx.step.invoke("charge", function=charge)
        ```

    Fix safety:
        Unsafe: what is invoked is a run of its own, with its own retries and the event data that it
        is given. Offered where the call gets the context alone, and makes one step outside of
        others and of loops.

    Evidence:
        E4.18. The proof runs both forms.
    """

    code = "ING615"
    name = "direct-call-of-function"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Invoke '{name}' in a step"
    message = (
        "'{name}' is an Inngest function, which cannot be called: this line fails; "
        "use 'step.invoke', or a helper that both share"
    )

    def check(self, module: Module) -> Report:
        for call in module.tree.all(cst.Call):
            if module.is_inngest_function(call.func):
                yield self.fault(call, fix=partial(invoke, module, call), name=called(call))
