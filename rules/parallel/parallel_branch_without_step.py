"""ING511 parallel-branch-without-step."""

from __future__ import annotations

from inngest_lint.model.body.judges import SideEffects
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class ParallelBranchWithoutStep(ModuleRule):
    """A branch of `group.parallel` works on the outside world and makes no step.

    What it does:
        Reports each branch that makes no step and makes a call that is known to reach out of the
        process (HTTP, databases, queues, mail, other processes, changes of files), itself or
        through helpers of the file and of other modules. Silent for branches that only calculate,
        and for what no table knows; what stands beside the step of a branch is ING308.

    Why is this bad:
        A group calls its branches again in every request of the run. What is not in a step is done
        again each time, and one branch after the other.

    Example:
        ```python
        await ctx.group.parallel(
            (
                lambda: notify(order),
                lambda: ctx.step.run("charge", charge, order),
            )
        )
        ```

    Use instead:
        ```python
        await ctx.group.parallel(
            (
                lambda: ctx.step.run("notify", notify, order),
                lambda: ctx.step.run("charge", charge, order),
            )
        )
        ```

    Settings:
        `side-effects`: more calls that reach out, by their dotted names.
        `pure`: calls that do not, whatever they do.

    Evidence:
        E3.14. The proof counts the requests that are sent.
    """

    code = "ING511"
    name = "parallel-branch-without-step"
    kind = "warning"
    since = "0.1.0"
    message = "{what} in a branch without a step ({chain}): it runs again in every request"

    def check(self, module: Module) -> Report:
        deeds = module.whole_deeds(SideEffects)
        for branch in module.branches.all if module.functions else ():
            for deed in deeds.when_called(branch.node):
                causes = deed.chain.causes
                yield self.fault(branch.node, because=causes, what=deed.what, chain=deed.chain)
