"""ING804 typescript-spelling."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.foreign_spelling import Spelt
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.syntax.tree import walk


class TypescriptSpelling(ModuleRule):
    """Something is named as the TypeScript SDK names it.

    What it does:
        Reports attributes and methods of a step, a context or a client (`waitForEvent`, `runId`,
        `createFunction`) and keywords of `create_function`, `wait_for_event` and the client
        (`id`, `triggers`, `cancel_on`, `match`, `isDev`) that only the TypeScript SDK has.
        Silent on objects of other kinds, in the data of events, and where the code asks first.

    Why is this bad:
        Python raises an error: for a keyword when the module is imported, for a method when the
        run comes to it, after the work before it is done.

    Example:
        ```python
        approval = await ctx.step.waitForEvent("approval", event="media/approved", timeout=day)
        ```

    Use instead:
        ```python
        approval = await ctx.step.wait_for_event("approval", event="media/approved", timeout=day)
        ```

    Fix safety:
        Safe: it raises an error as it is. Not offered where more differs than the name: `match` is
        no expression, `isDev` the opposite of `is_production`, and a trigger no string.

    Evidence:
        The proof runs both forms.
    """

    code = "ING804"
    name = "typescript-spelling"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Use '{instead}'"
    message = "'{name}' is of the TypeScript SDK and raises an error here: use '{instead}'"
    nothing = "'{name}' is of the TypeScript SDK: the Python SDK has no such thing"

    def check(self, module: Module) -> Report:
        for spelt in module.foreign_spelling:
            message = self.message if spelt.instead else self.nothing
            yield self.fault(
                spelt.node,
                message=message,
                fix=partial(_rename, module, spelt),
                name=spelt.name,
                instead=spelt.instead,
            )


def _rename(module: Module, spelt: Spelt, draft: Draft) -> None:
    if not spelt.is_rename:
        raise UnfixableError("another name is not enough")
    if not isinstance(spelt.node, cst.Arg):
        draft.put(spelt.node, spelt.instead)
        return
    call = module.tree.parent(spelt.node)
    assert isinstance(call, cst.Call)
    assert spelt.node.keyword is not None
    if any(arg.keyword is not None and arg.keyword.value == spelt.instead for arg in call.args):
        raise UnfixableError("it is given already")
    if any(isinstance(node, cst.Dict) for node in walk(spelt.node)):
        raise UnfixableError("its value is of the TypeScript SDK too")
    draft.put(spelt.node.keyword, spelt.instead)
