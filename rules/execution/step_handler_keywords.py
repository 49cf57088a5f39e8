"""ING609 step-handler-keywords."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import append_argument, remove_argument, wrap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.flow.reach import StepRun
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

    Fix safety:
        Safe: the step fails as it is. Not offered where the handler is a lambda or a keyword.

    Evidence:
        E4.4; sdk: _internal/step_lib/step_async.py. The proof runs both forms.
    """

    code = "ING609"
    name = "step-handler-keywords"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Bind them with `functools.partial`"
    message = (
        "'step.run' takes no keyword '{keyword}' and hands none on: the run fails before the step "
        "handler runs; use 'functools.partial'"
    )

    def check(self, module: Module) -> Report:
        for run in module.step_handlers.runs if module.functions else ():
            for keyword, argument in run.arguments.keywords.items():
                if keyword not in STEP_RUN_KEYWORDS:
                    yield self.fault(argument, keyword=keyword, fix=partial(_bind, run))
                    break


def _bind(run: StepRun, draft: Draft) -> None:
    """Puts the step handler, and all that is meant for it, into a `functools.partial`."""
    handler = run.handler
    if handler is None or handler.keyword is not None or not run.arguments.complete:
        raise UnfixableError("what the handler gets is not known")
    if isinstance(handler.value, cst.Lambda):
        raise UnfixableError("a lambda hardly takes keywords")
    args = run.call.args
    first = args.index(handler)
    own = [arg for arg in args[first:] if arg.keyword and arg.keyword.value in STEP_RUN_KEYWORDS]
    rest = [arg for arg in args[first:] if arg not in own]
    wrap(draft, rest, draft.reach("functools.partial", run.call))
    between = bool(own) and args.index(own[0]) < args.index(rest[-1])
    for arg in own if between else ():
        remove_argument(draft, run.call, arg)
        append_argument(draft, run.call, draft.source(arg))
