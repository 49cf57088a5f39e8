"""ING104 broad-except-around-retry-control."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Handler
from inngest_lint.rule import FunctionRule, Report


class BroadExceptAroundRetryControl(FunctionRule):
    """`except Exception` gets the live error by which a step handler steers its retries.

    What it does:
        Reports an `except Exception` around a step whose handler raises `NonRetriableError` or
        `RetryAfterError`, itself or through helpers of the file and of other modules.
        Silent where an earlier clause gets the error, and where it goes on as it came before any
        step or send.

    Why is this bad:
        The SDK lets these two pass through the step into the function on the very first request,
        with nothing memoized. What the `except` does next needs requests of its own, and in each
        of them the step runs again: a card is charged twice, and the delay that was asked for
        becomes a failure at once.

    Example:
        ```python
        try:
            await ctx.step.run("charge", charge)  # raises NonRetriableError
        except Exception:
            await ctx.step.send_event("failed", inngest.Event(name="billing/charge.failed"))
            raise
        ```

    Use instead:
        ```python
        @client.create_function(fn_id="charge", trigger=trigger, on_failure=send_failed)
        async def charge_card(ctx: inngest.Context) -> None:
            try:
                await ctx.step.run("charge", charge)
            except inngest.StepError:  # live errors pass, and only on_failure tells of them
                await ctx.step.run("pay-by-letter", pay_by_letter)
        ```

    Fix safety:
        Unsafe: what the clause did for final errors is done no more, and errors of the function's
        own code pass it as well. Not offered behind a clause that gets `StepError`.

    Evidence:
        E2.5, E2.5b, E2.6, E2.6b; sdk: _internal/step_lib/step_async.py. The proof runs both forms.
    """

    code = "ING104"
    name = "broad-except-around-retry-control"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Catch `StepError`, which no live error is"
    message = (
        "'except Exception' gets the live {error} of a step before the step is memoized ({chain}): "
        "the step runs again; catch inngest.StepError, and tell of final errors in on_failure"
    )

    def check(self, function: Function) -> Report:
        for handler in function.handlers:
            if handler.is_broad and not handler.in_step and handler.around_steps:
                for live in handler.arrivals.known(in_step=True):
                    if not handler.arrivals.lets_pass(live.error):
                        error, chain = live.error.name.removeprefix("inngest."), live.chain
                        because = chain.causes
                        fix = partial(_narrow, handler)
                        yield self.fault(
                            handler.node, because=because, fix=fix, error=error, chain=chain
                        )


def _narrow(handler: Handler, draft: Draft) -> None:
    if not handler.arrivals.are_of_steps:
        raise UnfixableError("the errors of steps do not come to it")
    types = handler.node.type
    each = [e.value for e in types.elements] if isinstance(types, cst.Tuple) else [types]
    symbol = draft.code.values.symbol
    broad = [one for one in each if one is not None and symbol(one) == "builtins.Exception"]
    if len(broad) != 1:
        raise UnfixableError("what it catches is named elsewhere")
    draft.put(broad[0], draft.reach("inngest.StepError", handler.node))
