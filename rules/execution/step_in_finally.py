"""ING604 step-in-finally."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepInFinally(ModuleRule):
    """A step stands in a `finally` around steps.

    What it does:
        Reports each step, and each call that leads to one through helpers of the project, in a
        `finally` whose `try`, or one of whose other branches, makes a step. Silent in step
        handlers, and where a flag leads to it that only the end of the `try` or an `except` sets.

    Why is this bad:
        The interrupt that ends a request after the first step passes the `finally`: the step there
        runs before the others, and its own interrupt takes the place of the first, which is not
        memoized and runs again.

    Example:
        ```python
        try:
            await ctx.step.run("encode", encode)
            await ctx.step.run("upload", upload)
        finally:
            await ctx.step.run("drop", drop_files)
        ```

    Use instead:
        ```python
        try:
            await ctx.step.run("encode", encode)
            await ctx.step.run("upload", upload)
        except inngest.StepError:
            await ctx.step.run("drop-failed", drop_files)
            raise
        await ctx.step.run("drop", drop_files)
        ```

    Evidence:
        E1.7. The proof compares the order in which the step handlers run.
    """

    code = "ING604"
    name = "step-in-finally"
    kind = "error"
    since = "0.1.0"
    message = (
        "a step in a 'finally' around steps runs first, and takes the place of the one that has "
        "just run: that one runs again"
    )
    through = (
        "a step in a 'finally' around steps ({chain}) runs first, and takes the place of the one "
        "that has just run: that one runs again"
    )

    def check(self, module: Module) -> Report:
        for call, chains in module.finally_blocks.steps if module.functions else ():
            for chain in chains:
                yield self.fault_by(call, chain)
