"""ING804 typescript-spelling."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class TypescriptSpelling(ModuleRule):
    """Something is named as the TypeScript SDK names it.

    What it does:
        Reports attributes and methods of a step, a context or a client (`waitForEvent`, `runId`,
        `createFunction`) and keywords of `create_function`, `wait_for_event` and the client
        (`id`, `triggers`, `cancel_on`, `match`, `isDev`) that only the TypeScript SDK has.
        Silent on objects of other kinds, in the data of events, and where the code asks first.

    Why is this bad:
        Python raises an error: for a keyword when the module is imported, for a method when the
        run comes to it, after the work before it is done.

    Example:
        ```python
        approval = await ctx.step.waitForEvent("approval", event="media/approved", timeout=day)
        ```

    Use instead:
        ```python
        approval = await ctx.step.wait_for_event("approval", event="media/approved", timeout=day)
        ```

    Evidence:
        The proof runs both forms.
    """

    code = "ING804"
    name = "typescript-spelling"
    kind = "error"
    since = "0.1.0"
    message = "'{name}' is of the TypeScript SDK and raises an error here: use '{instead}'"
    nothing = "'{name}' is of the TypeScript SDK: the Python SDK has no such thing"

    def check(self, module: Module) -> Report:
        for spelt in module.foreign_spelling:
            message = self.message if spelt.instead else self.nothing
            yield self.fault(spelt.node, message=message, name=spelt.name, instead=spelt.instead)
