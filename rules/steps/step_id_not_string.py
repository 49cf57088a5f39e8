"""ING304 step-id-not-string."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import swap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.step_ids import make_text
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report

_SECOND = {
    "a function": "step handler",
    "a duration": "duration",
    "a datetime": "time",
    "an event": "event",
}


class StepIdNotString(ModuleRule):
    """A step id is no string, or an empty one.

    What it does:
        Reports a step id that is a number, `None`, a callable, a UUID, a path, a date or another
        value that is no string, an empty string, and a step id behind the step handler, the
        duration or the time. Silent where ING301 reports.

    Why is this bad:
        The SDK fails on every request when it hashes an id that is no string. An empty id is
        accepted, and tells nobody which step it is.

    Example:
        ```python
        await ctx.step.run(1, charge)
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", charge)
        ```

    Fix safety:
        Safe: no step has such an id yet. Not offered where nothing tells an id: for None, an empty
        string, a function alone, and collections.

    Evidence:
        E4.7d, E4.7e; sdk: _internal/step_lib/base.py. The proof runs both forms.
    """

    code = "ING304"
    name = "step-id-not-string"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Give the step a string for its id"
    message = "step id {id} is {shape}, not a string: the SDK fails when it hashes it"
    empty = "the step id is empty: nothing tells this step from another"
    swapped = "the step id stands second and the {first} first: the SDK fails on every request"

    def check(self, module: Module) -> Report:
        for argument in module.step_id_arguments:
            text = module.texts.fold(argument.value)
            if text is not None and text.constant == "":
                yield self.fault(argument, message=self.empty)
                continue
            shape = module.shapes.of(argument.value)
            if shape is None or shape == "a string":
                continue
            if module.nondeterminism.source(argument.value) is not None:
                continue  # ING301 reports it: as a string, it would be as wrong
            first = self._swapped(argument, shape, module)
            if first is not None:
                fix = partial(_swap, argument)
                yield self.fault(argument, message=self.swapped, fix=fix, first=first)
            else:
                fix = partial(_write, argument, shape)
                id_ = module.tree.text(argument.value)
                yield self.fault(argument, fix=fix, id=id_, shape=shape)

    def _swapped(self, argument: cst.Arg, shape: str, module: Module) -> str | None:
        """What stands in the place of the id, where the id comes after it."""
        call = module.tree.parent(argument)
        if not isinstance(call, cst.Call) or len(call.args) < 2 or argument is not call.args[0]:
            return None
        if module.shapes.of(call.args[1].value) != "a string":
            return None
        if shape == "a number":
            return "duration" if module.reach.step_symbol(call).endswith(".sleep") else None
        return _SECOND.get(shape)


def _swap(argument: cst.Arg, draft: Draft) -> None:
    call = draft.code.tree.parent(argument)
    if not isinstance(call, cst.Call) or any(each.star or each.keyword for each in call.args[:2]):
        raise UnfixableError("which arguments they are is not known")
    swap(draft, *call.args[:2])


def _write(argument: cst.Arg, shape: str, draft: Draft) -> None:
    make_text(draft, argument, shape)
