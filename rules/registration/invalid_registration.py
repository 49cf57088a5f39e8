"""ING404 invalid-registration."""

from __future__ import annotations

from inngest_lint.project.project import Project
from inngest_lint.project.strangers import strangers
from inngest_lint.rule import ProjectReport, ProjectRule


class InvalidRegistration(ProjectRule):
    """A served list holds something that is no function of its client.

    What it does:
        Reports an element of a served list that is a module, an undecorated function, a constant, a
        function that another client made, or one with two `create_function` decorators.

    Why is this bad:
        The SDK asks each element for its id: what is no function fails when the app starts. A
        function of another client is served under that client's name, and is never called.

    Example:
        ```python
        from app.jobs import sync_invoices  # the module

        inngest.fast_api.serve(app, client, [sync_invoices])
        ```

    Use instead:
        ```python
        from app.jobs.sync_invoices import sync_invoices

        inngest.fast_api.serve(app, client, [sync_invoices])
        ```

    Evidence:
        E5, E7. sdk: _internal/comm_lib/handler.py, `CommHandler.__init__`.
    """

    code = "ING404"
    name = "invalid-registration"
    kind = "error"
    since = "0.1.0"
    message = "'{name}' is {what}: it cannot be served here"

    def check(self, project: Project) -> ProjectReport:
        for place, name, what, made in strangers(project):
            if made is None:
                yield self.fault_at(place, name=name, what=what)
            else:
                message = self.message.replace("{what}", "{what} ({made})")
                yield self.fault_at(place, message=message, name=name, what=what, made=made)
