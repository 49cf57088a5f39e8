"""ING614 decorator-hides-async."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class DecoratorHidesAsync(ModuleRule):
    """A decorator makes a sync function of an async handler.

    What it does:
        Reports the decorator between `create_function` and an `async def` whose wrapper is sync and
        returns what the handler gives, unless an async wrapper stands above it. Decorators of
        other modules of the project count, those of other packages are not known.

    Why is this bad:
        The SDK asks whether the handler is async, and is told that it is not. It takes the
        coroutine for the result: no line of the handler runs, and every run fails.

    Example:
        ```python
        def logged(handler):
            @functools.wraps(handler)
            def run(ctx):
                return handler(ctx)

            return run
        ```

    Use instead:
        ```python
        def logged(handler):
            @functools.wraps(handler)
            async def run(ctx):
                return await handler(ctx)

            return run
        ```

    Evidence:
        E4.16; sdk: _internal/function.py. The proof runs both forms.
    """

    code = "ING614"
    name = "decorator-hides-async"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{decorator}' makes a sync function of an async one: the SDK takes the coroutine for the "
        "result, no step runs, and the run fails"
    )

    def check(self, module: Module) -> Report:
        for decorator in module.hiding_decorators:
            yield self.fault(decorator, decorator=module.tree.text(decorator).partition("(")[0])
