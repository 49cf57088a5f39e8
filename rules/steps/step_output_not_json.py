"""ING313 step-output-not-json."""

from __future__ import annotations

from functools import partial

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.outputs import make_json
from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepOutputNotJson(ModuleRule):
    """A step handler returns what JSON has no form for.

    What it does:
        Reports a `step.run` whose handler returns bytes, a date or a time, a UUID, a Decimal, a
        set, a path, a plain enum, a model, a dataclass or another object, an exception, a
        generator or a coroutine, as it is or in a list or a dictionary; also through helpers of
        the file and of other modules.
        Silent with `output_type=` (ING315 asks for the serializer), where a middleware may change
        the result, and where nobody can tell what is returned.

    Why is this bad:
        The work of the step is done, and then its result cannot be written down: the step fails,
        and each retry does the work again. A card is charged four times, and the run fails.

    Example:
        ```python
        async def charge() -> datetime.datetime:
            return gateway.charge().paid_at

        await ctx.step.run("charge", charge)
        ```

    Use instead:
        ```python
        async def charge() -> str:
            return gateway.charge().paid_at.isoformat()

        await ctx.step.run("charge", charge)
        ```

    Fix safety:
        Unsafe: dates, UUIDs and paths become text, sets, generators and views become lists, and a
        member of an enum its value, also for what uses the result of the step. Not offered for
        other values, where the function uses the result as what it was, and where the step handler
        is called elsewhere too.

    Evidence:
        E4.11. The proof runs both forms.
    """

    code = "ING313"
    name = "step-output-not-json"
    kind = "error"
    since = "0.1.0"
    fixes = "unsafe"
    fix_title = "Return what JSON has a form for"
    message = (
        "the step handler returns {what}, which is no JSON: the step fails after its work is "
        "done, and each retry does it again"
    )

    def check(self, module: Module) -> Report:
        for output in module.outputs.of_steps:
            if output.form.refused and output.output_type is None:
                if module.outputs.has_serializer(output):
                    continue  # an output type is missing
                if not module.outputs.may_be_transformed(output):
                    fix = partial(_convert, output.call)
                    yield self.fault(output.call, what=output.form.refused, fix=fix)


def _convert(step: cst.Call, draft: Draft) -> None:
    make_json(draft, step)
