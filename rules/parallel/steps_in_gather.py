"""ING506 steps-in-gather."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.branches import make_group
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepsInGather(ModuleRule):
    """Steps are given to `asyncio.gather`.

    What it does:
        Reports each `asyncio.gather` that is given steps: directly, in lists wherever they were
        built, as tasks, or as coroutines that contain steps, followed through helpers of the file
        and of other modules. Where a helper gathers whatever it is given, the call that gives it
        steps is reported. Silent in step handlers, where `gather` is right.

    Why is this bad:
        The SDK ends a request at the first step that has run, while `gather` has started them all.
        Each request runs every step that is not memoized and keeps one result: three steps run six
        times. With `return_exceptions=True` the SDK's interrupts pass for results: the run is
        reported Completed, and nothing is memoized.

    Example:
        ```python
        a, b = await asyncio.gather(ctx.step.run("a", charge_a), ctx.step.run("b", charge_b))
        ```

    Use instead:
        ```python
        a, b = await ctx.group.parallel(
            (lambda: ctx.step.run("a", charge_a), lambda: ctx.step.run("b", charge_b))
        )
        ```

    Fix safety:
        Unsafe: a group gives a tuple, and runs what stands outside the steps of a branch in every
        request. Not offered with `return_exceptions=True`, where a branch makes no step, where the
        context has no name, and where the awaitables are made out of sight.

    Evidence:
        E3.1, E3.2. The proof counts how often the step handlers run.

    References:
        https://www.inngest.com/docs/guides/step-parallelism
    """

    code = "ING506"
    name = "steps-in-gather"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Make it a 'group.parallel'"
    message = (
        "steps in 'asyncio.gather': each request runs all that are not memoized and keeps one "
        "result, so that three steps run six times"
    )
    through = (
        "steps in 'asyncio.gather' ({chain}): each request runs all that are not memoized and "
        "keeps one result, so that three steps run six times"
    )

    def check(self, module: Module) -> Report:
        for each in module.concurrency.gathers if module.functions else ():
            for chain in each.chains:
                yield self.fault_by(each.call, chain, partial(make_group, each.call))
