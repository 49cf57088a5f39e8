"""ING309 sleep-outside-step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.ids import free_id, taken_ids
from inngest_lint.edits.steps.sleeps import make_step
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.body.deeds import Deed
from inngest_lint.model.function import Function
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class SleepOutsideStep(ModuleRule):
    """A function that makes steps sleeps by itself.

    What it does:
        Reports `time.sleep`, `asyncio.sleep` and their like in the body of a function that makes
        steps, also through helpers of the file and of other modules.
        Silent in step handlers, in functions without steps, for a sleep of no time at all, and in
        a task that nobody waits for or that is cancelled.

    Why is this bad:
        A function is called again from its start for every step, and sleeps again each time. While
        it sleeps it holds its worker, and the request may be cut off.

    Example:
        ```python
        await ctx.step.run("submit", submit)
        await asyncio.sleep(60)
        await ctx.step.run("fetch", fetch)
        ```

    Use instead:
        ```python
        await ctx.step.run("submit", submit)
        await ctx.step.sleep("settle", datetime.timedelta(minutes=1))
        await ctx.step.run("fetch", fetch)
        ```

    Fix safety:
        Unsafe: the run goes on in a request of its own, and runs in flight sleep once more. Not
        offered where a helper sleeps that has no context or is called in several places, and where
        the sleep is part of something else.

    Evidence:
        E4.19. The proof runs both forms.
    """

    code = "ING309"
    name = "sleep-outside-step"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Sleep in a step"
    message = (
        "'{what}' outside a step: the function sleeps again in every request; use 'step.sleep'"
    )
    through = (
        "'{what}' outside a step: the function sleeps again in every request; use 'step.sleep' "
        "({chain})"
    )

    def check(self, module: Module) -> Report:
        for definition in module.bodies_beside_steps:
            for deed in module.sleeps.of(definition):
                fix = partial(_sleep_in_step, module, deed)
                yield self.fault_by(deed.call, deed.chain, fix, what=deed.what)


def _sleep_in_step(module: Module, deed: Deed, draft: Draft) -> None:
    if not deed.chain.is_direct or not isinstance(deed.call, cst.Call):
        raise UnfixableError("a helper sleeps")
    functions = set(_functions_with(module, deed.call))
    taken = set().union(*map(taken_ids, functions))
    for call in _sleeps(module):
        if not functions.isdisjoint(_functions_with(module, call)):
            name = free_id("sleep", taken)
            if call is deed.call:
                make_step(draft, deed.call, name)


def _sleeps(module: Module) -> list[cst.BaseExpression]:
    """The sleeps of the file, each once, in source order."""
    found = [each for body in module.bodies_beside_steps for each in module.sleeps.of(body)]
    calls = {id(each.call): each.call for each in found if each.chain.is_direct}
    return sorted(calls.values(), key=module.tree.place)


def _functions_with(module: Module, call: cst.BaseExpression) -> Iterator[Function]:
    """The functions that run a call."""
    for function in module.functions:
        made = [function.definition] if function.definition is not None else []
        if any(module.tree.contains(each, call) for each in module.reach.closure(made)):
            yield function
