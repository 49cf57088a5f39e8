"""ING505 gather-results-leave-step."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class GatherResultsLeaveStep(ModuleRule):
    """A step handler returns the results of a gather with the exceptions among them.

    What it does:
        Reports each `return` of a step handler, or its lambda, that gives back the results of
        `asyncio.gather(…, return_exceptions=True)` as they are: the list, a copy or a slice of
        it, a dictionary of it, also inside another value and through helpers of the file. Silent
        once a test has raised every exception, and where code elsewhere gets the list.

    Why is this bad:
        An exception is not JSON: when one call has failed, the SDK cannot store what the step
        returns. The step fails, and each retry makes all the calls again.

    Example:
        ```python
        async def charge_both() -> list[object]:
            return await asyncio.gather(charge_card(), charge_bank(), return_exceptions=True)
        ```

    Use instead:
        ```python
        async def charge_both() -> list[object]:
            results = await asyncio.gather(charge_card(), charge_bank(), return_exceptions=True)
            return [f"error: {r}" if isinstance(r, BaseException) else r for r in results]
        ```

    Evidence:
        The proof counts the calls that are made again, and reads the error of the run.
    """

    code = "ING505"
    name = "gather-results-leave-step"
    kind = "error"
    since = "0.1.0"
    message = (
        "the step returns what gather gave, exceptions included: they are not JSON, so that the "
        "step fails and every call is made again"
    )

    def check(self, module: Module) -> Report:
        if module.kept_errors.exist:
            for returned in module.leaking_returns:
                if module.is_reached(returned):
                    yield self.fault(returned)
