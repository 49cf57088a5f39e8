"""ING502 gather-order."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.gathers.pairings import Exchange
from inngest_lint.model.module import Module
from inngest_lint.model.names.calls import Arguments
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

    Fix safety:
        Safe, if the names tell the truth: the targets change their places, the awaitables do not.
        Not offered where the names or the index stand elsewhere, under a name of their own, where
        a `zip` holds something else too, and where a test reads the same index.

    Evidence:
        The proof runs both orders: the run completes with the values exchanged.
    """

    code = "ING502"
    name = "gather-order"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Give '{target}' the result of {wanted}"
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
                    fix=partial(_exchange, exchange),
                )
        for gather in module.pairings.unknown():
            if module.is_reached(gather.call):
                yield Unresolved(gather.call, f"what {gather.what} runs is not resolved")


def _exchange(exchange: Exchange, draft: Draft) -> None:
    node = exchange.node
    if isinstance(node, cst.Arg):
        zipped = draft.code.tree.parent(node)
        if isinstance(zipped, cst.Call) and len(Arguments.of(zipped).positional) > 2:
            raise UnfixableError("the names belong to something else too")
        node = node.value
    if isinstance(node, cst.Subscript):
        _reindex(node, exchange.right[0], draft)
    elif isinstance(node, (cst.Tuple, cst.List)):
        targets = [element.value for element in node.elements]
        for target, number in zip(targets, exchange.right, strict=True):
            if targets[number] is not target:
                draft.put(target, draft.source(targets[number]))
    else:
        raise UnfixableError("the names stand elsewhere")


def _reindex(node: cst.Subscript, index: int, draft: Draft) -> None:
    """Takes the result at another index; one that counts from the end still does."""
    code = draft.code
    uses = {id(use.node): use for use in code.gathers.indexings()}
    own = uses[id(node)]
    count = own.gather.count or 0
    wrong = {id(each.node) for each in code.pairings.exchanges()}
    for key, use in uses.items():
        is_same = use.gather.call is own.gather.call and (use.index - own.index) % count == 0
        if is_same and key not in wrong:
            raise UnfixableError("the index is read elsewhere too")
    written = node.slice[0].slice
    if not isinstance(written, cst.Index) or isinstance(written.value, cst.Name):
        raise UnfixableError("the index stands elsewhere")
    draft.put(written.value, str(index if own.index >= 0 else index - count))
