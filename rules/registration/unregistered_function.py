"""ING401 unregistered-function."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.registration import register
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule, ProjectUnresolved


class UnregisteredFunction(ProjectRule):
    """A function stands in no list that is served: it never runs.

    What it does:
        Reports a function that reaches no `serve` and no `connect` of the project, whatever way its
        list is made: literals, sums, `append`, factories, decorators that register, code that looks
        through modules. A project that serves nothing at all is left in peace, as a library of
        functions is served elsewhere.

    Why is this bad:
        Inngest learns of functions from the list that is served. Of one that is left out it knows
        nothing: its cron never fires and its events are ignored, without an error anywhere.

    Example:
        ```python
        inngest.fast_api.serve(app, client, [sync_invoices])  # and `charge_cards`?
        ```

    Use instead:
        ```python
        inngest.fast_api.serve(app, client, [sync_invoices, charge_cards])
        ```

    Fix safety:
        Unsafe: the function begins to run, and so may what its module does when it is imported.
        Offered where the list is written out and the import closes no circle.

    Evidence:
        sdk: _internal/comm_lib/handler.py keeps the functions of the list and no others. The proofs
        of the framework fixtures call a forgotten function: it is not found.
    """

    code = "ING401"
    name = "unregistered-function"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Add '{function}' to {name} ({list})"
    message = (
        "function '{function}' is in no list that is served, so it never runs; "
        "add it to {name} ({list})"
    )

    def check(self, project: Project) -> ProjectReport:
        registry = project.registry
        if not registry.all:
            return
        for function in project.functions:
            if registry.is_registered(function):
                continue
            doubt = registry.doubt(function)
            if doubt is not None:
                yield ProjectUnresolved(function.at, f"a served list may hold it: {doubt.reason}")
                continue
            served = registry.list_for(function)
            if served is None:
                message = self.message.removesuffix("; add it to {name} ({list})")
                yield self.fault_at(function.at, message=message, function=function.name)
            else:
                yield self.fault_at(
                    function.at,
                    fix=partial(register, function, served.place),
                    function=function.name,
                    name=served.name,
                    list=served.place,
                )
