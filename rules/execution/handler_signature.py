"""ING612 handler-signature."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class HandlerSignature(ModuleRule):
    """A handler cannot be called with the context alone.

    What it does:
        Reports the handler of a function or of its failure that takes no positional argument, or
        that has a second parameter without a default. A `self` counts where no object fills it.
        Silent behind decorators that may fill the rest, and for the `step` of SDK 0.4, which is
        ING801.

    Why is this bad:
        The SDK calls a handler with the context and nothing else. Any other signature is a
        `TypeError` on every attempt of every run, before its first line.

    Example:
        ```python
        @client.create_function(fn_id="remind", trigger=trigger)
        async def remind(ctx: inngest.Context, event: inngest.Event) -> None: ...
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="remind", trigger=trigger)
        async def remind(ctx: inngest.Context) -> None: ...
        ```

    Evidence:
        E4.17. The proof runs both forms.
    """

    code = "ING612"
    name = "handler-signature"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{function}' is called with the context and nothing else, and {wrong}: every run fails"
    )

    def check(self, module: Module) -> Report:
        for handler in module.given_handlers:
            if not handler.takes_context and not module.takes_step(handler):
                missing = ", ".join(f"'{each.name.value}'" for each in handler.missing)
                wrong = f"needs {missing} too" if handler.takes_a_position else "takes no argument"
                function = handler.function
                name = function.name.value if isinstance(function, cst.FunctionDef) else "a lambda"
                yield self.fault(function, function=name, wrong=wrong)
