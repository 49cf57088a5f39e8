"""ING502 gather-order."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report, Unresolved


class GatherOrder(ModuleRule):
    """The targets name the awaitables in another order than written.

    What it does:
        Compares the names that the results of `asyncio.gather` or `group.parallel` get with the
        awaitables: targets, constant indices that are assigned, keys, keyword arguments, and
        `zip` with a literal list. An awaitable is named by what it calls, else by its literal
        arguments; a step by its id and its handler. Reports only where every target fits exactly
        one awaitable, and another order fits better; an index alone only where its name is
        the very word of another awaitable. Words that several awaitables share, and words that
        fit anything (`result`, `r1`, `first`), say nothing.

    Why is this bad:
        Results come in the order of the awaitables. Nothing fails: each value goes on under the
        name of another, and in a step it is memoized so.

    Example:
        ```python
        coverage, dental = await asyncio.gather(check_dental(), check_coverage())
        ```

    Use instead:
        ```python
        dental, coverage = await asyncio.gather(check_dental(), check_coverage())
        ```

    Evidence:
        The proof runs both orders: the run completes with the values exchanged.
    """

    code = "ING502"
    name = "gather-order"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{target}' gets the result of {given}, not of {wanted}: results come in the order "
        "of the awaitables"
    )

    def check(self, module: Module) -> Report:
        for exchange in module.pairings.exchanges():
            if module.is_reached(exchange.node):
                yield self.fault(
                    exchange.node,
                    target=exchange.target,
                    given=exchange.given,
                    wanted=exchange.wanted,
                )
        for gather in module.pairings.unknown():
            if module.is_reached(gather.call):
                yield Unresolved(gather.call, f"what {gather.what} runs is not resolved")
