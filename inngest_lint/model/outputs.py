"""The results of steps and functions, and what becomes of them on their way through JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.function import Function
from inngest_lint.once import cached_property
from inngest_lint.project.outputs.client_options import UNCLEAR, Options
from inngest_lint.project.outputs.forms import UNKNOWN, Form
from inngest_lint.sdk.json_types import NAMED_TUPLE, TUPLE
from inngest_lint.syntax import literals

_SERIALIZER = "serializer"
_TRANSFORM = "transform_output"  # the hook of a middleware that may change a result


class Output(NamedTuple):
    """What the step handler of a `step.run` returns, or the function that a call makes.

    `output_type` tells a serializer what it is; `function` is None for a step.
    """

    call: cst.Call
    form: Form
    output_type: cst.Arg | None
    function: Declaration | None = None


class Outputs:
    """Judges what the steps and the functions of one file give."""

    def __init__(self, code: Code, functions: Sequence[Function]) -> None:
        self._code = code
        self._forms = code.forms
        self._functions = functions

    @cached_property
    def of_steps(self) -> list[Output]:
        """The results of the steps that run a step handler."""
        found: list[Output] = []
        for run in self._code.reach.step_runs if self._functions else ():
            if run.handler is not None and run.arguments.complete:
                form = self._form(run.call, run.handler.value)
                found.append(Output(run.call, form, run.arguments.get("output_type")))
        return found

    @property
    def of_functions(self) -> Iterator[Output]:
        """What the functions return that a serializer may be asked for, as far as it is known."""
        for function in self._functions:
            made = function.declaration
            if made is None or made.used is not None or not made.arguments.complete:
                continue
            if isinstance(made.call, cst.Call):
                output_type = made.arguments.get("output_type")
                form = self._returned(made) if output_type is None else UNKNOWN
                yield Output(made.call, form, output_type, made)

    @cached_property
    def _may_serialize(self) -> bool:
        """Whether the project has a client with a serializer, as its words go."""
        return any(self._code.project.modules.saying(_SERIALIZER))

    def _returned(self, made: Declaration) -> Form:
        """What the handler of a function returns; unknown where a decorator may change it."""
        handler = made.handler
        if handler is None or made.wrappers:
            return UNKNOWN
        if type(handler) is cst.FunctionDef and not self._code.scopes.returns_of(handler):
            return UNKNOWN
        return self._forms.returned(handler, bare=True) if self._may_serialize else UNKNOWN

    def needs_serializer(self, output: Output) -> bool:
        """Whether its output type is none of JSON's own."""
        if output.output_type is None:
            return False
        form = self._forms.annotated(output.output_type.value)
        return bool(form.refused) or form.has_number_keys or form.shape in (TUPLE, NAMED_TUPLE)

    def has_serializer(self, output: Output) -> bool | None:
        """Whether the clients of all functions that give it have a serializer, or none has."""
        answers = {options.serializer for options in self._options(output)}
        return answers.pop() if len(answers) == 1 else None

    def may_be_transformed(self, output: Output) -> bool:
        """Whether a middleware may see it before JSON is made of it."""
        options = self._options(output)
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

    def _form(self, call: cst.Call, handler: cst.BaseExpression) -> Form:
        """The form of what a step handler returns, of the file or elsewhere."""
        helper = self._code.reach.step_handler(call)
        if helper is not None:
            return self._forms.returned(helper.function)
        return self._forms.returned_elsewhere(handler)

    def _options(self, output: Output) -> list[Options]:
        """The options of the clients of all functions that give it, as the file shows them."""
        made = [output.function] if output.function is not None else self._around(output.call)
        return [options for declaration in made for options in self._client_options(declaration)]

    def _around(self, step: cst.Call) -> list[Declaration]:
        """What makes the functions that run a step."""
        contains, closure = self._code.tree.contains, self._code.reach.closure
        return [
            function.declaration
            for function in self._functions
            if function.declaration is not None and function.definition is not None
            if any(contains(each, step) for each in closure([function.definition]))
        ]

    def _client_options(self, declaration: Declaration) -> list[Options]:
        """The options of the client that makes a function, and the function's own middleware."""
        if declaration.used is not None or not isinstance(declaration.call, cst.Call):
            return [UNCLEAR]  # a wrapper of the project may have any
        func = declaration.call.func
        found = self._forms.client_options(func.value if isinstance(func, cst.Attribute) else func)
        given = declaration.arguments.get("middleware")
        own = given is not None and not literals.is_none(given.value)
        return [each._replace(middleware=True) if own else each for each in found]
