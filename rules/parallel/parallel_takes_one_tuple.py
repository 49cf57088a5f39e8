"""ING509 parallel-takes-one-tuple."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import append_item, remove_argument, wrap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.tuples import put_in_tuple
from inngest_lint.edits.wrapping import fit
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

    Fix safety:
        Safe: the run fails as it is, or does without the branch beside the tuple. Not offered where
        an argument may be a branch or a mode.

    Evidence:
        E3.8, E3.17; sdk: _internal/step_lib/group.py. The proof runs both forms.
    """

    code = "ING509"
    name = "parallel-takes-one-tuple"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Put the branches into one tuple"
    message = (
        "'group.parallel' takes one tuple of callables: it goes through its first argument, and "
        "takes the second for the mode"
    )

    def check(self, module: Module) -> Report:
        for group in module.branches.groups if module.functions else ():
            if module.branches.lacks_tuple(group):
                yield self.fault(group, fix=partial(_put_together, group))


def _put_together(group: cst.Call, draft: Draft) -> None:
    """Makes of the branches one tuple; a mode stays beside it."""
    branches = draft.code.branches
    given = [arg for arg in group.args if arg.keyword is None and arg.star != "**"]
    first, *rest = given or [arg for arg in group.args if arg.keyword is not None]
    others = [arg for arg in rest if arg.star or branches.is_branch(arg.value)]
    if others != rest and (others or len(rest) > 1):
        raise UnfixableError("an argument may be a branch or the mode")
    if first.star or branches.is_branch(first.value):
        put_in_tuple(draft, [first, *others])
    elif isinstance(first.value, (cst.Tuple, cst.List)) and len(others) == 1:
        append_item(draft, first.value, draft.source(others[0]))
        remove_argument(draft, group, others[0])
    else:
        wrap(draft, [first, *others], "")
        draft.before(first, "*")
    fit(draft, group)
