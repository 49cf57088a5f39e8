"""ING302 duplicate-step-id."""

from __future__ import annotations

from functools import partial
from itertools import count, islice

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.longer_ids import append_text
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import Function
from inngest_lint.model.names.text import Text, joined
from inngest_lint.model.steps.step_ids import StepId
from inngest_lint.rule import FunctionRule, Report, Unresolved


class DuplicateStepId(FunctionRule):
    """Two steps of one function have the same id.

    What it does:
        Reports every step, of whatever method, whose id an earlier call site of the function
        uses, helpers of the project included. Equal f-string templates count.

    Why is this bad:
        The SDK tells equal ids apart by the order in which they come (`id`, `id:1` …). When a
        branch or a deploy changes that order, a step receives the result of another.

    Example:
        ```python
        user = await ctx.step.run("fetch", fetch_user)
        order = await ctx.step.run("fetch", fetch_order)
        ```

    Use instead:
        ```python
        user = await ctx.step.run("fetch-user", fetch_user)
        order = await ctx.step.run("fetch-order", fetch_order)
        ```

    Fix safety:
        Unsafe: runs in flight make the step again under its new id, and a better name than a number
        may be known. Not offered where a helper makes the id.

    Evidence:
        E4.6, E4.6b; sdk: _internal/step_lib/base.py. The proof runs both forms.
    """

    code = "ING302"
    name = "duplicate-step-id"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Number the id"
    message = (
        "step id {id} is already used on {first}: Inngest tells the two apart only by order, "
        "so that one can receive the result of the other"
    )

    def check(self, function: Function) -> Report:
        for step_ids in function.step_ids:
            first: dict[object, StepId] = {}
            for step_id in step_ids:
                if step_id.text is None:
                    yield Unresolved(step_id.node, "the step id is not resolved")
                    continue
                known = first.setdefault(step_id.text, step_id)
                if known is not step_id:
                    yield self.fault(
                        step_id.node,
                        because=step_id.made_at,
                        id=step_id.written,
                        first=known.node,
                        fix=partial(_number, function, step_id),
                    )


def _number(function: Function, step_id: StepId, draft: Draft) -> None:
    """Gives an id a number that no other id of the function has."""
    every = [each for step_ids in function.step_ids for each in step_ids if each.text is not None]
    same = [each for each in every if each.text == step_id.text]
    if not isinstance(step_id.node, cst.Arg) or step_id.text is None:
        raise UnfixableError("the id is that of a helper")
    taken = {each.text for each in every}
    free = (n for n in count(2) if joined(step_id.text, Text((f"-{n}",))) not in taken)
    place = next(i for i, each in enumerate(same) if each is step_id)
    number = next(islice(free, max(place - 1, 0), None))
    append_text(draft, step_id.node.value, f"-{number}")
