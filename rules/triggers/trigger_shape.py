"""ING206 trigger-shape."""

from __future__ import annotations

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

    Evidence:
        E5; sdk: _internal/client_lib/client.py, `create_function`. The proof makes the
        configuration of each.
    """

    code = "ING206"
    name = "trigger-shape"
    kind = "error"
    since = "0.1.0"
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
        yield self.fault(trigger, shape=shape, effect=effect)
