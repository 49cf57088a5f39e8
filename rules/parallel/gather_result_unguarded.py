"""ING503 gather-result-unguarded."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class GatherResultUnguarded(ModuleRule):
    """A result that may be an exception is used as a value.

    What it does:
        Follows the results of `asyncio.gather(…, return_exceptions=True)` through names, indices,
        loops, `zip` and dictionaries, and reports each use that an exception does not allow: an
        attribute, an item, a call, arithmetic, iteration, an argument, a `return` from a step
        handler. Silent behind an `isinstance`, a `match`, `any(isinstance(…) …)` that leaves, a
        helper that tests, and a helper whose code is elsewhere. Judges the code that functions of
        the file run.

    Why is this bad:
        When one call fails, the step fails with an `AttributeError` or a `TypeError` that hides
        the real error, and each retry makes all the calls again, those that succeeded too.

    Example:
        ```python
        medical, dental = await asyncio.gather(
            check_medical(), check_dental(), return_exceptions=True
        )
        return medical.covered and dental.covered
        ```

    Use instead:
        ```python
        medical, dental = await asyncio.gather(
            check_medical(), check_dental(), return_exceptions=True
        )
        for result in (medical, dental):
            if isinstance(result, BaseException):
                raise result
        return medical.covered and dental.covered
        ```

    Evidence:
        The proof counts the calls that are made again, and reads the error that is left.
    """

    code = "ING503"
    name = "gather-result-unguarded"
    kind = "error"
    since = "0.1.0"
    message = "{result} may be an exception, which gather has returned, and is {how} untested"

    def check(self, module: Module) -> Report:
        for use in module.kept_errors.unguarded_uses():
            if module.is_reached(use.node):
                result = " ".join(module.tree.text(use.node).split())
                yield self.fault(use.node, result=f"'{result}'", how=use.how)
