"""ING702 client-send-in-body."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.step_sends import send_in_step
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class ClientSendInBody(ModuleRule):
    """A function sends an event by the client, outside a step.

    What it does:
        Reports `client.send` and `client.send_sync` in the body of a function, also through
        helpers of the file and of other modules: at the call that belongs in a step.
        Silent in step handlers, and where the function has neither steps nor retries. A failure
        event in an `except` is ING103.

    Why is this bad:
        A function is called again from its start for every step and for every attempt, and sends
        the event again each time: with two steps, three events start three runs.

    Example:
        ```python
        await client.send(inngest.Event(name="billing/charge.started"))
        await ctx.step.run("charge", charge)
        ```

    Use instead:
        ```python
        await ctx.step.send_event("started", inngest.Event(name="billing/charge.started"))
        await ctx.step.run("charge", charge)
        ```

    Fix safety:
        Safe: the same event is sent, once; a helper that sends it is run by a step. Not offered in
        loops and in `finally`, where what a helper gives or changes is of use, and where the
        function has no other step and would do its work once more.

    Evidence:
        https://www.inngest.com/docs/events. The proof counts the events.
    """

    code = "ING702"
    name = "client-send-in-body"
    kind = "error"
    since = "0.1.0"
    message = (
        "'{name}' outside a step: the event is sent again in every request of the run; use "
        "'step.send_event'"
    )
    fixes = "safe"
    fix_title = "Send it in a step"
    through = (
        "'{name}' outside a step: the event is sent again in every request of the run; use "
        "'step.send_event' ({chain})"
    )

    def check(self, module: Module) -> Report:
        for deed in module.client_sends:
            name = deed.chain.reasons[0].name
            fix = partial(_send_in_step, module, deed.call)
            yield self.fault_by(deed.call, deed.chain, fix, name=name)


def _send_in_step(module: Module, sent: cst.BaseExpression, draft: Draft) -> None:
    definition = module.scopes.function_of(sent)
    for function in module.functions:
        if isinstance(sent, cst.Call) and definition in function.definitions:
            send_in_step(function, sent, draft)
            return
    raise UnfixableError("it is no call of a function")
