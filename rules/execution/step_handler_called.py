"""ING608 step-handler-called."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.model.names.uncallable import COROUTINE
from inngest_lint.model.reasons import called
from inngest_lint.rule import ModuleRule, Report


class StepHandlerCalled(ModuleRule):
    """A step is given what a function gives, where the function itself belongs.

    What it does:
        Reports a step handler that is a call, awaited or not, of a function of the project, of the
        SDK or of the standard library that is known to give something that cannot be called: a
        coroutine, a string, `None`. A function that is a step handler elsewhere counts as well.
        Silent where the call may make a function: `functools.partial`, factories, objects.

    Why is this bad:
        The call stands outside the step: it is done again in every request and attempt, or never if
        it is a coroutine. The step then fails, because it cannot call what it got.

    Example:
        ```python
        await ctx.step.run("charge", charge(invoice))
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", charge, invoice)
        ```

    Evidence:
        E4.3, E4.3b. The proof runs both forms.
    """

    code = "ING608"
    name = "step-handler-called"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{name}' is called outside the step, in every request, and the step gets {what} instead "
        "of a function: the run fails"
    )
    coroutine = (
        "the step gets a coroutine of '{name}' instead of the function: it is never awaited, and "
        "the run fails"
    )

    def check(self, module: Module) -> Report:
        for run in module.step_handlers.runs if module.functions else ():
            handler = run.handler
            given = module.bindings.expression(handler.value) if handler is not None else None
            awaited = type(given) is cst.Await
            call = given.expression if type(given) is cst.Await else given
            if handler is None or type(call) is not cst.Call:
                continue
            what = module.uncallable.given_by(call, awaited=awaited)
            if what is None and self._is_handler(call, module):
                what = "what that returns"
            if what is not None:
                message = self.coroutine if what == COROUTINE else self.message
                name = called(call)
                yield self.fault(handler, message=message, name=name, what=what)

    def _is_handler(self, call: cst.Call, module: Module) -> bool:
        """Whether another step is given the function itself that is called here."""
        called = module.values.definition(call.func)
        return called is not None and module.step_handlers.is_one(called)
