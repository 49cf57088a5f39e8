"""ING602 base-exception-around-step."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.narrowing import narrow
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Handler, Interrupt
from inngest_lint.model.managers import Manager
from inngest_lint.rule import FunctionRule, Report
from inngest_lint.sdk.errors import ROOTS
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

    Fix safety:
        Safe: no interrupt is an `Exception`, and the errors that are stay caught. Not offered where
        the class stands in a constant, where an `except` before gets every error, and where the
        clause is meant for an interrupt, or asks for cancellation or an exit.

    Evidence:
        E1.3, E1.6; sdk: _internal/step_lib/base.py (`ResponseInterrupt`). The proof runs both
        forms.
    """

    code = "ING602"
    name = "base-exception-around-step"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Catch `Exception`, which no interrupt is"
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
                message = messages[handler.interrupt]
                yield self.fault(handler.node, message=message, fix=partial(_catch, handler))
        for manager in function.managers:
            if manager.suppresses(catches_interrupts) and manager.around_steps:
                fix = partial(_suppress, manager)
                yield self.fault(manager.node, message=self.suppressed, fix=fix)


def _catch(handler: Handler, draft: Draft) -> None:
    if any(each.key in ROOTS for each in handler.arrivals.before):
        raise UnfixableError("nothing would be left for it")
    if handler.asks_for_no_exception:
        raise UnfixableError("it asks for what is no `Exception`")
    assert handler.node.type is not None
    narrow(draft, handler.types, handler.node.type)


def _suppress(manager: Manager, draft: Draft) -> None:
    if not manager.is_used_once:
        raise UnfixableError("it may be meant for other code as well")
    narrow(draft, manager.suppressed, manager.made_by)
