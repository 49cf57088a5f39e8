"""ING504 gather-guard-too-narrow."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class GatherGuardTooNarrow(ModuleRule):
    """The test of a result for an exception lets `CancelledError` through.

    What it does:
        Reports `isinstance(result, Exception)` for a result of
        `asyncio.gather(…, return_exceptions=True)`, also in a tuple, under another name and in a
        predicate of the file. Silent where the same result is tested for `BaseException` or
        `CancelledError` too, or only used where it has the type of a value.

    Why is this bad:
        `asyncio.CancelledError` is a `BaseException` and no `Exception`: a call that was cancelled
        passes the test, and its exception is counted or used as a value.

    Example:
        ```python
        results = await asyncio.gather(*calls, return_exceptions=True)
        rows = [r for r in results if not isinstance(r, Exception)]
        ```

    Use instead:
        ```python
        results = await asyncio.gather(*calls, return_exceptions=True)
        rows = [r for r in results if not isinstance(r, BaseException)]
        ```

    Fix safety:
        Safe: what passed the test still does, and `CancelledError` with it. Not offered where the
        classes have a name of their own (`ERRORS`), which other tests may use.

    Evidence:
        The proof cancels a call, and finds its exception among the values.
    """

    code = "ING504"
    name = "gather-guard-too-narrow"
    kind = "warning"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Test for `BaseException`"
    message = "CancelledError is no Exception and passes this test as a value: use BaseException"

    def check(self, module: Module) -> Report:
        for tested in module.kept_errors.narrow_tests():
            if module.is_reached(tested):
                is_class = module.values.symbol(tested) == "builtins.Exception"
                fix = partial(_widen, tested) if is_class else None
                yield self.fault(tested, fix=fix)


def _widen(tested: cst.BaseExpression, draft: Draft) -> None:
    """Names the wider class where the test names `Exception`, or another name for it."""
    if isinstance(tested, cst.Attribute) and tested.attr.value == "Exception":
        draft.put(tested.attr, "BaseException")
    else:
        draft.put(tested, draft.reach("builtins.BaseException", tested))
