"""One file under check: its Inngest functions, and the code they reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import libcst as cst

from inngest_lint.model.asynchrony import Asynchrony
from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.deeds import Deed, Deeds, Judge
from inngest_lint.model.body.dependencies import Dependencies, Dependency
from inngest_lint.model.body.failure_handlers import FailureHandlers
from inngest_lint.model.body.judges import ClientSends, SideEffects, Sleeps
from inngest_lint.model.body.lost_changes import LostChange, LostChanges
from inngest_lint.model.body.own_thread import OwnThreadDeeds
from inngest_lint.model.body.passing_errors import PassingErrors
from inngest_lint.model.body.retries import Retries
from inngest_lint.model.body.step_errors import StepErrors
from inngest_lint.model.body.whole_deeds import WholeDeeds
from inngest_lint.model.code import Code
from inngest_lint.model.flow.awaits import Fate
from inngest_lint.model.function import Role
from inngest_lint.model.functions import functions_of
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.paths import path_to
from inngest_lint.model.names.value import Definition
from inngest_lint.model.outputs import Outputs
from inngest_lint.model.signatures import GivenHandler, handlers_of
from inngest_lint.once import cached_property
from inngest_lint.project.code.handed import Handed
from inngest_lint.project.middleware import Refused
from inngest_lint.project.view import View
from inngest_lint.sdk.names import STEP, canonical
from inngest_lint.sdk.python import TASKS
from inngest_lint.settings import Settings
from inngest_lint.syntax.tree import walk

_FUNCTIONS = (cst.FunctionDef, cst.Lambda)


class Module(Code):
    """The model of one file."""

    def __init__(self, source: cst.Module, settings: Settings, view: View | None = None) -> None:
        super().__init__(source, settings, view)
        self.functions = functions_of(self)

    @cached_property
    def bodies(self) -> Bodies:
        """What its functions run outside steps, in every request."""
        return Bodies(self, self.functions)

    @cached_property
    def retries(self) -> Retries:
        """The steps that its functions start again."""
        return Retries(self, self.bodies)

    @property
    def bodies_beside_steps(self) -> Iterator[Definition]:
        """The code of functions that make steps, without that of their step handlers."""
        for function in self.functions:
            yield from filter(self.bodies.has_steps, self.bodies.of(function))

    def deeds(self, judge: type[Judge], apart: Iterable[cst.Call] = ()) -> Deeds:
        """What its code does of that for which a judge looks, without calls that stand apart."""
        return Deeds(self, self.bodies, judge(self), apart)

    @cached_property
    def sleeps(self) -> Deeds:
        """Where its code sleeps; what nobody waits for, as a task that is cancelled, is no wait."""
        tasks = (task for symbol in TASKS for task in self.values.calls(symbol))
        alone = (task for task in tasks if not self.awaits.is_waited_for(task))
        done = (arg.value for task in alone for arg in task.args)
        return self.deeds(Sleeps, [each for each in done if isinstance(each, cst.Call)])

    @property
    def client_sends(self) -> Iterator[Deed]:
        """The events that clients send in bodies which run more than once in a run.

        Without those of failures in an `except`: a helper may be called in one elsewhere.
        """
        deeds = self.deeds(ClientSends, self._failure_sends)
        for function in self.functions if deeds.may_find else ():
            for definition in filter(self.bodies.runs_again, self.bodies.of(function)):
                for deed in deeds.of(definition):
                    if function.role is not Role.HELPER or self._is_sent_again(deed, definition):
                        yield deed

    @property
    def _failure_sends(self) -> list[cst.Call]:
        """The calls in the `except` clauses of functions that send failure events."""
        handlers = [h for function in self.functions for h in function.handlers if not h.in_step]
        return [send.call for handler in handlers for send in handler.sends if send.is_failure]

    def _is_sent_again(self, deed: Deed, helper: Definition) -> bool:
        """Whether a helper sends no failure event, and is not called once for a failed run."""
        if any(send.is_failure is not False for send in self.sends.within(deed.call)):
            return False
        return self.reach.makes_steps(helper) or not self.handles_failures_elsewhere(helper)

    def whole_deeds(self, judge: type[Judge]) -> WholeDeeds:
        """The same, in helpers too that are judged where they stand."""
        return WholeDeeds(self, self.bodies, judge(self))

    @cached_property
    def asynchrony(self) -> Asynchrony:
        """Where its sync and its async code meet."""
        return Asynchrony(self, self.functions)

    def deeds_of_handlers(self, judge: type[Judge]) -> Iterator[Deed]:
        """What the step handlers of its async functions do of that, on the event loop."""
        return OwnThreadDeeds(self, self.bodies, judge(self)).of_handlers()

    def is_told_by_shape(self, call: cst.BaseExpression) -> bool:
        """Whether what stands around steps is at fault for a call: a `finally`, a manager."""
        return id(call) in self._held_around_steps or self.finally_blocks.hold(call)

    @cached_property
    def _held_around_steps(self) -> frozenset[int]:
        """What `with` statements hold around steps, by identity."""
        managers = [manager for function in self.functions for manager in function.managers]
        return frozenset(id(each.item) for each in managers if each.held and each.around_steps)

    @cached_property
    def passing_errors(self) -> PassingErrors:
        """What its `except` clauses get that may be gone with the next attempt."""
        return PassingErrors(self, self.bodies, self.deeds(SideEffects))

    @property
    def dependencies(self) -> Iterator[Dependency]:
        """The calls that give another value in every request on which something depends."""
        return Dependencies(self, self.bodies).of(self.functions)

    @cached_property
    def failure_handlers(self) -> FailureHandlers:
        """The code that runs when a function has failed, and what it looks for in the event."""
        return FailureHandlers(self, self.functions)

    @property
    def step_errors(self) -> StepErrors:
        """What the `except` clauses of its step handlers make of errors."""
        return StepErrors(self, self.bodies, self.deeds(SideEffects))

    @property
    def lost_changes(self) -> Iterator[LostChange]:
        """What step handlers change of the functions around them, each place once."""
        found: dict[int, LostChange] = {}
        changes = LostChanges(self)
        for handler in self.step_handlers.all if self.functions else ():
            for change in changes.of(handler):
                found.setdefault(id(change.node), change)
        yield from found.values()

    @cached_property
    def outputs(self) -> Outputs:
        """What its steps give."""
        return Outputs(self, self.functions)

    @property
    def step_calls(self) -> list[cst.Call]:
        """Every call of the file that makes a step itself."""
        return self.reach.steps if self.functions else []

    @cached_property
    def step_id_arguments(self) -> list[cst.Arg]:
        """The arguments of the file that are step ids, those given to helpers included."""
        found: dict[int, cst.Arg] = {}
        for call in self.tree.all(cst.Call) if self.functions else ():
            own = self.step_ids.id_argument(call)
            for argument in (
                *([] if own is None else [own]),
                *self.id_arguments.given(call, whole=True),
            ):
                found[id(argument)] = argument
        return list(found.values())

    def handed_back(self, coroutines: Iterable[cst.Call]) -> list[cst.Call]:
        """The calls of functions of the file that return one of these coroutines as it is."""
        found: list[cst.Call] = []
        known: set[int] = set()
        waiting = list(coroutines)
        while waiting:
            function = self.awaits.returner(waiting.pop())
            if function is not None and id(function) not in known:
                known.add(id(function))
                calls = self.calls_of(function)
                found += calls
                waiting += calls
        return found

    def is_awaited_twice(self, coroutine: cst.CSTNode) -> bool:
        """Whether the callers of the function around `coroutine` await what it returns as well."""
        again = self._awaits_again(self.scopes.function_of(coroutine))
        return bool(again) and all(again)

    def is_awaited_once(self, coroutine: cst.CSTNode) -> bool:
        """Whether none of them does, and they are all there are but for Inngest itself."""
        function = self.scopes.function_of(coroutine)
        again = self._awaits_again(function)
        helpers = (each.definition for each in self.functions if each.role is Role.HELPER)
        return not any(again) if again else all(each is not function for each in helpers)

    def _awaits_again(self, function: Definition | None) -> list[bool]:
        """For each call of a function whether what it returns is awaited as well."""
        results = [self.tree.parent(call) for call in self.calls_of(function)] if function else []
        return [
            isinstance(each, cst.Await) and self.awaits.fate(each) is Fate.KEPT for each in results
        ]

    @property
    def given_handlers(self) -> list[GivenHandler]:
        """The handlers that the SDK gets, each once; those of failures are some as well."""
        declared = (each for d in self.declarations for each in handlers_of(d, self.values))
        wired = (
            GivenHandler(made, any(map(self.values.is_self, parameters(made))))
            for made in (each.definition for each in self.functions if each.is_wired)
            if made is not None
        )
        found = {id(each.function): each for each in (*declared, *wired)}
        return list(found.values()) if self.functions else []

    @property
    def handlers_with_step(self) -> Iterator[GivenHandler]:
        """The handlers, of functions made here or elsewhere, that cannot do without a step."""
        helpers = (each.definition for each in self.functions if each.role is Role.HELPER)
        handed = [GivenHandler(each) for each in helpers if isinstance(each, cst.FunctionDef)]
        for handler in (*self.given_handlers, *handed):
            if not handler.takes_context and self.step_parameter(handler) is not None:
                if handler not in handed or self._is_handed_to_inngest(handler.function):
                    yield handler

    def step_parameter(self, handler: GivenHandler) -> cst.Param | None:
        """The parameter that is the step which SDK 0.4 gave beside the context, if there is one."""
        return next(filter(self._is_step, handler.every), None)

    def _is_step(self, param: cst.Param) -> bool:
        if param.annotation is None:
            return param.name.value == "step"
        return canonical(f"{self.values.symbol(param.annotation.annotation)}()") == STEP

    def _is_handed_to_inngest(self, function: Definition) -> bool:
        """Whether another module makes an Inngest function of a function of this file."""
        path = path_to(self.tree, self.values, function)
        handed = self.elsewhere.own.handed_to_inngest(path) if path else frozenset()
        return bool(handed) and Handed.WRAPPED not in handed

    @property
    def hiding_decorators(self) -> Iterator[cst.BaseExpression]:
        """The decorators that hide from the SDK that a handler is async; for calls these."""
        layered = [each for each in self.declarations if each.layers]
        if not layered:
            return
        makers = [
            call
            for call in self.tree.all(cst.Call)
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "create_function"
        ]
        direct = self.mirror.hiding_layers(len(makers))
        found = {id(makers[place]): layer for place, layer in direct.items()}
        for declaration in layered:
            layer = found.get(id(declaration.call))
            if declaration.used is not None:
                layer = self.mirror.hiding_layer(declaration.used)
            if layer is not None and layer < len(declaration.layers):
                yield declaration.layers[layer]

    @property
    def refused_middleware(self) -> Iterator[tuple[cst.Arg, Refused]]:
        """The arguments that give async middleware to sync functions, in whatever module."""
        given = [
            arg
            for arg in self.tree.all(cst.Arg)
            if arg.keyword is not None and arg.keyword.value == "middleware"
        ]
        for place, refused in self.mirror.refused_middleware(len(given)).items() if given else ():
            yield given[place], refused

    def is_inngest_function(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is what `create_function` made, here or in another module."""
        if self.scopes.may_be_defined(node) and self.declarations:
            handler = self.values.definition(node)
            if handler is not None:
                return any(each.replaces is handler for each in self.declarations)
            made = self.bindings.follow(node)
            if any(made is each.outer for each in self.declarations if each.gives):
                return True
        return self.callables.is_inngest_function(self.values.symbol(node))

    def handler_of(self, function: cst.BaseExpression) -> Definition | None:
        """The handler of this file of which an expression is the Inngest function."""
        definition, made = self.values.definition(function), self.bindings.follow(function)
        found = (
            each.handler
            for each in self.declarations
            if (definition is not None and each.replaces is definition)
            or (each.gives and each.outer is made)
        )
        return next(found, None)

    @property
    def leaking_returns(self) -> Iterator[cst.CSTNode]:
        """Where step handlers return results that may hold exceptions."""
        handlers = self.step_handlers.all
        for handler in handlers:
            yield from self.kept_errors.leaks(handler)
        for function in self.tree.all(cst.FunctionDef):
            if all(function is not handler for handler in handlers):
                leaks = list(self.kept_errors.leaks(function))
                if leaks and self.is_handler_elsewhere(function):  # asked last: it costs most
                    yield from leaks

    def is_reached(self, node: cst.CSTNode) -> bool:
        """Whether `node` stands in code that a function runs or hands to something that does."""
        above = [each for each in self.tree.ancestors(node) if isinstance(each, cst.FunctionDef)]
        return any(each in self._reached for each in self.tree.ancestors(node)) or any(
            self.qualified(each) in self.project.reached.names(self.facts) for each in above
        )

    @cached_property
    def _reached(self) -> frozenset[cst.CSTNode]:
        """The definitions that functions mention, and those that these mention in turn."""
        known = [function.definition for function in self.functions]
        waiting = [definition for definition in known if definition is not None]
        found: set[cst.CSTNode] = set()
        while waiting:
            definition = waiting.pop()
            if definition in found:
                continue
            found.add(definition)
            for node in walk(definition.body):
                if type(node) is cst.Name and self.scopes.may_be_defined(node):
                    at = self.tree.parent(node)
                    whole = at if type(at) is cst.Attribute and at.attr is node else node
                    mentioned = self.values.definition(whole)
                    if mentioned is not None:
                        waiting.append(mentioned)
        return frozenset(found)
