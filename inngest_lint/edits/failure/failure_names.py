"""What the failure event of a function is called."""

from __future__ import annotations

from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.code import Code
from inngest_lint.model.function import Function
from inngest_lint.model.names.text import Text


def failure_event_of(function: Function, code: Code) -> str:
    """`billing/sync.failed` for `billing/sync.requested`, else a name made of the function's id.

    Raises UnfixableError where neither is known, or the event would start the function itself.
    """
    patterns = code.settings.failure_events
    ending = _ending(patterns)
    events = _events(function, patterns)
    names = {_base(each) for each in events}
    base = names.pop() if len(names) == 1 else None
    if base is None or any("*" in each for each in events) or Text((base,)).matches(patterns):
        base = _function_id(function, code)
    event = f"{base}{ending}"
    triggers = (each.event.constant for each in function.triggers or () if each.event is not None)
    if not Text((event,)).matches(patterns) or Text((event,)).matches(filter(None, triggers)):
        raise UnfixableError("the name of the failure event is not known")
    return event


def _ending(patterns: tuple[str, ...]) -> str:
    """How the names of failure events end: `.failed`."""
    for pattern in patterns:
        ending = pattern.removeprefix("*")
        if pattern.startswith("*") and not set("*?[") & set(ending):
            return ending
    raise UnfixableError("the settings do not tell how failure events end")


def _events(function: Function, patterns: tuple[str, ...]) -> list[str]:
    """The events that start the function, without those of failures and of Inngest itself."""
    found = []
    for trigger in function.triggers or ():
        event = trigger.event.constant if trigger.event is not None else None
        if trigger.is_cron or (event is not None and Text((event,)).matches(patterns)):
            continue
        if event is None:
            raise UnfixableError("an event that starts it is not known")
        if not event.startswith("inngest/"):
            found.append(event)
    return found


def _base(event: str) -> str:
    """The event without its last part: `billing/sync` of `billing/sync.requested`."""
    feature, slash, action = event.rpartition("/")
    return f"{feature}{slash}{action.rpartition('.')[0] or action}"


def _function_id(function: Function, code: Code) -> str:
    given = function.argument("fn_id")
    text = code.texts.fold(given.value, None) if given is not None else None
    if text is None or not text.constant:
        raise UnfixableError("neither its event nor its id is known")
    return text.constant
