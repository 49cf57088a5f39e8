"""ING306 unordered-steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.sorting import sort
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.syntax.scopes import COMPREHENSIONS


class UnorderedSteps(ModuleRule):
    """Steps are made in the order of a set, or of what the disk lists.

    What it does:
        Reports what a `for` or a comprehension goes through, where its turns make steps: sets and
        what is made of them or filled in their order, `os.listdir`, `glob`, `Path.iterdir`,
        `as_completed`; and a set from which a `while` takes with `pop`. Sets of numbers have one
        order and are left in peace, as are results of steps.

    Why is this bad:
        The next request may be served by another process, in which a set of strings has another
        order. Inngest tells equal ids apart by their order, so that one item receives the result
        of another, and a run that stops early has done other items than it remembers.

    Example:
        ```python
        for region in {"eu", "us"}:
            await ctx.step.run(f"sync-{region}", sync, region)
        ```

    Use instead:
        ```python
        for region in sorted({"eu", "us"}):
            await ctx.step.run(f"sync-{region}", sync, region)
        ```

    Fix safety:
        Safe: the order is any as it is. Offered only where the items are sure to be text or paths,
        or entries of a directory, which are sorted by their names.

    Evidence:
        E4.7c. The proof runs requests that see the items in different orders.
    """

    code = "ING306"
    name = "unordered-steps"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Sort it"
    message = "steps in the order of {what}, which differs between requests: wrap it in 'sorted'"

    def check(self, module: Module) -> Report:
        for loop, iterable in self._loops(module):
            # the cheaper question first: most loops make no step
            what = module.order.unordered(iterable) if module.reach.mentions_steps(loop) else None
            if what is not None:
                yield self.fault(iterable, what=what, fix=partial(_sort, iterable))
        for collection in self._popped(module):
            what = module.order.unordered(collection)
            if what is not None:
                yield self.fault(collection, what=what)

    def _loops(self, module: Module) -> Iterator[tuple[cst.CSTNode, cst.BaseExpression]]:
        """Each loop with what it goes through; its turns are the node that comes with it."""
        if not module.functions:
            return
        for statement in module.tree.all(cst.For):
            yield statement.body, statement.iter
        for kind in COMPREHENSIONS:
            for comprehension in module.tree.all(kind):
                loop: cst.CompFor | None = comprehension.for_in
                while loop is not None:
                    yield comprehension, loop.iter
                    loop = loop.inner_for_in

    def _popped(self, module: Module) -> Iterator[cst.BaseExpression]:
        """What each `while` that makes steps takes its items out of."""
        for loop in module.tree.all(cst.While) if module.functions else ():
            pops = [
                call.func.value
                for call in module.reach.calls(loop.body)
                if isinstance(call.func, cst.Attribute)
                and call.func.attr.value == "pop"
                and not call.args
            ]
            if pops and module.reach.mentions_steps(loop.body):
                yield from pops


def _sort(iterable: cst.BaseExpression, draft: Draft) -> None:
    sort(draft, iterable)
