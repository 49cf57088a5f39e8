"""ING601 bare-except-around-step."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.draft import Draft
from inngest_lint.model.arrivals import ExceptClause
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Interrupt
from inngest_lint.rule import FunctionRule, Report


class BareExceptAroundStep(FunctionRule):
    """`except:` around steps swallows the SDK's control flow.

    What it does:
        Reports an `except:` whose `try` encloses a step, directly or through helpers.
        Silent where every path through it raises the caught error again, unless it first makes a
        step or sends an event itself.

    Why is this bad:
        The SDK ends a request by raising an interrupt, a `BaseException`, at the step that has
        just run. A bare `except` catches it on the first request of every run: the step's result
        is not memoized and the run goes on as if the step had failed. A step or a send in such an
        `except` runs although nothing failed.

    Example:
        ```python
        try:
            receipt = await ctx.step.run("charge", charge)
        except:
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
        Safe: no interrupt is an `Exception`, and the errors that are stay caught.

    Evidence:
        E1.2, E1.3, E3.12; sdk: _internal/step_lib/base.py (`ResponseInterrupt`). The proof runs
        both forms.
    """

    code = "ING601"
    name = "bare-except-around-step"
    kind = "error"
    since = "0.1.0"
    message = (
        "bare 'except' swallows the interrupt that ends the request after a step: the result is "
        "not memoized and the run goes on as if the step had failed"
    )
    fixes = "safe"
    fix_title = "Catch `Exception`, which no interrupt is"
    raises_another = (
        "bare 'except' turns the interrupt that ends the request after a step into an error: the "
        "result is not memoized and the run fails although the step succeeded"
    )
    runs_each_time = (
        "bare 'except' catches the interrupt that ends the request after a step: what it runs "
        "before 'raise' also runs when nothing failed"
    )

    def check(self, function: Function) -> Report:
        messages = {
            Interrupt.SWALLOWED: self.message,
            Interrupt.REPLACED: self.raises_another,
            Interrupt.DELAYED: self.runs_each_time,
        }
        for handler in function.handlers:
            if handler.is_bare and handler.interrupt is not None:
                fix = partial(_narrow, handler.node)
                yield self.fault(handler.node, message=messages[handler.interrupt], fix=fix)


def _narrow(handler: ExceptClause, draft: Draft) -> None:
    keyword = draft.offsets[handler][0] + len("except")
    draft.insert(keyword, f" {draft.reach('builtins.Exception', handler)}")
