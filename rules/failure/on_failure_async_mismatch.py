"""ING111 on-failure-async-mismatch."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class OnFailureAsyncMismatch(FunctionRule):
    """A function and its failure handler are not both async.

    What it does:
        Reports an `on_failure` that is no `async def` for a function that is one, and the reverse.
        A lambda is never async; `functools.partial` is what its function is. Silent where a
        decorator decides what is called, and where the handler is not known.

    Why is this bad:
        The SDK makes a function of the failure handler that runs as its function does, and
        refuses the two together: the module fails when it is imported.

    Example:
        ```python
        def tell(ctx: inngest.ContextSync) -> None: ...

        @client.create_function(fn_id="charge", trigger=trigger, on_failure=tell)
        async def charge(ctx: inngest.Context) -> None: ...
        ```

    Use instead:
        ```python
        async def tell(ctx: inngest.Context) -> None: ...

        @client.create_function(fn_id="charge", trigger=trigger, on_failure=tell)
        async def charge(ctx: inngest.Context) -> None: ...
        ```

    Evidence:
        E5; sdk: _internal/function.py. The proof makes the functions.
    """

    code = "ING111"
    name = "on-failure-async-mismatch"
    kind = "error"
    since = "0.1.0"
    message = (
        "{function!r} is async and its failure handler {handler} is not: the SDK refuses them "
        "when the module is imported"
    )
    sync_function = (
        "{function!r} is not async and its failure handler {handler} is: the SDK refuses them "
        "when the module is imported"
    )

    def check(self, function: Function) -> Report:
        given = function.argument("on_failure")
        if given is None:
            return
        is_async, handler_is = function.is_async, function.asyncness_of(given.value)
        if is_async is None or handler_is is None or is_async is handler_is:
            return
        message = self.message if is_async else self.sync_function
        handler = function.text(given.value)
        yield self.fault(given, message=message, function=function.name, handler=handler)
