"""ING403 failure-id-collision."""

from __future__ import annotations

from inngest_lint.project.function_ids import collisions
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class FailureIdCollision(ProjectRule):
    """A function has the id that the SDK gives the `on_failure` handler of another.

    What it does:
        Reports the `fn_id="x-failure"` of a function beside one of the same client with
        `fn_id="x"` and an `on_failure`.

    Why is this bad:
        The SDK registers an `on_failure` handler as a function of its own with the id of its
        function and `-failure` behind it. Of two functions with one id only one is called.

    Example:
        ```python
        @client.create_function(fn_id="sync", trigger=nightly, on_failure=tell)
        async def sync(ctx: inngest.Context) -> None: ...

        @client.create_function(fn_id="sync-failure", trigger=failed)
        async def repair(ctx: inngest.Context) -> None: ...
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="sync-repair", trigger=failed)
        async def repair(ctx: inngest.Context) -> None: ...
        ```

    Evidence:
        E5. sdk: _internal/function.py, `Function.on_failure_fn_id`.
    """

    code = "ING403"
    name = "failure-id-collision"
    kind = "error"
    since = "0.1.0"
    message = "function id '{id}' is also that of the on_failure handler of '{other}' at {first}"

    def check(self, project: Project) -> ProjectReport:
        for each in collisions(project):
            other = each.first.name
            first = each.first.written("on_failure")
            yield self.fault_at(each.place, id=each.id, other=other, first=first)
