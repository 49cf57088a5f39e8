"""ING507 steps-in-task."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepsInTask(ModuleRule):
    """Steps run in a task, an event loop or a thread of their own.

    What it does:
        Reports `create_task`, `ensure_future`, `TaskGroup`, `as_completed`, `asyncio.wait`,
        `asyncio.run` in async code, threads and pools that are given steps, or code that contains
        steps, followed through helpers of the file and of other modules. Where a helper makes
        tasks of whatever it is given, the call that gives it steps is reported.
        Silent for `wait_for` and `timeout`, for a task that is awaited where it is made, and in
        step handlers. Tasks that a gather awaits are ING506 alone.

    Why is this bad:
        The interrupt with which a step ends the request is raised in the task, not in the
        function. A `TaskGroup` makes an exception group of it, which fails the run; of a task that
        nobody awaits the result is never recorded; in a thread each step runs again and again.

    Example:
        ```python
        task = asyncio.create_task(ctx.step.run("publish", publish))
        title = await ctx.step.run("title", make_title)
        await task
        ```

    Use instead:
        ```python
        _, title = await ctx.group.parallel(
            (
                lambda: ctx.step.run("publish", publish),
                lambda: ctx.step.run("title", make_title),
            )
        )
        ```

    Evidence:
        E3.3, E3.4, E3.5, E4.20, E4.21, E6.10. The proof runs each form.
    """

    code = "ING507"
    name = "steps-in-task"
    kind = "error"
    since = "0.1.0"
    message = (
        "a step in '{by}' runs beside the function, which the step's interrupt does not reach: "
        "its result is lost, or it runs again"
    )
    through = (
        "a step in '{by}' ({chain}) runs beside the function, which the step's interrupt does not "
        "reach: its result is lost, or it runs again"
    )

    def check(self, module: Module) -> Report:
        for each in module.concurrency.tasks if module.functions else ():
            by = each.by.replace("()", "")
            for chain in each.chains:
                yield self.fault_by(each.call, chain, by=by)
