"""ING207 duplicate-trigger."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import remove_item
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.events.triggers import Trigger
from inngest_lint.model.function import Function
from inngest_lint.model.names.calls import Arguments
from inngest_lint.rule import FunctionRule, Report
from inngest_lint.sdk.limits import MAX_TRIGGERS

_CRON = "inngest.TriggerCron"


class DuplicateTrigger(FunctionRule):
    """The same trigger twice, or too many triggers.

    What it does:
        Reports a trigger that repeats another one of the function: the same cron, or the same
        event with the same expression; and more than ten triggers.

    Why is this bad:
        The server refuses such a function, and with it the sync of the whole app. The SDK does
        not check it.

    Example:
        ```python
        trigger=[
            inngest.TriggerCron(cron="0 3 * * *"),
            inngest.TriggerCron(cron="0 3 * * *", jitter="5m"),
        ]
        ```

    Use instead:
        ```python
        trigger=[inngest.TriggerCron(cron="0 3 * * *", jitter="5m")]
        ```

    Fix safety:
        Safe: two triggers that the server takes for one start a run once. Of two crons the one
        with a jitter stays. Not offered for two jitters, for a trigger that does not stand in the
        list by itself, and for more than ten.

    Evidence:
        srv: pkg/inngest/trigger.go (`MultipleTriggers.Validate`), pkg/consts/consts.go. The proof
        applies the server's check to what the SDK sends.
    """

    code = "ING207"
    name = "duplicate-trigger"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Take the repeated trigger away"
    message = "trigger '{trigger}' repeats the one on {first}: the sync of the whole app fails"
    too_many = "{count} triggers where the server takes {most}: the sync of the whole app fails"

    def check(self, function: Function) -> Report:
        argument = function.trigger_node
        if argument is None:
            return
        triggers = function.trigger_list.known
        if len(triggers) > MAX_TRIGGERS:
            count = len(triggers)
            yield self.fault(argument, message=self.too_many, count=count, most=MAX_TRIGGERS)
        first: dict[object, Trigger] = {}
        for trigger in triggers:
            if trigger.key is None:
                continue
            known = first.setdefault(trigger.key, trigger)
            if known is not trigger:
                inside = function.contains(argument, trigger.node)
                node = trigger.node if inside else argument
                fix = partial(_drop, argument, trigger, known)
                yield self.fault(node, fix=fix, trigger=trigger.key[0], first=known.node)


def _drop(argument: cst.CSTNode, repeated: Trigger, first: Trigger, draft: Draft) -> None:
    """Takes one of two equal triggers away: that which says no more than the other."""
    tree = draft.code.tree
    jitter, other = _jitter(draft, repeated), _jitter(draft, first)
    if jitter and other and jitter != other:
        raise UnfixableError("which of the jitters is meant is not known")
    node = first.node if jitter and not other else repeated.node
    item = tree.parent(node)
    bracketed = tree.parent(item) if isinstance(item, cst.Element) else None
    if first.node is repeated.node or not tree.contains(argument, node):
        raise UnfixableError("it is written once, or elsewhere")
    if not isinstance(item, cst.Element) or not isinstance(bracketed, cst.List):
        raise UnfixableError("it is no item of a list")
    if len(bracketed.elements) == 1:
        raise UnfixableError("nothing would be left in its list")
    remove_item(draft, bracketed, item)


def _jitter(draft: Draft, trigger: Trigger) -> str:
    """The jitter that a cron is made with; empty if there is none."""
    if not trigger.is_cron:
        return ""
    node = trigger.node
    made = draft.code.bindings.follow(node) if isinstance(node, cst.BaseExpression) else None
    if not isinstance(made, cst.Call) or draft.code.values.symbol(made.func) != _CRON:
        raise UnfixableError("how it is made is not known")
    arguments = Arguments.of(made)
    if not arguments.complete:
        raise UnfixableError("how it is made is not known")
    given = arguments.get("jitter")
    return "" if given is None else draft.source(given.value)
