"""ING605 side-effect-in-finally."""

from __future__ import annotations

from inngest_lint.model.body.judges import SideEffects
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class SideEffectInFinally(ModuleRule):
    """A `finally` around steps works on the outside world.

    What it does:
        Reports calls that are known to reach out of the process (HTTP, databases, queues, mail,
        other processes, changes of files), themselves or through helpers of the project, in a
        `finally` whose `try`, or one of whose other branches, makes a step. Silent in step
        handlers, where a flag that the end of the `try` sets leads to it, and for what closes what
        the request has opened. Steps in a `finally` are ING604.

    Why is this bad:
        Every request ends with an interrupt that passes the `finally`: with two steps it runs
        three times, the first time before the second step has begun. A file that the next step
        needs is gone, a session that it uses is closed.

    Example:
        ```python
        try:
            await ctx.step.run("measure", measure)
            await ctx.step.run("report", report)
        finally:
            httpx.delete(SESSION)
        ```

    Use instead:
        ```python
        try:
            await ctx.step.run("measure", measure)
            await ctx.step.run("report", report)
        except inngest.StepError:
            await ctx.step.run("close-failed", close_session)
            raise
        await ctx.step.run("close", close_session)
        ```

    Settings:
        `side-effects`: more calls that reach out, by their dotted names.
        `pure`: calls that do not, whatever they do.

    Evidence:
        E1.5. The proof counts the requests that are sent.
    """

    code = "ING605"
    name = "side-effect-in-finally"
    kind = "warning"
    since = "0.1.0"
    message = (
        "{what} in a 'finally' around steps: '{name}' runs in every request, before the next step"
    )
    through = (
        "{what} in a 'finally' around steps: '{name}' runs in every request, before the next step "
        "({chain})"
    )

    def check(self, module: Module) -> Report:
        deeds = module.whole_deeds(SideEffects)
        for call in module.finally_blocks.calls if module.functions else ():
            if module.reach.may_make_steps(call):
                continue
            for deed in deeds.behind(call):
                yield self.fault_by(
                    call, deed.chain, what=deed.what, name=deed.chain.reasons[0].name
                )
