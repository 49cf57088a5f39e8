"""ING613 generator-handler."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class GeneratorHandler(ModuleRule):
    """The handler of a function yields.

    What it does:
        Reports the handler of a function, or of its failure, with a `yield` in its own code.
        Silent for generators inside it, and behind decorators that may go through what it yields.

    Why is this bad:
        Calling it gives a generator: the SDK takes that for the result, which cannot be awaited or
        turned into JSON. No line of the handler runs, and every run fails.

    Example:
        ```python
        @client.create_function(fn_id="encode", trigger=trigger)
        async def encode(ctx: inngest.Context) -> AsyncIterator[str]:
            yield await ctx.step.run("encode", encode_clip)
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="encode", trigger=trigger)
        async def encode(ctx: inngest.Context) -> str:
            return await ctx.step.run("encode", encode_clip)
        ```

    Evidence:
        E4.15. The proof runs both forms.
    """

    code = "ING613"
    name = "generator-handler"
    kind = "error"
    since = "0.1.0"
    message = "'{function}' yields: the SDK gets a generator, no line of it runs, and the run fails"

    def check(self, module: Module) -> Report:
        for handler in module.given_handlers if module.tree.all(cst.Yield) else ():
            function = handler.function
            if handler.wrapped:
                continue  # the wrapper may go through what it yields
            if isinstance(function, cst.FunctionDef) and module.own(function, cst.Yield):
                yield self.fault(function, function=function.name.value)
