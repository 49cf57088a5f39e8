"""ING102 swallowed-failure."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.failure.raising import raise_at_the_end
from inngest_lint.model.flow.paths import RAISES
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Handler
from inngest_lint.rule import FunctionRule, Report, Unresolved


class SwallowedFailure(FunctionRule):
    """An `except` around steps ends without `raise`, so that the failed run counts as completed.

    What it does:
        Reports an `except` around steps that sends a failure event (`*.failed`) on a path without
        `raise`, or that catches every failed step and only logs, passes, assigns or returns.
        Silent where it runs steps or other work instead, in a loop over items, in a branch of
        `group.parallel`, and where the code behind the `try` raises or falls back in its turn.

    Why is this bad:
        A run that returns is reported Completed: Inngest shows no failure, sends no
        `inngest/function.failed` and calls no `on_failure`.

    Example:
        ```python
        try:
            await ctx.step.run("charge", charge)
        except inngest.StepError as err:
            await ctx.step.send_event("send-failure", inngest.Event(name="billing/charge.failed"))
        ```

    Use instead:
        ```python
        try:
            await ctx.step.run("charge", charge)
        except inngest.StepError as err:
            await ctx.step.send_event("send-failure", inngest.Event(name="billing/charge.failed"))
            raise
        ```

    Fix safety:
        Safe: the run fails, as its step has. Not offered where the `except` decides whether to
        raise, sets or returns what is used, or does nothing else; nor where work follows that
        would not run any more.

    Evidence:
        E2.1, E2.2. The proof runs both forms.
    """

    code = "ING102"
    name = "swallowed-failure"
    kind = "error"
    since = "0.1.0"
    message = (
        "this 'except' ends without 'raise': a failed step counts as success, and the run is "
        "reported Completed"
    )
    fixes = "safe"
    fix_title = "Raise the error again"
    after_event = (
        "a failure event is sent, but the error ends here on a path without 'raise': the run is "
        "reported Completed"
    )

    def check(self, function: Function) -> Report:
        for handler in function.handlers:
            if handler.always_raises or not handler.around_steps:
                continue
            message = self._message(handler)
            if message is None:
                for send in handler.unclear_sends:
                    yield Unresolved(send.call, "the name of the event is not resolved")
            elif not self._is_meant(handler):
                fix = partial(raise_at_the_end, handler)
                yield self.fault(handler.node, message=message, fix=fix)

    def _message(self, handler: Handler) -> str | None:
        if any(path.marked and path.exit not in RAISES for path in handler.paths):
            return self.after_event
        if handler.catches_all and handler.only_notes and not handler.has_raise:
            return self.message
        return None

    def _is_meant(self, handler: Handler) -> bool:
        return handler.per_item or handler.in_parallel_branch or handler.is_seen_to
