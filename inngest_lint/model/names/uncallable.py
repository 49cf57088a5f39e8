"""What an expression gives that cannot be called, where a function is wanted."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.classes import is_stub
from inngest_lint.model.names.decorators import is_plain
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.project.callables import Callables
from inngest_lint.sdk.names import CLIENT_SEND
from inngest_lint.sdk.python import AWAITABLES, SHAPES
from inngest_lint.syntax import literals

COROUTINE = "a coroutine"
_FUNCTION = "a function"
_SENT = "a list"  # of the ids of the events


class Uncallable:
    """Judges the calls of one file by what they give, awaited or not."""

    def __init__(self, names: Names, callables: Callables) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._shapes = names.shapes
        self._callables = callables

    def given_by(self, call: cst.Call, *, awaited: bool) -> str | None:
        """What a call gives, in words; None where that is not known, or can be called."""
        definition = self._values.definition(call.func)
        if definition is not None:
            if self._values.is_open(call.func) or not is_plain(definition, self._values):
                return None
            must_await = isinstance(definition, cst.FunctionDef) and definition.asynchronous
            if must_await and not awaited:
                return COROUTINE
            return self._result(definition) if bool(must_await) is awaited else None
        symbol = self._values.symbol(call.func)
        if symbol == CLIENT_SEND:
            return _SENT if awaited else COROUTINE
        if symbol in AWAITABLES:
            return None if awaited else COROUTINE
        foreign = self._callables.result(symbol)
        if foreign is not None:
            if foreign.is_async and not awaited:
                return COROUTINE
            return foreign.gives if foreign.is_async is awaited else None
        return None if awaited else self._shape(call)

    def _result(self, function: Definition) -> str | None:
        """What calling a function, or awaiting it, gives: by its annotation, or its `return`s."""
        if isinstance(function, cst.FunctionDef):
            if function.returns is not None:
                return self._promised(function.returns.annotation)
            if any(
                self._scopes.function_of(each) is function for each in self._tree.all(cst.Yield)
            ):
                return "a generator"
            if is_stub(function):
                return None
        shapes = [self._shape(each) for each in returned_expressions(function, self._scopes)]
        return None if None in shapes else shapes[0] if shapes else "None"

    def _promised(self, annotation: cst.BaseExpression) -> str | None:
        if literals.is_none(annotation):
            return "None"
        named = annotation.value if isinstance(annotation, cst.Subscript) else annotation
        return _data(SHAPES.get(f"{self._values.symbol(named)}()"))

    def _shape(self, node: cst.BaseExpression) -> str | None:
        return _data(self._shapes.of(node))


def _data(shape: str | None) -> str | None:
    return None if shape == _FUNCTION else shape
