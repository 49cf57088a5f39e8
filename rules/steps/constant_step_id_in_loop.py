"""ING303 constant-step-id-in-loop."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.longer_ids import append_values
from inngest_lint.edits.steps.turns import telling, turn_of
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.model.steps.repetition import Repeated
from inngest_lint.rule import ModuleRule, Report, Unresolved


class ConstantStepIdInLoop(ModuleRule):
    """A loop runs a step again under the same id.

    What it does:
        Reports a step in a `for`, a `while` or a comprehension whose id contains nothing that
        changes with the innermost loop, and a call there of a helper that makes such an id. Silent
        where the loop always ends behind the step or goes through one item (`parts[:1]`), where a
        test picks one turn (`if index == 0`, `if token is None: token = await …`), and where the id
        cannot be told. A loop that only starts a failed step again is ING312.

    Why is this bad:
        The SDK tells equal ids apart by the order in which they come (`id`, `id:1` …). When an item
        is added or removed before a later request, a turn receives the result of another.

    Example:
        ```python
        for user in users:
            await ctx.step.run("sync", sync_user, user)
        ```

    Use instead:
        ```python
        for user in users:
            await ctx.step.run(f"sync-{user['id']}", sync_user, user)
        ```

    Fix safety:
        Unsafe: runs in flight make the step again under its new id, and what the loop goes through
        may look bad in an id. The item names the turn, or its id or name where the code reads one,
        else a number. Not offered where a helper makes the id.

    Evidence:
        E4.6; sdk: _internal/step_lib/base.py. The proof adds an item between two requests.
    """

    code = "ING303"
    name = "constant-step-id-in-loop"
    kind = "warning"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Name the turn in the id"
    message = (
        "step id {id} repeats on every turn of the loop on {loop}: Inngest tells the turns apart "
        "only by order, so that one can receive the result of another"
    )

    def check(self, module: Module) -> Report:
        for function in module.functions:
            retried = [id(each) for each in module.retries.repeated(function)]
            for repeated in function.repeated_ids:
                step_id = repeated.step_id
                if step_id.text is None:
                    yield Unresolved(step_id.node, "the step id is not resolved")
                elif id(repeated) not in retried:
                    yield self.fault(
                        repeated.node,
                        because=step_id.made_at,
                        id=step_id.written,
                        loop=repeated.loop,
                        fix=partial(_name_turn, repeated, function.definitions[0]),
                    )


def _name_turn(repeated: Repeated, function: cst.CSTNode, draft: Draft) -> None:
    """Adds to the id what tells the turns apart, of the loops around as well if they have it."""
    step_id, loops = repeated.step_id, draft.code.loops
    if not isinstance(step_id.node, cst.Arg) or step_id.node is not repeated.node:
        raise UnfixableError("the id is that of a helper")
    own = step_id.node.value
    values = [turn_of(draft, repeated.loop, own)]
    around = list(loops.around(own, function))
    reads = step_id.text.reads if step_id.text is not None else ()
    for outer in around[around.index(repeated.loop) + 1 :]:
        if not any(loops.changes(outer, name) for name in reads):
            value = telling(draft, outer, own)
            values += [value] if value is not None else []
    append_values(draft, own, values[::-1])
