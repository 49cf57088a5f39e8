"""ING301 nondeterministic-step-id."""

from __future__ import annotations

from inngest_lint.model.function import Function
from inngest_lint.rule import FunctionRule, Report


class NondeterministicStepId(FunctionRule):
    """A step id contains a value that differs between requests.

    What it does:
        Reports a step id that contains the time, a random value, the number of a process, `id()`,
        `hash()`, `ctx.attempt`, `ctx.request_id`, `ctx.job_id` or a counter of the module: in the
        call itself, by a name, through functions and classes, or by an argument that a
        helper makes the id of. `ctx.run_id`, `ctx.event` and the results of steps are stable.

    Why is this bad:
        A function runs from its start in every request, and finds the result of a finished step by
        its id. Under another id the step is not found: it runs again, in every request, until the
        run is ended for having too many steps.

    Example:
        ```python
        await ctx.step.run(f"charge-{uuid.uuid4()}", charge_card)
        ```

    Use instead:
        ```python
        await ctx.step.run(f"charge-{ctx.event.id}", charge_card)
        ```

    Settings:
        `nondeterministic`: more calls whose result differs between requests, by their dotted names.
        `pure`: calls whose result counts as the same, whatever they do.
        A relative import matches by its end: `from .ids import new_id` is `"app.ids.new_id"`.

    Evidence:
        E4.7, E4.7b; sdk: _internal/step_lib/base.py. The proof runs charges, sleeps, events, and
        branches of `group.parallel`.
    """

    code = "ING301"
    name = "nondeterministic-step-id"
    kind = "error"
    since = "0.1.0"
    message = (
        "step id contains {what}, '{written}', which differs between requests: "
        "a finished step is not found again and runs anew"
    )
    distant = (
        "step id contains {what}, '{written}' on {source}, which differs between requests: "
        "a finished step is not found again and runs anew"
    )

    def check(self, function: Function) -> Report:
        for arg, source in function.nondeterministic_ids:
            distant = not function.contains(arg, source.node)
            message = self.distant if distant else self.message
            causes = (source.node,) if distant else ()
            if source.behind:
                message = message.replace("{what}", "{what} ({chain})")
            yield self.fault(
                arg,
                message=message,
                because=source.chain.causes if source.behind else causes,
                what=source.what,
                chain=source.chain,
                written=function.text(source.node),
                source=source.node,
            )
