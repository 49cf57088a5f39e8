"""The bodies of a file's functions: the code that every request runs again, outside steps."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.function import Function, Role
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import PARALLEL
from inngest_lint.sdk.python import TASKS


class Bodies:
    """Tells of each definition of one file whether it runs in a body, and whether beside steps."""

    def __init__(self, code: Code, functions: Sequence[Function]) -> None:
        self._code = code
        self._functions = functions
        self._calls: dict[int, list[cst.Call]] = {}  # by identity, as in `Tree`

    def of(self, function: Function) -> list[Definition]:
        """The function and the `def`s in it that make steps, as far as they run in a body.

        Other `def`s in it are helpers: it is their call that belongs in a step.
        """
        makes_steps = self._code.reach.makes_steps
        return [
            each
            for each in function.definitions
            if id(each) in self._running and (each is function.definition or makes_steps(each))
        ]

    def has_steps(self, definition: Definition) -> bool:
        """Whether the function that runs a definition makes steps, so that it runs again."""
        return id(definition) in self._beside_steps

    def runs_again(self, definition: Definition) -> bool:
        """Whether the function that runs a definition makes steps or is retried."""
        return id(definition) in self._repeated

    def is_own(self, definition: Definition) -> bool:
        """Whether code is judged where it stands, and not where it is called."""
        return id(definition) in self._judged

    def calls(self, definition: Definition) -> list[cst.Call]:
        """The calls that run when a definition runs, without those in step handlers.

        Nor those in branches of `group.parallel` that make no step, in tasks that nobody waits for,
        and coroutines that are given to a step: these are faults of their own.
        """
        found = self._calls.get(id(definition))
        if found is None:
            every = self._code.reach.calls_of(definition)
            found = [call for call in every if self._runs_here(call, definition)]
            self._calls[id(definition)] = found
        return found

    @cached_property
    def called(self) -> frozenset[str]:
        """The symbols that the file calls, and those that what it runs elsewhere calls."""
        values, foreign = self._code.values, self._code.names.foreign
        found = set(values.called)
        for symbol, calls in values.called.items():
            if self._code.elsewhere.may_show(symbol):
                runs = filter(None, map(foreign.called, calls))
                found.update(each.symbol for run in runs for each in run.summary.outside)
        return frozenset(found)

    def _runs_here(self, call: cst.Call, definition: Definition) -> bool:
        code = self._code
        if id(call) in self._never_awaited:
            return False
        if not (self._forgotten or code.tree.all(cst.Lambda)):
            return True
        for above in code.tree.ancestors(call):
            if above is definition:
                return True
            if id(above) in self._forgotten:
                return False
            if type(above) is cst.Lambda:
                if self._may_be_handler(above) or code.reach.is_stored(call, definition):
                    return False
                if above in code.placement.parallel_branches and not code.reach.makes_steps(above):
                    return False
        return True

    def _may_be_handler(self, function: cst.Lambda) -> bool:
        """Whether a lambda is a step handler, or is handed to code that makes steps."""
        code = self._code
        arg = code.tree.parent(function)
        call = code.tree.parent(arg) if isinstance(arg, cst.Arg) else None
        if code.step_handlers.is_one(function):
            return True
        return (
            isinstance(call, cst.Call)
            and not code.reach.step_symbol(call)
            and code.reach.may_run_in_step(call)
        )

    @cached_property
    def _forgotten(self) -> frozenset[int]:
        """The tasks that nobody waits for, by identity."""
        code = self._code
        tasks = (task for symbol in TASKS for task in code.values.calls(symbol))
        return frozenset(id(task) for task in tasks if code.awaits.is_forgotten(task))

    @cached_property
    def _never_awaited(self) -> frozenset[int]:
        """The coroutines that steps are given for handlers, by identity."""
        code = self._code
        given = [run.handler.value for run in code.step_handlers.runs if run.handler is not None]
        calls = [each for each in given if type(each) is cst.Call]
        return frozenset(id(c) for c in calls if code.uncallable.gives_coroutine(c.func))

    @cached_property
    def _judged(self) -> frozenset[int]:
        judged = [each for function in self._functions for each in self.of(function)]
        return frozenset(id(each) for each in judged)

    @cached_property
    def _running(self) -> dict[int, Definition]:
        """What functions run in their bodies, by identity."""
        return self._closure(self._roots())

    @cached_property
    def _beside_steps(self) -> dict[int, Definition]:
        """The same of those that make steps."""
        makes_steps = self._code.reach.makes_steps
        roots = [each for each in self._running.values() if makes_steps(each)]
        return self._running if len(roots) == len(self._running) else self._closure(roots)

    @cached_property
    def _repeated(self) -> dict[int, Definition]:
        """The same of those that make steps, or are retried."""
        once = [id(each.definition) for each in self._functions if each.has_one_attempt]
        retried = [each for each in self._roots() if id(each) not in once]
        return {**self._beside_steps, **self._closure(retried)}

    def _closure(self, roots: Sequence[Definition]) -> dict[int, Definition]:
        found: dict[int, Definition] = {}
        waiting = list(roots)
        while waiting:
            definition = waiting.pop()
            if id(definition) not in found:
                found[id(definition)] = definition
                calls = [call for call in self.calls(definition) if not self._is_group(call)]
                waiting += self._code.reach.functions_run_by(calls)
        return found

    def _is_group(self, call: cst.Call) -> bool:
        """Whether a call is of `group.parallel`, whose branches are roots of their own."""
        return self._code.reach.step_symbol(call) == PARALLEL

    def _roots(self) -> list[Definition]:
        """The functions, helpers that nobody in the file calls, and branches of groups."""
        found = [
            function.definition
            for function in self._functions
            if function.definition is not None
            and (function.role is not Role.HELPER or self._is_open(function.definition))
        ]
        return [*found, *self._code.placement.parallel_branches]

    def _is_open(self, helper: Definition) -> bool:
        """Whether a helper is run by code that the file does not show, and not in a step."""
        code = self._code
        return not (
            code.placement.callers_of(helper)
            or code.step_handlers.is_one(helper)
            or code.is_handler_elsewhere(helper)
        )
