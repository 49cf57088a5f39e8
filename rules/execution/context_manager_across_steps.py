"""ING606 context-manager-across-steps."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class ContextManagerAcrossSteps(FunctionRule):
    """A transaction, a lock, a connection or a session is held around steps.

    What it does:
        Reports each `with` whose body makes a step, helpers of the project included, and whose
        manager is known to hold one of these: of the standard library and of well-known packages
        by what it is, of the project by its name (`transaction`, `begin`, `atomic`, `…_lock`,
        `…_session`, `…_connection`). Silent in step handlers, for spans, time limits, HTTP clients
        and whatever else other packages make.

    Why is this bad:
        The SDK ends every request by raising an interrupt at the step that has just run, which
        passes the manager as an error: a transaction is rolled back, a lock is free until the next
        request. The last request, in which no step runs any more, commits nothing.

    Example:
        ```python
        with session.begin():
            await ctx.step.run("insert-order", insert_order)
            await ctx.step.run("insert-lines", insert_lines)
        ```

    Use instead:
        ```python
        def insert_all() -> None:
            with session.begin():
                insert_order()
                insert_lines()

        await ctx.step.run("insert", insert_all)
        ```

    Evidence:
        E6.13, E6.13b. The proof looks at what has been committed.
    """

    code = "ING606"
    name = "context-manager-across-steps"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{name}' holds {held} around steps: the interrupt that ends each request rolls it back or "
        "lets it go before the next step"
    )

    def check(self, function: Function) -> Report:
        reported: set[int] = set()
        for manager in function.managers:
            if manager.held and id(manager.node) not in reported:
                if manager.around_steps and not manager.in_step:
                    reported.add(id(manager.node))
                    yield self.fault(manager.node, name=manager.name, held=manager.held)
