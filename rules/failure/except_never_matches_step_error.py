"""ING105 except-never-matches-step-error."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class ExceptNeverMatchesStepError(FunctionRule):
    """An `except` around steps names a class of which no error arrives.

    What it does:
        Reports an `except` of classes like `ValueError`, `httpx.HTTPError` or one of the project
        whose `try` does nothing that could raise them but run steps. `NonRetriableError` and
        `RetryAfterError` are such classes where no step handler in the `try` raises them.
        Silent where anything else in the `try` may raise them, or is not known.

    Why is this bad:
        What a step handler raises stays in the step: it is retried, and when its attempts are over
        the function gets an `inngest.StepError` with the name, the message and the stack of the
        original. The `except` is dead: its fallback never runs, its failure event is never sent.

    Example:
        ```python
        try:
            rate = await ctx.step.run("load-rate", load_rate)
        except ValueError:
            rate = 1.0
        ```

    Use instead:
        ```python
        try:
            rate = await ctx.step.run("load-rate", load_rate)
        except inngest.StepError as err:
            if err.name != "ValueError":
                raise
            rate = 1.0
        ```

    Evidence:
        E1.9. The proof runs both forms.
    """

    code = "ING105"
    name = "except-never-matches-step-error"
    kind = "error"
    since = "0.1.0"
    message = (
        "'except {classes}' never runs: what fails in a step arrives as inngest.StepError, and "
        "nothing else in this 'try' raises it"
    )

    def check(self, function: Function) -> Report:
        for handler in function.handlers:
            if handler.is_bare or handler.catches_all or handler.in_step:
                continue
            arrivals = handler.arrivals
            if handler.around_steps and not any(map(arrivals.may_be, arrivals.classes)):
                type_ = handler.node.type
                yield self.fault(handler.node, classes=function.text(type_) if type_ else "")
