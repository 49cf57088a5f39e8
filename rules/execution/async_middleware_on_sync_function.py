"""ING616 async-middleware-on-sync-function."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class AsyncMiddlewareOnSyncFunction(ModuleRule):
    """A sync function has async middleware.

    What it does:
        Reports the `middleware=` of a function, or of a client one of whose functions in the
        project is sync, that holds a subclass of `inngest.Middleware`. Subclasses of
        `inngest.MiddlewareSync` suit both kinds of functions.

    Why is this bad:
        The SDK refuses async middleware in a sync function, whatever its hooks are: every attempt
        fails with "encountered async middleware in non-async context".

    Example:
        ```python
        class Audit(inngest.Middleware):
            async def before_execution(self) -> None: ...
        ```

    Use instead:
        ```python
        class Audit(inngest.MiddlewareSync):
            def before_execution(self) -> None: ...
        ```

    Evidence:
        E6.7; sdk: _internal/middleware_lib/manager.py. The proof runs both forms.
    """

    code = "ING616"
    name = "async-middleware-on-sync-function"
    kind = "error"
    since = "0.1.0"
    message = (
        "middleware '{middleware}' is async and function '{function}' is sync: the SDK refuses "
        "every run of it; use 'inngest.MiddlewareSync'"
    )

    def check(self, module: Module) -> Report:
        for argument, refused in module.refused_middleware:
            yield self.fault(argument, middleware=refused.middleware, function=refused.function)
