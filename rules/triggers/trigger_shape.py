"""ING206 trigger-shape."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.triggers import mend
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class TriggerShape(FunctionRule):
    """Something other than a trigger or a list of triggers.

    What it does:
        Reports a `trigger=` that is a tuple, a string, a dict or another wrong value, an empty
        list, a list with such a value, and a trigger made with a positional argument.

    Why is this bad:
        The SDK takes most of them when the function is made, and fails when the app is synced: no
        function of the whole app is registered. An empty list is synced, and nothing starts the
        function.

    Example:
        ```python
        trigger=(inngest.TriggerEvent(event="billing/sync.requested"),)
        ```

    Use instead:
        ```python
        trigger=[inngest.TriggerEvent(event="billing/sync.requested")]
        ```

    Fix safety:
        Safe: no function with such a trigger is registered. Not offered where nothing tells what
        should start the function, or whether a text is an event or a cron.

    Evidence:
        E5; sdk: _internal/client_lib/client.py, `create_function`. The proof makes the
        configuration of each.
    """

    code = "ING206"
    name = "trigger-shape"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Make a trigger, or a list of triggers, of it"
    message = "trigger is {shape}, not a trigger or a list of triggers: {effect}"

    def check(self, function: Function) -> Report:
        trigger, shape = function.trigger_node, function.wrong_trigger
        if trigger is None or shape is None:
            return
        if "positional" in shape:
            effect = "making it raises a TypeError"
        elif shape == "an empty list":
            effect = "nothing starts the function"
        else:
            effect = "the sync of the whole app fails"
        yield self.fault(trigger, shape=shape, effect=effect, fix=partial(_mend, trigger))


def _mend(trigger: cst.CSTNode, draft: Draft) -> None:
    if not isinstance(trigger, cst.Arg):
        raise UnfixableError("a wrapper makes the triggers")
    mend(draft, trigger.value)
    fit(draft, trigger.value)
