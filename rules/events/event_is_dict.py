"""ING703 event-is-dict."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class EventIsDict(ModuleRule):
    """A dictionary is sent where an `inngest.Event` belongs.

    What it does:
        Reports dictionaries, typed ones and dumped events included, that are given to
        `client.send`, `client.send_sync` or `step.send_event`, alone or in a list, wherever in the
        project they are made.

    Why is this bad:
        The SDK asks an event for its `to_dict`, which a dictionary does not have: nothing is sent,
        and in a step the run fails after all its retries.

    Example:
        ```python
        await client.send({"name": "billing/paid", "data": {"invoice": invoice}})
        ```

    Use instead:
        ```python
        await client.send(inngest.Event(name="billing/paid", data={"invoice": invoice}))
        ```

    Evidence:
        E5, E6.5. The proof sends both forms.
    """

    code = "ING703"
    name = "event-is-dict"
    kind = "error"
    since = "0.1.0"
    message = "a dictionary is sent as an event: the SDK raises AttributeError; use 'inngest.Event'"

    def check(self, module: Module) -> Report:
        for call in module.tree.all(cst.Call):
            for event in module.dict_events.of(call):
                yield self.fault(event)
