"""ING610 nested-step."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.nesting import Way
from inngest_lint.model.module import Module
from inngest_lint.rule import Fault, ModuleRule, Report
from inngest_lint.syntax import literals


class NestedStep(ModuleRule):
    """A step is made inside a step.

    What it does:
        Reports every step or `group.parallel` in the code of a step handler, and every call there
        that leads to one through helpers of the project. A step handler of another module that
        makes a step is reported at the `step.run` that names it.

    Why is this bad:
        The SDK refuses a step inside a step when it runs: what the outer step has done by then
        is done, the run fails, and a retry may do it again.

    Example:
        ```python
        async def charge(ctx: inngest.Context) -> None:
            await gateway.charge()
            await ctx.step.sleep("settle", datetime.timedelta(minutes=5))

        await ctx.step.run("charge", charge, ctx)
        ```

    Use instead:
        ```python
        await ctx.step.run("charge", gateway.charge)
        await ctx.step.sleep("settle", datetime.timedelta(minutes=5))
        ```

    Evidence:
        E4.5, E4.5b, E4.5c, E4.5d; sdk: _internal/execution_lib/models.py. The proof runs both
        forms.
    """

    code = "ING610"
    name = "nested-step"
    kind = "error"
    since = "0.1.0"
    message = "a step inside a step: the SDK refuses it, and what the outer step has done is lost"
    through = (
        "a step inside a step ({chain} on {step}): the SDK refuses it, and what the outer step "
        "has done is lost"
    )

    elsewhere = (
        "a step inside a step ({chain}): the SDK refuses it, and what the outer step has done is "
        "lost"
    )

    def check(self, module: Module) -> Report:
        for handler in module.step_handlers.all if module.functions else ():
            for way in module.nesting.ways(handler):
                yield self._nested(way, [*map(_name, way.calls)], module)
        for way in module.nesting.handlers_elsewhere() if module.functions else ():
            yield self._nested(way, [""], module)

    def _nested(self, way: Way, names: list[str], module: Module) -> Fault:
        first, last = way.calls[0], way.calls[-1]
        if way.behind:
            chain = " -> ".join([*names[:-1], module.elsewhere.written(way.behind)])
            return self.fault(first, message=self.elsewhere, because=way.end, chain=chain)
        if first is last:
            return self.fault(first)
        chain = " -> ".join(names)
        return self.fault(first, message=self.through, because=way.end, chain=chain, step=last)


def _name(call: cst.Call) -> str:
    return literals.dotted(call.func) or "a function"
