"""ING115 step-handler-swallows."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepHandlerSwallows(ModuleRule):
    """A step handler turns its failure into a value, and the step has succeeded.

    What it does:
        Reports an `except Exception` in a step handler, or in a helper of one, that only logs,
        passes, assigns or returns. Silent for narrower classes, behind a test of the error, for
        other work in its place, in a loop over items, around mere calculations, and where the code
        behind it, or the function, raises or falls back for the value.

    Why is this bad:
        A step that returns is memoized: it is not retried, though the next attempt might have
        succeeded, and the run goes on with None or an empty list for good.

    Example:
        ```python
        async def load_rates() -> dict[str, float] | None:
            try:
                return await bank.rates()
            except Exception:
                return None
        ```

    Use instead:
        ```python
        async def load_rates() -> dict[str, float]:
            return await bank.rates()
        ```

    Evidence:
        sdk: _internal/step_lib/step_async.py, `Step.run`. The proof counts the attempts.
    """

    code = "ING115"
    name = "step-handler-swallows"
    kind = "warning"
    default = False
    since = "0.1.0"
    message = (
        "a failure here becomes the result of the step: it is memoized as a success and never "
        "retried"
    )

    def check(self, module: Module) -> Report:
        for handler in module.step_errors.swallowed:
            yield self.fault(handler.node)
