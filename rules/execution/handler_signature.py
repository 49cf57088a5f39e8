"""ING612 handler-signature."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.parameters import add_parameter, remove_parameters, replace_uses
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.model.signatures import NOTHING, GivenHandler
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.sdk.names import CONTEXT_ATTRIBUTES


class HandlerSignature(ModuleRule):
    """A handler cannot be called with the context alone.

    What it does:
        Reports the handler of a function or of its failure that takes no positional argument, or
        that has a second parameter without a default. A `self` counts where no object fills it.
        Silent behind decorators that may fill the rest, and for the `step` of SDK 0.4, which is
        ING801.

    Why is this bad:
        The SDK calls a handler with the context and nothing else. Any other signature is a
        `TypeError` on every attempt of every run, before its first line.

    Example:
        ```python
        @client.create_function(fn_id="remind", trigger=trigger)
        async def remind(ctx: inngest.Context, event: inngest.Event) -> None: ...
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="remind", trigger=trigger)
        async def remind(ctx: inngest.Context) -> None: ...
        ```

    Fix safety:
        Unsafe: code of other modules may call the handler as it is. A parameter that is not used is
        taken away, and one that the context has is read from it; others have no fix.

    Evidence:
        E4.17. The proof runs both forms.
    """

    code = "ING612"
    name = "handler-signature"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Let '{function}' take the context and nothing else"
    message = (
        "'{function}' is called with the context and nothing else, and {wrong}: every run fails"
    )

    def check(self, module: Module) -> Report:
        for handler in module.given_handlers:
            if not handler.takes_context and module.step_parameter(handler) is None:
                missing = ", ".join(f"'{each.name.value}'" for each in handler.missing)
                wrong = f"needs {missing} too" if handler.takes_a_position else "takes no argument"
                function = handler.function
                name = function.name.value if isinstance(function, cst.FunctionDef) else "a lambda"
                fix = partial(_mend, module, handler)
                yield self.fault(function, fix=fix, function=name, wrong=wrong)


def _mend(module: Module, handler: GivenHandler, draft: Draft) -> None:
    """Leaves a handler the context alone; what that has too is read from it."""
    function = handler.function
    if handler.held != NOTHING or handler.wrapped or module.calls_of(function):
        raise UnfixableError("other code calls it")
    needed = [each for each in handler.every[handler.bound :] if each.default is None]
    if isinstance(function, cst.FunctionDef) and not handler.every:
        context = "inngest.Context" if function.asynchronous else "inngest.ContextSync"
        add_parameter(draft, function, "ctx", context)
        return
    if not needed:
        raise UnfixableError("nobody knows which parameter is the context")
    first = 1 if needed[0].name.value == "self" and len(needed) > 1 else 0
    gone = [each for each in needed if each is not needed[first]]
    for param in gone:
        if module.scopes.uses(param.name.value, function):
            if not _is_in_context(module, param):
                raise UnfixableError("nobody knows what it would be")
            replace_uses(draft, function, param, needed[first], param.name.value)
    remove_parameters(draft, function, gone, positional=[needed[first]])


def _is_in_context(module: Module, param: cst.Param) -> bool:
    """Whether the context has what a parameter asks for under its name."""
    kinds = CONTEXT_ATTRIBUTES.get(param.name.value)
    if kinds is None or param.annotation is None:
        return kinds is not None
    annotation = param.annotation.annotation
    named = annotation.value if isinstance(annotation, cst.Subscript) else annotation
    return module.values.symbol(named) in kinds
