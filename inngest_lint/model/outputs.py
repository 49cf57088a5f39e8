"""The results of steps, and what becomes of them on their way through JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.function import Function
from inngest_lint.model.names.calls import Arguments
from inngest_lint.project.outputs.client_options import Options
from inngest_lint.project.outputs.forms import UNKNOWN, Form
from inngest_lint.sdk.json_types import NAMED_TUPLE, TUPLE
from inngest_lint.sdk.names import STEP_RUN
from inngest_lint.syntax import literals

_HANDLER = 1  # where the step handler stands among the arguments of `step.run`
_TRANSFORM = "transform_output"  # the hook of a middleware that may change a result


class Output(NamedTuple):
    """The result of a step; `output_type` says what a serializer makes of it."""

    call: cst.Call
    form: Form
    output_type: cst.Arg | None


class Outputs:
    """Judges the results of the steps of one file."""

    def __init__(self, code: Code, functions: Sequence[Function]) -> None:
        self._code = code
        self._functions = functions

    def of(self, calls: Sequence[cst.Call]) -> Iterator[Output]:
        """The results of those calls that are steps with a step handler."""
        for call in calls:
            if self._code.reach.step_symbol(call) == STEP_RUN:
                arguments = Arguments.of(call)
                handler = arguments.get("handler", _HANDLER)
                if handler is not None and arguments.complete:
                    output_type = arguments.get("output_type")
                    yield Output(call, self._form(call, handler.value), output_type)

    def has_serializer(self, call: cst.Call) -> bool | None:
        """Whether the clients of all functions that make a step have a serializer, or none has."""
        answers = {options.serializer for options in self._options(call)}
        return answers.pop() if len(answers) == 1 else None

    def may_be_transformed(self, call: cst.Call) -> bool:
        """Whether a middleware may see the result of a step before JSON is made of it."""
        options = self._options(call)
        if any(each.middleware for each in options):
            return True
        unclear = not options or any(each.middleware is None for each in options)
        return unclear and any(self._code.project.modules.saying(_TRANSFORM))

    def is_used_as_before(self, output: Output) -> bool:
        """Whether the function uses a result as what it was before JSON was made of it."""
        uses, form = self._code.result_uses, output.form
        if form.shape in (TUPLE, NAMED_TUPLE):
            return uses.wants_tuple(output.call, named=form.shape == NAMED_TUPLE)
        return form.has_number_keys and uses.wants_number_keys(output.call)

    def client_options(self, declaration: Declaration) -> list[Options]:
        """The options of the client that makes a function, and the function's own middleware."""
        func = declaration.call.func if isinstance(declaration.call, cst.Call) else declaration.call
        client = func.value if isinstance(func, cst.Attribute) else func
        used = declaration.used is not None
        found = [] if used else self._code.names.forms.client_options(client)
        given = declaration.arguments.get("middleware")
        own = given is not None and not literals.is_none(given.value)
        return [each._replace(middleware=True) if own else each for each in found]

    def _form(self, call: cst.Call, handler: cst.BaseExpression) -> Form:
        """The form of what a step handler returns, of the file or elsewhere."""
        helper = self._code.reach.step_handler(call)
        if helper is not None:
            return self._code.names.forms.returned(helper.function)
        symbol = self._code.values.symbol(handler)
        return self._code.elsewhere.returned_form(symbol) if symbol else UNKNOWN

    def _options(self, call: cst.Call) -> list[Options]:
        """The options of the clients of all functions that make a step, as the file shows them."""
        return [
            options
            for function in self._functions
            if function.declaration is not None and function.definition is not None
            if any(
                self._makes(each, call) for each in self._code.reach.closure([function.definition])
            )
            for options in self.client_options(function.declaration)
        ]

    def _makes(self, definition: cst.CSTNode, call: cst.Call) -> bool:
        return self._code.tree.contains(definition, call)
