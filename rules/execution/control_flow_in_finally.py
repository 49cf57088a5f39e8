"""ING603 control-flow-in-finally."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report

_WORDS = {cst.Return: "return", cst.Break: "break", cst.Continue: "continue"}


class ControlFlowInFinally(ModuleRule):
    """A `finally` around steps is left by `return`, `break` or `continue`.

    What it does:
        Reports each `return`, `break` and `continue` that leaves a `finally` whose `try`, or one of
        whose other branches, makes a step, helpers of the project included. Silent for those of
        loops and functions inside it, in step handlers, and where a flag that the end of the `try`
        sets leads to it.

    Why is this bad:
        The SDK ends a request by raising an interrupt at the step that has just run. What leaves a
        `finally` drops it: the function goes on as if it had come to its end, the run is reported
        Completed, and the steps behind never run.

    Example:
        ```python
        try:
            await ctx.step.run("charge", charge)
            await ctx.step.run("receipt", send_receipt)
        finally:
            return "done"
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", charge)
        await ctx.step.run("receipt", send_receipt)
        return "done"
        ```

    Evidence:
        E1.4; sdk: _internal/step_lib/base.py (`ResponseInterrupt`). The proof runs both forms.
    """

    code = "ING603"
    name = "control-flow-in-finally"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{word}' in a 'finally' drops the interrupt that ends the request after a step: the run "
        "goes on as if the 'try' had come to its end"
    )

    def check(self, module: Module) -> Report:
        for jump in module.finally_blocks.jumps if module.functions else ():
            yield self.fault(jump, word=_WORDS[type(jump)])
