"""ING602 base-exception-around-step."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Interrupt
from inngest_lint.rule import FunctionRule, Report
from inngest_lint.sdk.names import catches_interrupts


class BaseExceptionAroundStep(FunctionRule):
    """`except BaseException` around steps swallows the SDK's control flow.

    What it does:
        Reports an `except` whose `try` encloses a step and that names `BaseException`, alone or
        among others, or an interrupt of the SDK; and `contextlib.suppress(BaseException)` around
        steps. Silent where every path through the `except` raises the caught error again, unless
        it first makes a step or sends an event itself.

    Why is this bad:
        The SDK ends a request by raising an interrupt, a `BaseException`, at the step that has
        just run. What catches it takes a step that succeeded for one that failed: its result is
        not memoized and the run goes on in its `except`.

    Example:
        ```python
        try:
            receipt = await ctx.step.run("charge", charge)
        except BaseException:
            receipt = None
        ```

    Use instead:
        ```python
        try:
            receipt = await ctx.step.run("charge", charge)
        except inngest.StepError:
            receipt = None
        ```

    Evidence:
        E1.3, E1.6; sdk: _internal/step_lib/base.py (`ResponseInterrupt`). The proof runs both
        forms.
    """

    code = "ING602"
    name = "base-exception-around-step"
    kind = "error"
    since = "0.1.0"
    message = (
        "this 'except' swallows the interrupt that ends the request after a step: the result is "
        "not memoized and the run goes on as if the step had failed"
    )
    raises_another = (
        "this 'except' turns the interrupt that ends the request after a step into an error: the "
        "result is not memoized and the run fails although the step succeeded"
    )
    runs_each_time = (
        "this 'except' catches the interrupt that ends the request after a step: what it runs "
        "before 'raise' also runs when nothing failed"
    )
    suppressed = (
        "'suppress' swallows the interrupt that ends the request after a step: the result is not "
        "memoized and the run goes on as if the step had failed"
    )

    def check(self, function: Function) -> Report:
        messages = {
            Interrupt.SWALLOWED: self.message,
            Interrupt.REPLACED: self.raises_another,
            Interrupt.DELAYED: self.runs_each_time,
        }
        for handler in function.handlers:
            if handler.names_interrupts and handler.interrupt is not None:
                yield self.fault(handler.node, message=messages[handler.interrupt])
        for manager in function.managers:
            if manager.suppresses(catches_interrupts) and manager.around_steps:
                yield self.fault(manager.node, message=self.suppressed)
