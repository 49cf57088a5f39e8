"""ING802 step-parallel."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.context import context_at
from inngest_lint.edits.draft import Draft
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.sdk.names import CONTEXT


class StepParallel(ModuleRule):
    """`step.parallel` is called, which SDK 0.5 does not have.

    What it does:
        Reports calls of `parallel` on a step, wherever it comes from, in projects that run or may
        run on SDK 0.5. Silent where the code asks first, or expects an `AttributeError`.

    Why is this bad:
        It has become `group.parallel`: the step has no such attribute, no branch is ever planned,
        and the run fails after all its retries.

    Example:
        ```python
        await ctx.step.parallel((lambda: ctx.step.run("intro", encode, "intro"),))
        ```

    Use instead:
        ```python
        await ctx.group.parallel((lambda: ctx.step.run("intro", encode, "intro"),))
        ```

    Fix safety:
        Safe: the call fails as it is. Not offered where no context is at hand.

    Settings:
        `inngest-version`: the version that the project runs on, instead of what it pins.

    Evidence:
        The proof runs both forms.
    """

    code = "ING802"
    name = "step-parallel"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Use the group of the context"
    message = "'step.parallel' is gone since SDK 0.5: use 'group.parallel' of the context"

    def check(self, module: Module) -> Report:
        calls = list(module.migration.parallel_calls) if module.functions else []
        if calls and module.sdk_version >= (0, 5):
            for call in calls:
                yield self.fault(call, fix=partial(_use_group, module, call))


def _use_group(module: Module, call: cst.Call, draft: Draft) -> None:
    """Takes `parallel` from the group of the context from which the step comes, or of the run's."""
    func = module.bindings.expression(call.func)
    assert isinstance(func, cst.Attribute)
    step = func.value
    if isinstance(step, cst.Attribute) and module.values.symbol(step.value) == CONTEXT:
        draft.put(step.attr, "group")
        return
    draft.replace(*draft.offsets.bare(step), f"{context_at(module, func)}.group")
