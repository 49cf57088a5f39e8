"""ING510 late-binding-in-parallel."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.parameters import keep_values
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.model.parallel.late_binding import Late
from inngest_lint.rule import ModuleRule, Report


class LateBindingInParallel(ModuleRule):
    """Branches made in a loop read the loop's variable when the loop is over.

    What it does:
        Reports, for each lambda or nested `def` that a loop or a comprehension makes and a group
        behind the loop calls, the first use of a name that each turn binds: the loop's variable,
        or what is made of it. So it does for the handler that a `functools.partial` of a step
        holds. Silent where a default, a `functools.partial` or a factory keeps the value, where
        the group stands in the loop, and where it goes through a generator itself.

    Why is this bad:
        A lambda looks a name up when it is called. The group calls the branches after the last
        turn, so that all of them do the work of the last item, under ids that the SDK tells apart
        by number; nothing fails.

    Example:
        ```python
        branches = [lambda: ctx.step.run(f"sync-{site}", sync, site) for site in sites]
        await ctx.group.parallel(tuple(branches))
        ```

    Use instead:
        ```python
        branches = [functools.partial(ctx.step.run, f"sync-{site}", sync, site) for site in sites]
        await ctx.group.parallel(tuple(branches))
        ```

    Fix safety:
        Safe: a default keeps the value that the name has where the branch is made. Not offered
        where the name may have none yet, or gets another one later in the same turn.

    Evidence:
        E3.9, E3.9b, E3.9d. The proof compares what the steps receive.
    """

    code = "ING510"
    name = "late-binding-in-parallel"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Bind the names of the loop where the branch is made"
    message = (
        "'{name}' is read when the group calls this branch, after the loop: every branch gets the "
        "value of the last turn"
    )

    def check(self, module: Module) -> Report:
        for branch in module.branches.all if module.functions else ():
            for late in module.late_binding.of(branch):
                first = late.names[0]
                yield self.fault(first, name=first.value, fix=partial(_bind, late))


def _bind(late: Late, draft: Draft) -> None:
    """Gives the branch a parameter for each name that it reads late."""
    if not all(draft.code.late_binding.has_value(name, late.function) for name in late.names):
        raise UnfixableError("the name does not have its value yet")
    keep_values(draft, late.function, [name.value for name in late.names])
