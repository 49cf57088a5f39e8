"""ING114 transient-error-made-final."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class TransientErrorMadeFinal(ModuleRule):
    """A step handler declares final whatever goes wrong in the call of a service.

    What it does:
        Reports a `NonRetriableError` that an `except Exception` always raises, in a step handler
        or a helper of one, around a call that reaches out of the process. Silent where a test of
        the error comes first, where a clause before it lets the service's errors pass, and where
        there is no second attempt.

    Why is this bad:
        A service that is busy once will answer the next attempt. There is none: the step fails
        for good, and the run with it.

    Example:
        ```python
        try:
            return httpx.get(RATES).raise_for_status().json()
        except Exception as err:
            raise inngest.NonRetriableError("no rates") from err
        ```

    Use instead:
        ```python
        try:
            return httpx.get(RATES).raise_for_status().json()
        except httpx.HTTPStatusError as err:
            if err.response.status_code == 404:
                raise inngest.NonRetriableError("no rates") from err
            raise
        ```

    Settings:
        `side-effects`: more calls that reach out, by their dotted names.

    Evidence:
        https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors. The
        proof counts the attempts.
    """

    code = "ING114"
    name = "transient-error-made-final"
    kind = "warning"
    default = False
    since = "0.1.0"
    message = (
        "whatever goes wrong in this 'try' is made final ({chain}): a service that is busy for a "
        "moment fails the run without another attempt"
    )

    def check(self, module: Module) -> Report:
        for node, chain in module.step_errors.made_final:
            yield self.fault(node, chain=chain)
