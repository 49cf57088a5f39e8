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
        is_async = self.gives_coroutine(call.func)
        if is_async and not awaited:
            return COROUTINE
        if is_async is not awaited:
            return None  # awaited is what a sync function gives, perhaps a coroutine
        definition = self._values.definition(call.func)
        if definition is not None:
            return self._result(definition) if self._is_sure(call.func, definition) else None
        symbol = self._values.symbol(call.func)
        if symbol == CLIENT_SEND:
            return _SENT
        foreign = self._callables.result(symbol)
        if foreign is not None:
            return foreign.gives
        return None if awaited else self._shape(call)

    def gives_coroutine(self, function: cst.BaseExpression) -> bool:
        """Whether what a function gives must be awaited, also where a lambda hands it on."""
        called = self._values.definition(function)
        if type(called) is cst.Lambda and type(called.body) is cst.Call:
            return self._is_async(called.body.func)
        return self._is_async(function)

    def _is_async(self, function: cst.BaseExpression) -> bool:
        definition = self._values.definition(function)
        if definition is not None:
            is_async = isinstance(definition, cst.FunctionDef) and definition.asynchronous
            return bool(is_async) and self._is_sure(function, definition)
        symbol = self._values.symbol(function)
        if symbol == CLIENT_SEND or symbol in AWAITABLES:
            return True
        foreign = self._callables.result(symbol)
        return foreign is not None and foreign.is_async

    def _is_sure(self, function: cst.BaseExpression, definition: Definition) -> bool:
        """Whether it is just this code that runs when a function is called."""
        return is_plain(definition, self._values) and not self._values.is_open(function)

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
