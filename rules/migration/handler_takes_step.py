"""ING801 handler-takes-step."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.parameters import remove_parameters, replace_uses
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.model.signatures import GivenHandler
from inngest_lint.rule import ModuleRule, Report


class HandlerTakesStep(ModuleRule):
    """A handler asks for the step as well as for the context, as SDK 0.4 gave it.

    What it does:
        Reports the handlers of functions and of their failures whose call must give both a `ctx`
        and a `step`, wherever in the project the function is made of them, in projects that run
        or may run on SDK 0.5: as their lock files, requirements or `pyproject.toml` say.
        Silent where the step has a default, and where a decorator gives it.

    Why is this bad:
        SDK 0.5 calls a handler with the context alone. It never runs: each run fails with a
        `TypeError` after all its retries, and nothing says so before.

    Example:
        ```python
        async def charge(ctx: inngest.Context, step: inngest.Step) -> None:
            await step.run("charge", charge_card)
        ```

    Use instead:
        ```python
        async def charge(ctx: inngest.Context) -> None:
            await ctx.step.run("charge", charge_card)
        ```

    Fix safety:
        Unsafe: code of other modules, tests above all, may call the handler as SDK 0.4 did. Not
        offered where this module does, where names stand in the way, and where the context is not
        the only other parameter.

    Settings:
        `inngest-version`: the version that the project runs on, instead of what it pins.

    Evidence:
        E4.17. The proof runs both forms.
    """

    code = "ING801"
    name = "handler-takes-step"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Take the step from the context"
    message = (
        "'{name}' asks for the step: SDK 0.5 gives a handler the context alone, so that every run "
        "fails; use 'ctx.step'"
    )

    def check(self, module: Module) -> Report:
        handlers = list(module.handlers_with_step)
        if handlers and module.sdk_version >= (0, 5):
            for handler in handlers:
                function = handler.function
                name = function.name.value if isinstance(function, cst.FunctionDef) else "a lambda"
                yield self.fault(function, fix=partial(_take_step, module, handler), name=name)


def _take_step(module: Module, handler: GivenHandler, draft: Draft) -> None:
    """Takes the step from the context instead of a parameter."""
    step, given = module.step_parameter(handler), handler.every[handler.bound :]
    others = [each for each in given if each is not step]
    if step is None or handler.held.keywords or handler.held.positional or len(others) != 1:
        raise UnfixableError("it is not told which parameter is the context")
    if handler.wrapped or module.calls_of(handler.function):
        raise UnfixableError("other code calls it")
    replace_uses(draft, handler.function, step, others[0], "step")
    remove_parameters(draft, handler.function, [step], positional=others)
