"""ING112 failure-event-before-final-attempt."""

from __future__ import annotations

from inngest_lint.model.function import Role
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class FailureEventBeforeFinalAttempt(ModuleRule):
    """A failure event is sent for an error that may be gone with the next attempt.

    What it does:
        Reports the send of a failure event in an `except` that also gets what code outside of
        steps raises: work on the outside world in the `try`, or a `raise` that hangs on what a
        call gives, also through helpers. Silent for `except inngest.StepError`, for final errors,
        for a send behind a test of `ctx.attempt`, and in failure handlers.

    Why is this bad:
        An error outside of steps is retried by calling the function again. The event is sent with
        the first of these errors and the step that sends it is memoized; if the next attempt
        succeeds, one run has sent `.failed` and `.completed`.

    Example:
        ```python
        try:
            rates = load_rates()
            await ctx.step.run("store", store, rates)
        except Exception:
            await ctx.step.send_event("failed", inngest.Event(name="billing/sync.failed"))
            raise
        ```

    Use instead:
        ```python
        try:
            rates = await ctx.step.run("load-rates", load_rates)
            await ctx.step.run("store", store, rates)
        except inngest.StepError:
            await ctx.step.send_event("failed", inngest.Event(name="billing/sync.failed"))
            raise
        ```

    Settings:
        `failure-events`: patterns of the names of failure events.
        `side-effects`: more calls that reach out, by their dotted names.

    Evidence:
        E2.3. The proof lists the events of each run.
    """

    code = "ING112"
    name = "failure-event-before-final-attempt"
    kind = "warning"
    since = "0.1.0"
    message = (
        "the failure event is sent before the last attempt: the 'try' raises outside of steps "
        "({chain}), and the next attempt may succeed"
    )

    def check(self, module: Module) -> Report:
        for function in module.functions:
            if function.role is Role.ON_FAILURE:  # it has one attempt
                continue
            for handler in function.handlers:
                sends = [] if handler.in_step else handler.failure_steps
                for chain in module.passing_errors.of(handler) if sends else ():
                    send = next((s for s in sends if not handler.asks_for_attempt(s)), None)
                    if send is not None:
                        yield self.fault(send.call, because=chain.causes, chain=chain)
                    if send is None or not chain.causes:
                        break
