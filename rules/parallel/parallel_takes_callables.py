"""ING508 parallel-takes-callables."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.postponing import put_off
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.module import Module
from inngest_lint.model.parallel.branches import Branch
from inngest_lint.rule import ModuleRule, Report


class ParallelTakesCallables(ModuleRule):
    """A branch of `group.parallel` is a step, and no callable that makes one.

    What it does:
        Reports each branch that is a call of a step, awaited or not, or a call of an `async def`
        that nothing awaits: in the tuple itself, a comprehension, or a list wherever it was built.
        Silent for calls that give a callable, and for what cannot be told.

    Why is this bad:
        The group calls its branches itself. A coroutine cannot be called, nor can what a step has
        given: the run fails, after the steps that were awaited have run one after the other.

    Example:
        ```python
        await ctx.group.parallel((ctx.step.run("a", fetch_a), ctx.step.run("b", fetch_b)))
        ```

    Use instead:
        ```python
        await ctx.group.parallel(
            (lambda: ctx.step.run("a", fetch_a), lambda: ctx.step.run("b", fetch_b))
        )
        ```

    Fix safety:
        Safe: the run fails as it is. Not offered where the call stands elsewhere, under a name,
        or awaits something for its arguments.

    Evidence:
        E3.7, E3.17; sdk: _internal/step_lib/group.py. The proof runs both forms.
    """

    code = "ING508"
    name = "parallel-takes-callables"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Leave the call to the group"
    message = (
        "'group.parallel' calls its branches: this one is called already, and what that gives "
        "cannot be called, so that the run fails"
    )

    def check(self, module: Module) -> Report:
        for branch in module.branches.all if module.functions else ():
            if module.branches.is_called(branch.node):
                yield self.fault(branch.node, fix=partial(_defer, branch))


def _defer(branch: Branch, draft: Draft) -> None:
    """Leaves the call to the group."""
    names = draft.code.late_binding.deferred(branch.node, branch.group)
    if names is None:
        raise UnfixableError("what the branch reads is another value when the group calls it")
    put_off(draft, branch.node, [name.value for name in names])
    fit(draft, branch.node)
