"""ING107 reraise-as-retriable."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.failure.final_error import raise_final_error
from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class ReraiseAsRetriable(FunctionRule):
    """An `except` around steps raises an ordinary error in the place of a step's final one.

    What it does:
        Reports `raise Other(...)`, with or without `from`, in an `except` that gets the errors of
        failed steps. Silent where the new error is a `NonRetriableError` or a `RetryAfterError`,
        where it is caught again before it leaves the function, and where there is no second
        attempt: with `retries=0` and in failure handlers.

    Why is this bad:
        When a step's error arrives, the step has had all its attempts, and the `StepError` ends
        the run. Any other error is retriable: the function is called again, once for each of its
        retries, does everything outside of steps again, and ends where it ended before.

    Example:
        ```python
        except inngest.StepError as err:
            raise BillingError("not charged") from err
        ```

    Use instead:
        ```python
        except inngest.StepError as err:
            raise inngest.NonRetriableError("not charged") from err
        ```

    Fix safety:
        Unsafe: code elsewhere may look for the class of the error. Offered for an error that is
        made at the `raise` of a message alone.

    Evidence:
        E2.7. The proof counts the attempts.
    """

    code = "ING107"
    name = "reraise-as-retriable"
    kind = "warning"
    since = "0.1.0"
    message = (
        "{error} takes the place of a step's final error and is retriable: the function starts "
        "again after the step has had all its attempts; use a bare 'raise' or NonRetriableError"
    )
    fixes = "unsafe"
    fix_title = "Raise a `NonRetriableError` instead"

    def check(self, function: Function) -> Report:
        for handler in function.handlers:
            if handler.in_step or not handler.around_steps or not handler.arrivals.are_replaced:
                continue
            if handler.arrivals.are_of_steps and not function.has_one_attempt:
                for node, error in handler.arrivals.retriable_raises:
                    name = error.name.removeprefix("builtins.")
                    fix = partial(raise_final_error, handler, node, error)
                    yield self.fault(node, error=name, fix=fix)
