"""ING108 retry-after-argument."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.arguments import swap
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.failure import delays as duration
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.errors.constructions import Construction
from inngest_lint.model.errors.delays import Delays
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report
from inngest_lint.sdk.errors import RETRY_AFTER

_KEYWORDS = frozenset({"message", "retry_after", "quiet", "cause"})  # the last is ING109


class RetryAfterArgument(ModuleRule):
    """The delay of a `RetryAfterError` is given in seconds, as text, or in the wrong place.

    What it does:
        Reports a delay that is an int between 1 and 999, a string, a float or None, arguments the
        wrong way round, and keywords like `retry_after_seconds`, for `RetryAfterError` and for
        classes of the project that take its arguments. Values of other modules are followed.

    Why is this bad:
        An int is milliseconds: 60 is over before the response is written, and the step is retried
        at once. Anything but an int, a `timedelta` or a `datetime` is accepted when the error is
        made, and lets the SDK's own code fail when it writes the response: the error that the web
        framework gets instead hides the first.

    Example:
        ```python
        raise inngest.RetryAfterError("too many requests", 60)
        ```

    Use instead:
        ```python
        raise inngest.RetryAfterError("too many requests", datetime.timedelta(seconds=60))
        ```

    Fix safety:
        Safe: the error asks for the delay that it says. Not offered for a round number that may be
        meant in milliseconds, as 500, and for texts and values whose unit is not told.

    Evidence:
        E6.1; sdk: _internal/errors.py. The proof makes the errors, and runs what raises them.
    """

    code = "ING108"
    name = "retry-after-argument"
    kind = "error"
    since = "0.1.0"
    fixes = "safe"
    fix_title = "Give the delay that is meant"
    message = "{amount} is {amount} milliseconds: the retry follows at once; use datetime.timedelta"
    wrong_kind = (
        "the delay {text} is {what}: the SDK fails when it writes the response; use an int of "
        "milliseconds, a timedelta or a datetime"
    )
    wrong_order = "the delay {text} stands where the message belongs; it is the second argument"
    keyword = "RetryAfterError has no '{name}': a TypeError is raised in its stead"

    def check(self, module: Module) -> Report:
        for made in module.constructions.all:
            if made.cls == RETRY_AFTER:
                yield from self._judge(module, made, module.delays)

    def _judge(self, module: Module, made: Construction, delays: Delays) -> Report:
        for name, arg in made.arguments.keywords.items():
            if name not in _KEYWORDS:
                rename = partial(_rename, made, arg)
                yield self.fault(arg, message=self.keyword, fix=rename, name=name)
        message = made.arguments.get("message", 0)
        delay = made.arguments.get("retry_after", 1)
        if delay is None:
            return
        what, amount = delays.wrong_kind(delay.value), delays.milliseconds(delay.value)
        if what and message is not None and delays.is_delay(message.value):
            text, swap = module.text(message.value), partial(_swap, message, delay)
            yield self.fault(message, message=self.wrong_order, fix=swap, text=text)
        elif what:
            text, write = module.text(delay.value), partial(_write, delay, what)
            yield self.fault(delay, message=self.wrong_kind, fix=write, text=text, what=what)
        elif amount is not None:
            yield self.fault(delay, fix=partial(_write, delay, ""), amount=amount)


def _write(delay: cst.Arg, what: str, draft: Draft) -> None:
    """Puts a duration in the place of a delay; `what` it is, empty for an int."""
    value = delay.value
    if what == "a string":
        duration.from_text(draft, value)
    elif what == "a float":
        duration.from_float(draft, value)
    elif not what:
        duration.from_int(draft, value)
    else:
        raise UnfixableError("what is meant is not known")
    fit(draft, value)


def _swap(message: cst.Arg, delay: cst.Arg, draft: Draft) -> None:
    swap(draft, message, delay)


def _rename(made: Construction, arg: cst.Arg, draft: Draft) -> None:
    """Gives a delay with its unit in the name by the keyword that there is."""
    name = arg.keyword.value if arg.keyword is not None else ""
    unit = duration.unit_of(name)
    given = made.arguments
    others = [each for each in given.keywords if each not in _KEYWORDS]
    is_delay = any(word in name for word in ("retry", "after", "delay"))
    if not is_delay or unit is None or len(others) > 1:
        raise UnfixableError("what the keyword means is not known")
    if arg.keyword is None or not given.complete or given.get("retry_after", 1):
        raise UnfixableError("there may be a delay already")
    draft.put(arg.keyword, "retry_after")
    duration.from_number(draft, arg.value, unit)
    fit(draft, arg.value)
