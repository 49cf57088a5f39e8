"""ING314 step-output-changes-shape."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class StepOutputChangesShape(ModuleRule):
    """The result of a step comes back from JSON as something else, and is used as what it was.

    What it does:
        Reports a `step.run` whose handler returns a tuple, a named tuple or a dictionary with
        numbers for keys, where the function then looks up a number, compares with a tuple, reads a
        field, or does what else only the original can; and one that returns NaN or an infinity.
        Silent where the result is unpacked, gone through or read by index, and with
        `output_type=`.

    Why is this bad:
        What a function sees of a step is its result after JSON: a tuple is a list, the key `7` is
        `"7"`. A look-up fails or finds nothing, and the run fails or goes the wrong way. NaN is no
        JSON at all: the server cannot read the response.

    Example:
        ```python
        async def measure() -> dict[int, int]:
            return {7: -71, 8: -93}

        levels = await ctx.step.run("measure", measure)
        return levels[7]
        ```

    Use instead:
        ```python
        async def measure() -> dict[str, int]:
            return {"7": -71, "8": -93}

        levels = await ctx.step.run("measure", measure)
        return levels["7"]
        ```

    Evidence:
        E4.13. The proof runs both forms.
    """

    code = "ING314"
    name = "step-output-changes-shape"
    kind = "warning"
    since = "0.1.0"
    message = "the step handler returns {was}, which comes back from JSON as {becomes}"
    no_number = (
        "the step handler returns NaN or an infinity, which is no JSON: the server cannot read "
        "the response"
    )

    def check(self, module: Module) -> Report:
        for output in module.outputs.of_steps:
            if output.output_type is not None or output.form.refused:
                continue
            if output.form.not_finite:
                yield self.fault(output.call, message=self.no_number)
            elif module.outputs.is_used_as_before(output):
                keys = "a dictionary with numbers for keys", "one with strings"
                other = output.form.shape, "a list"
                was, becomes = keys if output.form.has_number_keys else other
                yield self.fault(output.call, was=was, becomes=becomes)
