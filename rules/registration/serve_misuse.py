"""ING405 serve-misuse."""

from __future__ import annotations

from inngest_lint.project.misuse import misuses
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectReport, ProjectRule


class ServeMisuse(ProjectRule):
    """A `serve` or `connect` that cannot work as it is called.

    What it does:
        Reports a call with too few or too many arguments or with arguments in another order than
        the framework's `serve` wants, `path(…, inngest.django.serve(…))`, a second `serve` in one
        app with the same path, and an empty list.

    Why is this bad:
        FastAPI finds the routes of the first `serve` and never reaches the second, Flask refuses
        it, Django refuses a route as a view. With an empty list there is nothing to run.

    Example:
        ```python
        inngest.fast_api.serve(app, client, billing_functions)
        inngest.fast_api.serve(app, client, media_functions)
        ```

    Use instead:
        ```python
        inngest.fast_api.serve(app, client, [*billing_functions, *media_functions])
        ```

    Evidence:
        E5, E7.
    """

    code = "ING405"
    name = "serve-misuse"
    kind = "error"
    since = "0.1.0"
    message = "{what}"

    def check(self, project: Project) -> ProjectReport:
        for misuse in misuses(project):
            if misuse.other is None:
                yield self.fault_at(misuse.call, what=misuse.what)
            else:
                yield self.fault_at(misuse.call, message=misuse.what, other=misuse.other)
