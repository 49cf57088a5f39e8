"""Which code of a file runs inside steps."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Partial, Symbol
from inngest_lint.sdk.names import STEP_DECORATOR, STEP_RUN


class StepHandlers:
    """Finds the step handlers of one file: lambdas, nested and module-level functions, methods."""

    def __init__(self, names: Names, reach: Reach) -> None:
        self._tree = names.tree
        self._values = names.values
        self._reach = reach

    @cached_property
    def all(self) -> list[Definition]:
        """Every function or lambda that `step.run` is given, itself or through a helper."""
        found = [
            handler
            for call in self._tree.all(cst.Call)
            if self._reach.step_symbol(call) == STEP_RUN
            for handler in self._given(call)
        ]
        found += [handler for call in self._tree.all(cst.Call) for handler in self._held(call)]
        found += [
            function
            for function in self._tree.all(cst.FunctionDef)
            if any(self._values.symbol(d.decorator) == STEP_DECORATOR for d in function.decorators)
        ]
        return list({id(handler): handler for handler in found}.values())

    def holds(self, node: cst.CSTNode, within: cst.CSTNode | None = None) -> bool:
        """Whether `node` stands in the code of a step handler, which itself stands in `within`."""
        known = self._ids
        for above in self._tree.ancestors(node):
            if above is within:
                return False
            if id(above) in known:
                return True
        return False

    def is_one(self, function: Definition) -> bool:
        """Whether `function` is a step handler."""
        return id(function) in self._ids

    @cached_property
    def _ids(self) -> frozenset[int]:
        return frozenset(id(handler) for handler in self.all)

    def _held(self, call: cst.Call) -> list[Definition]:
        """The handler that `functools.partial(step.run, "id", handler)` holds."""
        if self._values.symbol(call.func) != "functools.partial":
            return []
        held = self._values.of(call)
        if not isinstance(held, Partial) or held.target != Symbol(STEP_RUN):
            return []
        given = held.arguments.get("handler", 1)
        handler = self._values.definition(given.value) if given is not None else None
        return [handler] if handler is not None else []

    def _given(self, call: cst.Call) -> list[Definition]:
        handler = self._reach.step_handler(call)
        if handler is not None:
            return [handler.function]
        given = Arguments.of(call).get("handler", 1)
        return self._reach.functions_given(given.value) if given is not None else []
