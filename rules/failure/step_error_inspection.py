"""ING106 step-error-inspection."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class StepErrorInspection(FunctionRule):
    """An `except` around steps asks the error for what only the original error had.

    What it does:
        Reports `isinstance(err, ValueError)`, a class pattern and attributes like `err.response`
        or `err.__cause__` of an error that can only be an `inngest.StepError`: because the
        `except` names it, or because nothing but steps stands in the `try`.
        Silent where anything else in the `try` may raise such an error, where a step handler may
        raise a live `NonRetriableError` or `RetryAfterError`, and in step handlers.

    Why is this bad:
        A step's error crosses the network before the function gets it: what arrives is a
        `StepError` with the `name`, the `message` and the `stack` of the original. The test of its
        class is never true, and an attribute that it lacks is an `AttributeError`, for which the
        function is retried.

    Example:
        ```python
        try:
            await ctx.step.run("fetch", fetch)
        except inngest.StepError as err:
            if err.response.status_code == 404:
                return None
            raise
        ```

    Use instead:
        ```python
        try:
            await ctx.step.run("fetch", fetch)
        except inngest.StepError as err:
            if err.name == "NotFoundError":
                return None
            raise
        ```

    Evidence:
        E1.8; sdk: _internal/errors.py (`StepError`). The proof runs both forms.
    """

    code = "ING106"
    name = "step-error-inspection"
    kind = "error"
    since = "0.1.0"
    message = (
        "the error of a step is never {types}: it arrives as inngest.StepError, whose 'name' tells "
        "the class of the original"
    )
    attribute = (
        "'{name}' stays behind in the step: what arrives is an inngest.StepError, which has the "
        "name, the message and the stack of the original"
    )

    def check(self, function: Function) -> Report:
        for handler in function.handlers:
            if handler.name is None or handler.in_step or not handler.around_steps:
                continue
            for types in handler.error.types:
                if not handler.arrivals.may_be_any_of(types):
                    yield self.fault(types, types=function.text(types))
            for read in handler.error.reads:
                if handler.arrivals.may_have(read.attr.value):
                    continue
                if not handler.error.is_asked_before(read):
                    yield self.fault(read, message=self.attribute, name=read.attr.value)
