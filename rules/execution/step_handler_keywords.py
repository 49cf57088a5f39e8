"""ING609 step-handler-keywords."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.sdk.names import STEP_RUN_KEYWORDS


class StepHandlerKeywords(ModuleRule):
    """A step is given keywords that are meant for its handler.

    What it does:
        Reports the first keyword of a `step.run`, or of a `functools.partial` of it, that is not
        `step_id`, `handler` or `output_type`. What a `**` holds is not known.

    Why is this bad:
        `step.run` hands only positional arguments on to its handler. Any other keyword is a
        `TypeError` on every attempt, before the handler runs.

    Example:
        ```python
        await ctx.step.run("encode", encode, "intro", codec="av1")
        ```

    Use instead:
        ```python
        await ctx.step.run("encode", functools.partial(encode, "intro", codec="av1"))
        ```

    Evidence:
        E4.4; sdk: _internal/step_lib/step_async.py. The proof runs both forms.
    """

    code = "ING609"
    name = "step-handler-keywords"
    kind = "error"
    since = "0.1.0"
    message = (
        "'step.run' takes no keyword '{keyword}' and hands none on: the run fails before the step "
        "handler runs; use 'functools.partial'"
    )

    def check(self, module: Module) -> Report:
        for run in module.step_handlers.runs if module.functions else ():
            for keyword, argument in run.arguments.keywords.items():
                if keyword not in STEP_RUN_KEYWORDS:
                    yield self.fault(argument, keyword=keyword)
                    break
