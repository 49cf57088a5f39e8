"""ING315 output-type-without-serializer."""

from __future__ import annotations

from inngest_lint.model.module import Module
from inngest_lint.rule import ModuleRule, Report


class OutputTypeWithoutSerializer(ModuleRule):
    """An output type is given without a serializer, or a serializer without an output type.

    What it does:
        Reports `output_type=` of a step or a function whose client has no serializer, where the
        type is none of JSON's own; and a step or a function that returns a model or the like to a
        client that has one, without `output_type=`.
        Silent where the client, or what it is made with, is not known.

    Why is this bad:
        Only both together make JSON of a model: one alone is ignored, without a word. The step
        fails after its work is done, and each retry does it again.

    Example:
        ```python
        client = inngest.Inngest(app_id="billing")

        invoice = await ctx.step.run("draft", draft, output_type=Invoice)
        ```

    Use instead:
        ```python
        client = inngest.Inngest(app_id="billing", serializer=inngest.PydanticSerializer())

        invoice = await ctx.step.run("draft", draft, output_type=Invoice)
        ```

    Evidence:
        E9. The proof runs both forms.
    """

    code = "ING315"
    name = "output-type-without-serializer"
    kind = "error"
    since = "0.1.0"
    message = "the client has no serializer: 'output_type' is ignored, and the result must be JSON"
    no_type = "without 'output_type' the serializer is not asked, and {what} is no JSON"

    def check(self, module: Module) -> Report:
        outputs = module.outputs
        for output in [*outputs.of_steps, *outputs.of_functions]:
            if output.output_type is not None:
                if outputs.needs_serializer(output) and outputs.has_serializer(output) is False:
                    yield self.fault(output.output_type)
            elif output.form.refused and outputs.has_serializer(output):
                yield self.fault(output.call, message=self.no_type, what=output.form.refused)
