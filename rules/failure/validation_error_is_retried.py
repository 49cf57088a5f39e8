"""ING113 validation-error-is-retried."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.body.refusals import retried_refusals
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class ValidationErrorIsRetried(ModuleRule):
    """Data of the event that will never be right is refused with a retriable error.

    What it does:
        Reports `raise ValueError(...)`, `TypeError`, `LookupError` and classes derived from these
        where the event's data alone decides that it is raised, in functions, their helpers and
        step handlers. Silent where anything else has a say, where the error is caught again, and
        where there is no second attempt.

    Why is this bad:
        The event is the same with every attempt: the function does its work once for each of its
        retries, and the failure is told minutes later.

    Example:
        ```python
        if "invoice" not in ctx.event.data:
            raise ValueError("no invoice")
        ```

    Use instead:
        ```python
        if "invoice" not in ctx.event.data:
            raise inngest.NonRetriableError("no invoice")
        ```

    Fix safety:
        Unsafe: the error has another class. Not offered for errors of the project, which should
        rather inherit from `NonRetriableError`, and where the error is given more than a text.

    Evidence:
        https://www.inngest.com/docs/features/inngest-functions/error-retries/inngest-errors. The
        proof counts the attempts.
    """

    code = "ING113"
    name = "validation-error-is-retried"
    kind = "warning"
    default = False
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Raise `NonRetriableError`"
    message = (
        "{error} for the event's data is retried, though the data stays what it is: use "
        "NonRetriableError"
    )

    def check(self, module: Module) -> Report:
        for node, error in retried_refusals(module) if module.functions else ():
            fix = partial(_make_final, node)
            yield self.fault(node, fix=fix, error=error.name.removeprefix("builtins."))


def _make_final(node: cst.Raise, draft: Draft) -> None:
    error, code = node.exc, draft.code
    if error is None:
        raise UnfixableError("the error comes from elsewhere")
    cls, args = (error.func, error.args) if isinstance(error, cst.Call) else (error, ())
    if not code.values.symbol(cls).startswith("builtins."):
        raise UnfixableError("it is an error of the project")
    if len(args) > 1 or any(a.star or code.shapes.of(a.value) != "a string" for a in args):
        raise UnfixableError("it is given more than a text")
    draft.put(cls, draft.reach("inngest.NonRetriableError", node))
    fit(draft, error)
