"""ING703 event-is-dict."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.events import make_event
from inngest_lint.edits.text_draft import UnfixableError
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

    Fix safety:
        Safe: nothing is sent as it is. Not offered where the dictionary is made by code elsewhere,
        or used for more than to be sent, and where it has other keys than an event.

    Evidence:
        E5, E6.5. The proof sends both forms.
    """

    code = "ING703"
    name = "event-is-dict"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Make an `inngest.Event` of it"
    message = "a dictionary is sent as an event: the SDK raises AttributeError; use 'inngest.Event'"

    def check(self, module: Module) -> Report:
        for call in module.sends.handing:
            for event in module.dict_events.of(call):
                yield self.fault(event, fix=partial(_make_events, module, event))


def _make_events(module: Module, given: cst.BaseExpression, draft: Draft) -> None:
    """Makes events of the dictionaries that stand in an argument, or under its name."""
    sent = module.dict_events.sent_by(given) or [given]
    if any(each is not given for each in sent) and not module.dict_events.is_only_sent(given):
        raise UnfixableError("other code may use them as dictionaries")
    for each in sent:
        make_event(draft, each)
