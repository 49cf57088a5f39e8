"""ING607 step-not-awaited."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.awaiting import add_await
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.flow.awaits import Fate
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepNotAwaited(ModuleRule):
    """A step of an async function is not awaited.

    What it does:
        Reports every `ctx.step.*` and `ctx.group.parallel` in an `async def` whose coroutine is
        neither awaited, itself or by a name, nor handed on to something that can await it. A
        `return` of it is reported too: the SDK does not await what a function returns.

    Why is this bad:
        The step never runs. The run goes on without it and is reported Completed, or fails
        because a coroutine is no result.

    Example:
        ```python
        ctx.step.run("charge", charge)
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", charge)
        ```

    Fix safety:
        Safe: the step does not run as it is. Not offered where nothing can be awaited, as in a
        lambda or a generator, where the step stands in the handler of another or as one, and where
        a caller awaits what the function around it returned.

    Evidence:
        E4.1, E4.2. The proof counts how often the step handler ran.
    """

    code = "ING607"
    name = "step-not-awaited"
    kind = "error"
    since = "0.1.0"
    message = "this step is not awaited: it never runs, and the run goes on without it"
    fixes = "safe"
    fix_title = "Await the step"
    returned = "this step is returned but not awaited: it never runs, and the run fails"

    def check(self, module: Module) -> Report:
        for call in (*module.step_calls, *module.handed_back(module.step_calls)):
            if not module.awaits.is_async(call):
                continue
            fate = module.awaits.fate(call)
            if fate is Fate.DROPPED:
                yield self.fault(call, fix=partial(_await, module, call, fate))
            elif (fate is Fate.RETURNED and not module.is_awaited_twice(call)) or (
                fate is Fate.RETURNED_INSIDE and _is_in_handler(module, call)
            ):
                fix = partial(_await, module, call, fate)
                yield self.fault(call, message=self.returned, fix=fix)


def _is_in_handler(module: Module, call: cst.Call) -> bool:
    function = module.scopes.function_of(call)
    return function is not None and any(each.handler is function for each in module.declarations)


def _await(module: Module, call: cst.Call, fate: Fate, draft: Draft) -> None:
    handlers = (run.handler for run in module.step_handlers.runs)
    if any(each is not None and each.value is call for each in handlers):
        raise UnfixableError("it stands as a step handler")
    if module.step_handlers.holds(call):
        raise UnfixableError("a step may not be made in a step")
    if fate is Fate.RETURNED and not module.is_awaited_once(call):
        raise UnfixableError("who calls the function may await what it returns")
    add_await(draft, call)
