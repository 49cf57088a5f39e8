"""ING307 nondeterminism-outside-step."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class NondeterminismOutsideStep(ModuleRule):
    """A run depends on the time or on chance outside of steps.

    What it does:
        Reports the calls of a function that makes steps which give another value in every request
        (the time, random values, UUIDs, hashes), also through helpers of the file and of other
        modules, where the value reaches a test, the turns of a loop with steps, a step id, an
        argument of a step, an event or what the function returns.
        Silent in step handlers and in functions without steps, for values that are only logged or
        that nothing uses, and for those that tell how long to sleep.

    Why is this bad:
        A function is called again from its start for every step, and the value is another one each
        time: one request takes one branch and the next another, and what a step has stored does not
        fit what the function returns.

    Example:
        ```python
        key = str(uuid.uuid4())
        await ctx.step.run("charge", charge, key)
        await ctx.step.run("store-key", store, key)  # another key
        ```

    Use instead:
        ```python
        key = await ctx.step.run("key", lambda: str(uuid.uuid4()))
        await ctx.step.run("charge", charge, key)
        await ctx.step.run("store-key", store, key)
        ```

    Settings:
        `nondeterministic`: more calls whose result differs between requests, by their dotted names.
        `pure`: calls whose result counts as the same, whatever they do.

    Evidence:
        E4.10; https://www.inngest.com/docs/learn/how-functions-are-executed. The proof runs both
        forms.
    """

    code = "ING307"
    name = "nondeterminism-outside-step"
    kind = "error"
    since = "0.1.0"
    message = "{what} outside a step: '{name}' gives another in every request, and it reaches {use}"
    through = (
        "{what} outside a step: '{name}' gives another in every request, and it reaches {use} "
        "({chain})"
    )

    def check(self, module: Module) -> Report:
        for call, source, use in module.dependencies if module.functions else ():
            yield self.fault_by(
                call, source.chain, what=source.what, name=source.chain.reasons[0].name, use=use
            )
