"""ING509 parallel-takes-one-tuple."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class ParallelTakesOneTuple(ModuleRule):
    """The branches of `group.parallel` are not in one tuple.

    What it does:
        Reports a `group.parallel` whose first argument is a callable or a step instead of a
        collection, or whose second is one instead of a mode, also where a list is starred.

    Why is this bad:
        `group.parallel` goes through its first argument and takes the second for the mode. A
        lambda cannot be gone through: the run fails. A branch beside the tuple never runs.

    Example:
        ```python
        await ctx.group.parallel(
            lambda: ctx.step.run("a", fetch_a),
            lambda: ctx.step.run("b", fetch_b),
        )
        ```

    Use instead:
        ```python
        await ctx.group.parallel(
            (
                lambda: ctx.step.run("a", fetch_a),
                lambda: ctx.step.run("b", fetch_b),
            )
        )
        ```

    Evidence:
        E3.8, E3.17; sdk: _internal/step_lib/group.py. The proof runs both forms.
    """

    code = "ING509"
    name = "parallel-takes-one-tuple"
    kind = "error"
    since = "0.1.0"
    message = (
        "'group.parallel' takes one tuple of callables: it goes through its first argument, and "
        "takes the second for the mode"
    )

    def check(self, module: Module) -> Report:
        for group in module.branches.groups if module.functions else ():
            if module.branches.lacks_tuple(group):
                yield self.fault(group)
