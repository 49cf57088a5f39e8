"""Which code of a file runs inside steps."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.reach import Reach, StepRun
from inngest_lint.model.names.calls import UNKNOWN, Arguments, Helper
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Partial, Symbol
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import STEP_DECORATOR, STEP_RUN


class Start(NamedTuple):
    """A step that runs a step handler: where it stands, and the handler with what it receives."""

    node: cst.BaseExpression
    helper: Helper


class StepHandlers:
    """Finds the step handlers of one file: lambdas, nested and module-level functions, methods."""

    def __init__(self, names: Names, reach: Reach) -> None:
        self._tree = names.tree
        self._values = names.values
        self._reach = reach

    @cached_property
    def all(self) -> list[Definition]:
        """Every function or lambda that `step.run` is given, itself or through a helper."""
        return [starts[0].helper.function for starts in self._starts.values()]

    @cached_property
    def runs(self) -> list[StepRun]:
        """Every `step.run` of the file, also one that a `functools.partial` puts off.

        What calls a partial is left out: it gives only the rest.
        """
        found = [
            run
            for run in self._reach.step_runs
            if not isinstance(self._values.of(run.call.func), Partial)
        ]
        partials = ((call, self._held_by(call)) for call in self._values.calls("functools.partial"))
        return [*found, *(StepRun(call, held) for call, held in partials if held is not None)]

    def starts(self, handler: Definition) -> list[Start]:
        """The steps that run a step handler."""
        return self._starts.get(id(handler), [])

    @cached_property
    def _starts(self) -> dict[int, list[Start]]:
        found = [
            Start(run.call, helper) for run in self._reach.step_runs for helper in self._given(run)
        ]
        partials = self._values.calls("functools.partial")
        found += [Start(call, helper) for call in partials for helper in self._held(call)]
        for function in self._tree.all(cst.FunctionDef):
            for each in function.decorators:
                if self._values.symbol(each.decorator) == STEP_DECORATOR:
                    found.append(Start(each.decorator, Helper(function, UNKNOWN)))
        starts: dict[int, list[Start]] = {}
        for start in found:
            starts.setdefault(id(start.helper.function), []).append(start)
        return starts

    def holds(self, node: cst.CSTNode, within: cst.CSTNode | None = None) -> bool:
        """Whether `node` stands in the code of a step handler, which itself stands in `within`."""
        known = self._starts
        for above in self._tree.ancestors(node) if known else ():
            if above is within:
                return False
            if id(above) in known:
                return True
        return False

    def is_one(self, function: Definition) -> bool:
        """Whether `function` is a step handler."""
        return id(function) in self._starts

    def _held_by(self, call: cst.Call) -> Arguments | None:
        """What `functools.partial(step.run, …)` gives; None of another partial."""
        held = self._values.of(call)
        is_run = isinstance(held, Partial) and held.target == Symbol(STEP_RUN)
        return held.arguments if isinstance(held, Partial) and is_run else None

    def _held(self, call: cst.Call) -> list[Helper]:
        """The handler that `functools.partial(step.run, "id", handler)` holds."""
        held = self._held_by(call)
        given = held.get("handler", 1) if held is not None else None
        handler = self._values.definition(given.value) if given is not None else None
        return [Helper(handler, UNKNOWN)] if handler is not None else []

    def _given(self, run: StepRun) -> list[Helper]:
        handler = self._reach.step_handler(run.call)
        if handler is not None:
            return [handler]
        given = run.handler
        functions = self._reach.functions_given(given.value) if given is not None else []
        return [Helper(function, UNKNOWN) for function in functions]
