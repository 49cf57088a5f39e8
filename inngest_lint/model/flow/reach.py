"""What runs when a piece of code runs: calls, helpers of the file, and the steps they make."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.choices import Choices
from inngest_lint.model.flow.handed_on import HandedOn
from inngest_lint.model.flow.helpers import constructor_of, helper_of
from inngest_lint.model.names.calls import UNKNOWN, Arguments, Helper
from inngest_lint.model.names.foreign import agreed_steps, of_object
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Instance, Partial
from inngest_lint.once import cached_property
from inngest_lint.project.summaries.summaries import MadeStep
from inngest_lint.sdk.names import (
    STEP_DECORATOR,
    STEP_FUNCTION,
    STEP_RUN,
    is_from_context,
    is_step,
)
from inngest_lint.sdk.python import MUTATORS
from inngest_lint.syntax.tree import Node, children


class StepRun(NamedTuple):
    """A `step.run(…)`, or a `functools.partial(step.run, …)`, and what that gives it."""

    call: cst.Call
    arguments: Arguments

    @property
    def handler(self) -> cst.Arg | None:
        """The argument that is the step handler."""
        return self.arguments.get("handler", 1)

    @property
    def handed(self) -> Arguments:
        """What the step handler gets."""
        return self.arguments.behind(2)


class Reach:
    """Follows calls through the functions of one file, to any depth and through cycles."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._foreign = names.foreign
        self._choices = Choices(names)
        self._handed_on = HandedOn(names)
        self._given: dict[int, list[Definition]] = {}
        self._calls: dict[int, list[cst.Call]] = {}  # by identity, as in `Tree`
        self._helpers: dict[int, list[Helper]] = {}
        self._run_by: dict[tuple[int, bool], list[Definition]] = {}
        self._run_at: dict[int, StepRun] = {}
        self._runs: list[StepRun] | None = None
        self._step_handlers: dict[int, Helper | None] = {}
        self._symbols: dict[int, str] = {}
        self._steps: list[cst.Call] | None = None
        self._foreign_steps: dict[int, tuple[MadeStep, ...]] = {}
        self._makers: set[int] | None = None
        self._replaced: frozenset[int] = frozenset()

    def step_symbol(self, call: cst.Call) -> str:
        """The symbol of the step that `call` makes; empty if it makes none itself."""
        known = self._symbols.get(id(call))
        if known is None:
            known = self._values.symbol(call.func)
            if not known and self.step_decorator(call) is not None:
                known = STEP_FUNCTION
            elif not is_step(known):
                known = ""
            self._symbols[id(call)] = known
        return known

    @property
    def steps(self) -> list[cst.Call]:
        """Every call of the file that makes a step itself."""
        if self._steps is None:
            self._steps = [call for call in self._tree.all(cst.Call) if self.step_symbol(call)]
        return self._steps

    @property
    def step_runs(self) -> list[StepRun]:
        """Every call of `step.run` in the file."""
        if self._runs is None:
            found = map(self.step_run, self.steps)
            self._runs = [each for each in found if each is not None]
        return self._runs

    def step_run(self, call: cst.Call) -> StepRun | None:
        """The `step.run` that `call` is, with what it is given."""
        if self.step_symbol(call) != STEP_RUN:
            return None
        found = self._run_at.get(id(call))
        if found is None:
            found = self._run_at[id(call)] = StepRun(call, Arguments.of(call))
        return found

    def foreign_steps(self, call: cst.Call) -> tuple[MadeStep, ...]:
        """The steps that `call` makes in another module, with the context or with what holds it."""
        found = self._foreign_steps.get(id(call))
        if found is None:
            found = self._foreign_steps[id(call)] = self._find_foreign_steps(call)
        return found

    def _find_foreign_steps(self, call: cst.Call) -> tuple[MadeStep, ...]:
        may_run = self._foreign.may_run(call)
        if not (may_run or self._is_of_object(call.func)) or not self._may_have_context(call):
            return ()
        if not may_run:
            return agreed_steps(self._foreign.overriding(call.func, Arguments.of(call)))
        foreign = self._foreign.called(call)
        return foreign.summary.steps if foreign is not None else ()

    def _is_of_object(self, callee: cst.BaseExpression) -> bool:
        """Whether what is called is a method of an object of a class of the file."""
        return type(callee) is cst.Attribute and type(self._values.of(callee.value)) is Instance

    def _may_have_context(self, call: cst.Call) -> bool:
        """Whether a call hands a context on, or is of a method whose object may hold one."""
        return of_object(self._values.symbol(call.func)) or any(
            is_from_context(self._values.symbol(arg.value)) for arg in call.args
        )

    def step_decorator(self, call: cst.Call) -> cst.Call | None:
        """The `@inngest.experimental.step("id")` of the function that `call` calls."""
        return self.step_decorator_of(self._values.definition(call.func))

    def step_decorator_of(self, function: Definition | None) -> cst.Call | None:
        """The same of a function itself."""
        for decorator in function.decorators if type(function) is cst.FunctionDef else ():
            made = decorator.decorator
            if type(made) is cst.Call and self._values.symbol(made) == STEP_DECORATOR:
                return made
        return None

    def executed(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes that run when `node` runs: lambdas where they stand, nested `def`s not."""
        stack = [node]
        while stack:
            child = stack.pop()
            yield child
            stack += [below for below in children(child) if below.__class__ not in _DEFINITIONS]

    def executed_of(self, node: cst.CSTNode, kind: type[Node]) -> list[Node]:
        """Those of exactly this type, in source order."""
        every = self._tree.within(node, kind)
        return [each for each in every if not self._is_defined_in(each, node)]

    def _is_defined_in(self, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
        """Whether `node` stands in a definition inside `outer`."""
        while node is not outer:
            if node.__class__ in _DEFINITIONS:
                return True
            node = self._tree.parent(node) or outer
        return False

    def calls(self, node: cst.CSTNode) -> list[cst.Call]:
        """The calls that run when `node` runs, in source order."""
        found = self._calls.get(id(node))
        if found is None:
            places = self._tree.places_in(node)
            every = self._calls_by_function.get(id(self._scopes.def_of(node)), [])
            first = bisect_left(every, places.start, key=self._tree.place)
            found = every[first : bisect_left(every, places.stop, first, key=self._tree.place)]
            self._calls[id(node)] = found
        return found

    def give(self, param: cst.Param, function: Definition) -> bool:
        """Records a function that some caller passes for a parameter; False if that is known."""
        known = self._given.setdefault(id(param), [])
        if function in known:
            return False
        known.append(function)
        return True

    def calls_of(self, function: Definition) -> list[cst.Call]:
        """The calls that run when `function` runs, in source order."""
        if type(function) is cst.Lambda:
            return self.calls(function.body)
        return self._calls_by_function.get(id(function), [])

    @cached_property
    def _calls_by_function(self) -> dict[int, list[cst.Call]]:
        found: dict[int, list[cst.Call]] = {}
        for call in self._tree.all(cst.Call):
            found.setdefault(id(self._scopes.def_of(call)), []).append(call)
        return found

    def leave_out(self, handlers: Iterable[Definition]) -> None:
        """Records handlers in whose place a function stands: only their decorators run them."""
        self._replaced = frozenset(map(id, handlers))
        self.forget()

    def forget(self) -> None:
        """Drops what is remembered of helpers, after `values` has learnt something."""
        self._helpers.clear()
        self._run_by.clear()
        self._runs = None
        self._step_handlers.clear()
        self._symbols.clear()
        self._steps = None
        self._foreign_steps.clear()
        self._foreign.forget()
        self._makers = None

    def helpers(self, call: cst.Call) -> list[Helper]:
        """The functions of the file that `call` runs in the body.

        These are the one it calls and those it hands on, as to a runner or to `group.parallel`;
        a step handler runs in its step and is not among them.
        """
        known = self._helpers.get(id(call))
        if known is None:
            found = self._find_helpers(call)
            known = [
                each for each in found if each.assumed or id(each.function) not in self._replaced
            ]
            self._helpers[id(call)] = known
        return known

    def helper_of(self, node: cst.BaseExpression, arguments: Arguments) -> Helper | None:
        """The function of the file that runs when `node` is called with `arguments`."""
        return helper_of(self._values.of(node), arguments, node)

    def step_handler(self, call: cst.Call) -> Helper | None:
        """The step handler that `call` runs, if it is a function of the file."""
        run = self.step_run(call)
        if run is None:
            return None
        if id(call) not in self._step_handlers:
            given = run.handler
            found = self.helper_of(given.value, run.handed) if given is not None else None
            self._step_handlers[id(call)] = found
        return self._step_handlers[id(call)]

    def constructor(self, call: cst.Call) -> Helper | None:
        """The `__init__` that `call` runs, if it makes an object of a class of the file."""
        return constructor_of(call, self._values)

    def functions_run_by(
        self, calls: Iterable[cst.Call], *, handlers: bool = False
    ) -> list[Definition]:
        """The functions of the file that calls run in the body; with `handlers` in steps too."""
        found: list[Definition] = []
        for call in calls:
            found += [helper.function for helper in self.helpers(call)]
            handler = self.step_handler(call) if handlers else None
            if handler is not None:
                found.append(handler.function)
        return found

    def closure(
        self, functions: Iterable[Definition], *, handlers: bool = False
    ) -> list[Definition]:
        """The functions, and those that they run in turn, each once."""
        found: dict[int, Definition] = {}
        waiting = list(functions)
        while waiting:
            function = waiting.pop()
            if id(function) not in found:
                found[id(function)] = function
                waiting += self._functions_of(function, handlers)
        return list(found.values())

    def _functions_of(self, function: Definition, handlers: bool) -> list[Definition]:
        """The functions of the file that one runs itself."""
        key = id(function), handlers
        found = self._run_by.get(key)
        if found is None:
            found = self.functions_run_by(self.calls_of(function), handlers=handlers)
            self._run_by[key] = found
        return found

    def functions_given(self, node: cst.BaseExpression) -> list[Definition]:
        """The functions that callers pass for the parameter that `node` names.

        So are those among which a loop or a table chooses.
        """
        found: list[Definition] = []
        if self._given and type(node) is cst.Name:
            found = [f for b in self._scopes.of_name(node) for f in self._given.get(id(b.node), ())]
        return found or self._choices.among(node)

    def makes_steps(self, function: Definition) -> bool:
        """Whether running `function` makes a step."""
        if self._makers is None:
            self._makers = self._find_makers()
        return id(function) in self._makers

    def surrounds_steps(self, node: cst.CSTNode) -> bool:
        """Whether running `node` makes a step, helpers of the file included."""
        return any(True for _ in self.making_steps(node))

    def mentions_steps(self, node: cst.CSTNode) -> bool:
        """The same for a call that stands in `node` but may run later, as in a stored lambda."""
        return any(self.may_make_steps(call) or self._holds_step(call) for call in self.calls(node))

    def making_steps(self, node: cst.CSTNode) -> Iterator[cst.Call]:
        """The calls that make a step when `node` runs, themselves or through helpers."""
        if node.__class__ not in _DEFINITIONS:
            yield from self._makers_among(self.calls(node), node)

    def made_by(self, function: Definition) -> Iterator[cst.Call]:
        """The calls that make a step when `function` runs, themselves or through helpers."""
        yield from self._makers_among(self.calls_of(function), function.body)

    def _find_makers(self) -> set[int]:
        """The functions that make steps themselves, and those that call them in turn."""
        callers: dict[int, list[Definition]] = {}
        waiting: list[Definition] = []
        functions: list[Definition] = [
            *self._tree.all(cst.FunctionDef),
            *self._tree.all(cst.Lambda),
        ]
        for function in functions:
            for call in self.calls_of(function):
                if self.step_symbol(call) or self.foreign_steps(call):
                    waiting.append(function)
                for helper in self.helpers(call):
                    callers.setdefault(id(helper.function), []).append(function)
        found: set[int] = set()
        while waiting:
            function = waiting.pop()
            if id(function) not in found:
                found.add(id(function))
                waiting += callers.get(id(function), ())
        return found

    def _makers_among(self, calls: list[cst.Call], within: cst.CSTNode) -> Iterator[cst.Call]:
        for call in calls:
            if self.may_make_steps(call) and not self.is_stored(call, within):
                yield call

    def may_make_steps(self, call: cst.Call) -> bool:
        """Whether a call makes a step, or runs helpers some call of which does."""
        return (
            bool(self.step_symbol(call))
            or any(self.makes_steps(helper.function) for helper in self.helpers(call))
            or bool(self.foreign_steps(call))
        )

    def may_run_in_step(self, call: cst.Call) -> bool:
        """Whether the code that a call runs makes steps: what it is handed may be their handler."""
        called = [each.function for each in self.helpers(call) if each.arguments is not UNKNOWN]
        return any(map(self.makes_steps, called)) or bool(self.foreign_steps(call))

    def _holds_step(self, call: cst.Call) -> bool:
        """Whether `call` makes a `functools.partial` of a step, or of what makes one."""
        value = self._values.of(call)
        if not isinstance(value, Partial):
            return False
        function = self._values.definition(call)
        return is_step(self._values.symbol(call)) or (
            function is not None and self.makes_steps(function)
        )

    def is_stored(self, call: cst.Call, within: cst.CSTNode) -> bool:
        """Whether a call stands in a lambda that `within` makes but gives to nobody who runs it."""
        if not self._tree.all(cst.Lambda):
            return False
        for above in self._tree.ancestors(call):
            if above is within:
                return False
            if type(above) is cst.Lambda and not self._is_given_away(above):
                return True
        return False

    def _is_given_away(self, function: cst.Lambda) -> bool:
        """Whether a lambda is an argument of a call, other than one that keeps it in a list."""
        for above in self._tree.ancestors(function):
            if isinstance(above, cst.Call):
                method = above.func.attr.value if isinstance(above.func, cst.Attribute) else ""
                return above.func is not function and method not in MUTATORS
            if isinstance(above, (cst.BaseSmallStatement, cst.BaseCompoundStatement, cst.Lambda)):
                return False
        return False

    def _find_helpers(self, call: cst.Call) -> Iterator[Helper]:
        if isinstance(self._values.of(call), Partial):
            return  # it runs where it is called or handed on
        if self.step_symbol(call) == STEP_FUNCTION:
            return  # its code is the step handler
        if self._scopes.may_be_defined(call.func):
            called = helper_of(self._values.of(call.func), Arguments.of(call), call.func)
            if called is not None:
                yield called
        for function in self.functions_given(call.func):
            yield Helper(function, Arguments.of(call), assumed=True)
        yield from self._handed_on.by(call)


_DEFINITIONS = frozenset({cst.FunctionDef, cst.ClassDef})
