"""ING803 removed-api."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class RemovedApi(ModuleRule):
    """Something is used that the SDK had once.

    What it does:
        Reports `event.user`, `inngest.FunctionID` and `inngest.Output`, modules that have moved,
        keywords that are unknown now, and hooks of a middleware that nobody calls, where the
        version that the project pins does not have them.
        Silent where the code asks first, or expects an `AttributeError` or an `ImportError`.

    Why is this bad:
        What is gone raises an error when the run comes to it, and the run fails after all its
        retries. A hook is not called, and nothing says so.

    Example:
        ```python
        user = ctx.event.user["id"]
        ```

    Use instead:
        ```python
        user = ctx.event.data["user"]["id"]
        ```

    Settings:
        `inngest-version`: the version that the project runs on, instead of what it pins.

    Evidence:
        The proof runs both forms.
    """

    code = "ING803"
    name = "removed-api"
    kind = "error"
    since = "0.1.0"
    message = "'{what}' is gone since SDK {version}: {instead}"

    def check(self, module: Module) -> Report:
        used = list(module.migration.gone)
        newest = module.sdk_version if used else None
        for node, what, gone in used:
            if newest is not None and newest >= gone.since:
                version = ".".join(map(str, gone.since))
                yield self.fault(node, what=what, version=version, instead=gone.instead)
