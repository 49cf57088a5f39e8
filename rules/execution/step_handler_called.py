"""ING608 step-handler-called."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.postponing import bind, defer, spread
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.flow.reach import StepRun
from inngest_lint.model.module import Module
from inngest_lint.model.names.uncallable import COROUTINE
from inngest_lint.model.reasons import called
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.syntax.tree import walk


class StepHandlerCalled(ModuleRule):
    """A step is given what a function gives, where the function itself belongs.

    What it does:
        Reports a step handler that is a call, awaited or not, of a function of the project, of the
        SDK or of the standard library that is known to give something that cannot be called: a
        coroutine, a string, `None`. A function that is a step handler elsewhere counts as well.
        Silent where the call may make a function: `functools.partial`, factories, objects.

    Why is this bad:
        The call stands outside the step: it is done again in every request and attempt, or never if
        it is a coroutine. The step then fails, because it cannot call what it got.

    Example:
        ```python
        await ctx.step.run("charge", charge(invoice))
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", charge, invoice)
        ```

    Fix safety:
        Safe: the step fails as it is, and the arguments are evaluated where they were. Not offered
        where the call stands elsewhere than in the step, makes steps itself, or gives a coroutine
        to a sync step, and where the step hands on further arguments.

    Evidence:
        E4.3, E4.3b. The proof runs both forms.
    """

    code = "ING608"
    name = "step-handler-called"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Give the step '{name}' and what it takes"
    message = (
        "'{name}' is called outside the step, in every request, and the step gets {what} instead "
        "of a function: the run fails"
    )
    coroutine = (
        "the step gets a coroutine of '{name}' instead of the function: it is never awaited, and "
        "the run fails"
    )

    def check(self, module: Module) -> Report:
        for run in module.step_handlers.runs if module.functions else ():
            handler = run.handler
            given = module.bindings.expression(handler.value) if handler is not None else None
            awaited = type(given) is cst.Await
            call = given.expression if type(given) is cst.Await else given
            if handler is None or type(call) is not cst.Call:
                continue
            what = module.uncallable.given_by(call, awaited=awaited)
            if what is None and self._is_handler(call, module):
                what = "what that returns"
            if what is not None:
                message = self.coroutine if what == COROUTINE else self.message
                name = called(call)
                fix = partial(_postpone, module, run, call)
                yield self.fault(handler, message=message, fix=fix, name=name, what=what)

    def _is_handler(self, call: cst.Call, module: Module) -> bool:
        """Whether another step is given the function itself that is called here."""
        called = module.values.definition(call.func)
        return called is not None and module.step_handlers.is_one(called)


def _postpone(module: Module, run: StepRun, call: cst.Call, draft: Draft) -> None:
    """Lets the step make the call that stands in the place of its handler."""
    handler = run.handler
    assert handler is not None
    whole = handler.value
    if whole is not call and not (isinstance(whole, cst.Await) and whole.expression is call):
        raise UnfixableError("the call stands elsewhere")
    behind = run.call.args[run.call.args.index(handler) + 1 :]
    if not run.arguments.complete or any(each.keyword is None for each in behind):
        raise UnfixableError("what it gives would be called with something")
    if module.reach.may_make_steps(call) or module.reach.surrounds_steps(call):
        raise UnfixableError("a step may not be made in a step")
    if not module.awaits.is_async(run.call) and module.uncallable.gives_coroutine(call.func):
        raise UnfixableError("a sync step cannot await it")
    bound = any(arg.keyword is not None or arg.star == "**" for arg in call.args)
    if _holds_coroutine(module, call):
        if not _runs_at_once(module, run, call):
            raise UnfixableError("a lambda would be called later")
        defer(draft, call, whole)
    elif call.args and (bound or handler.keyword or len(draft.source(call).splitlines()) > 1):
        bind(draft, call, whole)
    else:
        spread(draft, call, whole)


def _holds_coroutine(module: Module, call: cst.Call) -> bool:
    """Whether a call is given coroutines, which must not be made before it."""
    return any(
        isinstance(node, cst.Call)
        and module.uncallable.gives_coroutine(node.func)
        and not isinstance(module.tree.parent(node), cst.Await)
        for arg in call.args
        for node in walk(arg)
    )


def _runs_at_once(module: Module, run: StepRun, call: cst.Call) -> bool:
    """Whether names mean the same when the step makes the call."""
    now = (cst.Await, cst.Yield, cst.NamedExpr)
    return isinstance(module.tree.parent(run.call), cst.Await) and not any(
        isinstance(node, now) for arg in call.args for node in walk(arg)
    )
