"""ING402 duplicate-function-id."""

from __future__ import annotations

from inngest_lint.project.function_ids import duplicates
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class DuplicateFunctionId(ProjectRule):
    """Two functions of one client have the same id: only the last one exists.

    What it does:
        Reports the `fn_id` of every function after the first that one client makes with this id, in
        whatever module.

    Why is this bad:
        `serve` keeps the functions in a dict by id, so that the later one silently takes the place
        of the earlier one, which never runs.

    Example:
        ```python
        @client.create_function(fn_id="sync", trigger=nightly)
        async def sync_invoices(ctx: inngest.Context) -> None: ...

        @client.create_function(fn_id="sync", trigger=hourly)
        async def sync_members(ctx: inngest.Context) -> None: ...
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="invoices-sync", trigger=nightly)
        async def sync_invoices(ctx: inngest.Context) -> None: ...

        @client.create_function(fn_id="members-sync", trigger=hourly)
        async def sync_members(ctx: inngest.Context) -> None: ...
        ```

    Evidence:
        E5. sdk: _internal/comm_lib/handler.py, `CommHandler.__init__`.
    """

    code = "ING402"
    name = "duplicate-function-id"
    kind = "error"
    since = "0.1.0"
    message = "function id '{id}' is that of '{other}' at {first} too; only the last one is served"

    def check(self, project: Project) -> ProjectReport:
        for each in duplicates(project):
            other = each.first.name
            first = each.first.written("fn_id")
            yield self.fault_at(each.place, id=each.id, other=other, first=first)
