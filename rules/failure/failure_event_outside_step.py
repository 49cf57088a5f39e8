"""ING103 failure-event-outside-step."""

from __future__ import annotations

from functools import partial

from inngest_lint.edits.steps.step_sends import send_in_step
from inngest_lint.model.function import Function, Role
from inngest_lint.model.handlers import Handler
from inngest_lint.rule import FunctionRule, Report, Unresolved


class FailureEventOutsideStep(FunctionRule):
    """A failure event is sent by the client, outside a step.

    What it does:
        Reports `client.send` and `client.send_sync` of a failure event in an `except` of a
        function, itself or through a helper of the project. Silent in a step handler, and where a
        test of `ctx.attempt` stands around it.

    Why is this bad:
        What stands outside a step runs with every request and every attempt that comes this way:
        where the function itself is retried, a run that fails after four retries sends five
        failure events, and one that succeeds after a retry has sent one.

    Example:
        ```python
        except Exception as err:
            await client.send(inngest.Event(name="billing/sync.failed"))
            raise
        ```

    Use instead:
        ```python
        except Exception as err:
            await ctx.step.send_event("send-failure", inngest.Event(name="billing/sync.failed"))
            raise
        ```

    Fix safety:
        Safe: the same event is sent, once; a helper that sends it is run by a step. Not offered in
        loops, where what a helper gives or changes is of use, and where an error outside of steps
        leads to it that the next attempt may not have.

    Settings:
        `failure-events`: patterns of the names of failure events.

    Evidence:
        E2.4. The proof counts the events.
    """

    code = "ING103"
    name = "failure-event-outside-step"
    kind = "error"
    since = "0.1.0"
    message = (
        "a failure event is sent outside a step: every attempt that comes this way sends it again"
    )
    fixes = "safe"
    fix_title = "Send it in a step"

    def check(self, function: Function) -> Report:
        if function.role is Role.ON_FAILURE:  # it has one attempt
            return
        for handler in function.handlers:
            if not handler.in_step:
                yield from self._judge(function, handler)

    def _judge(self, function: Function, handler: Handler) -> Report:
        for send in handler.sends:
            if send.once or send.is_failure is False:
                continue
            if send.is_failure is None:
                yield Unresolved(send.call, "the name of the event is not resolved")
            else:
                fix = partial(send_in_step, function, send.call)
                yield self.fault(send.call, because=send.sent_at, fix=fix)
