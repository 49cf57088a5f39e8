"""An Inngest function, as rules ask it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from itertools import chain

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.events.triggers import Trigger, TriggerList
from inngest_lint.model.failures import FailureEvents
from inngest_lint.model.handlers import Handler
from inngest_lint.model.managers import Manager, managers_of
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.chance import Source
from inngest_lint.model.steps.repetition import Repeated
from inngest_lint.model.steps.step_ids import StepId
from inngest_lint.once import cached_property
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.project.wiring import Wiring
from inngest_lint.settings import Settings


class Role(Enum):
    """What a function is to Inngest."""

    FUNCTION = auto()  # made by `create_function`
    ON_FAILURE = auto()  # given to `on_failure=`
    HELPER = auto()  # receives the context or makes steps, and is judged where it stands


class Function:
    """A function scope; `definitions` are the function itself and the `def`s nested in it.

    A function whose handler is code elsewhere has none: only the call that makes it is judged. That
    whose handler alone stands in the file has a `wiring`, and no declaration.
    """

    def __init__(
        self,
        code: Code,
        definitions: Sequence[Definition],
        role: Role,
        declaration: Declaration | None,
        wiring: Wiring | None = None,
    ) -> None:
        self.definition = definitions[0] if definitions else None
        self.role = role
        self.declaration = declaration
        self._wiring = wiring
        self._code = code
        self.definitions = definitions

    @property
    def node(self) -> cst.CSTNode:
        """Where it stands: its `def` or lambda, else the call that makes it of code elsewhere."""
        if self.definition is not None or self.declaration is None:
            return self.definitions[0]
        return self.declaration.call

    @property
    def is_wired(self) -> bool:
        """Whether another module makes a function of it."""
        return self._wiring is not None

    @property
    def name(self) -> str:
        """What it is bound to, if a call makes it of a handler; else the name of its `def`."""
        made = self.declaration.outer if self.declaration is not None else None
        bound = self._code.tree.parent(made) if made is not None else None
        if isinstance(bound, cst.AnnAssign) and isinstance(bound.target, cst.Name):
            return bound.target.value
        if isinstance(bound, cst.Assign) and isinstance(bound.targets[0].target, cst.Name):
            return bound.targets[0].target.value
        if isinstance(self.definition, cst.FunctionDef):
            return self.definition.name.value
        return "lambda"

    @property
    def has_one_attempt(self) -> bool:
        """Whether whatever fails in it is not tried again."""
        return self.definition is not None and self._code.attempts.is_single(self.definition)

    @property
    def is_async(self) -> bool | None:
        """Whether it is async; None where a decorator decides, or its handler is code elsewhere."""
        if self.definition is None or self.declaration is None or self.declaration.wrappers:
            return None
        return is_async(self.definition)

    def asyncness_of(self, handler: cst.BaseExpression) -> bool | None:
        """Whether a function that it is given is async; None if that is not known."""
        values = self._code.values
        definition = values.definition(handler)
        if definition is None:
            return self._code.elsewhere.is_async(values.symbol(handler))
        if isinstance(definition, cst.FunctionDef) and definition.decorators:
            return None
        return is_async(definition)

    @property
    def settings(self) -> Settings:
        """The settings of its file."""
        return self._code.settings

    def argument(self, name: str) -> cst.Arg | None:
        """The keyword of `create_function`; None for helpers."""
        return self.declaration.arguments.get(name) if self.declaration else None

    @cached_property
    def trigger_list(self) -> TriggerList:
        """What starts it, as far as it is shown."""
        if self._wiring is not None:
            return self._code.triggers.found(self._wiring.triggers, self.definitions[0])
        trigger = self.argument("trigger")
        if trigger is not None:
            return self._code.triggers.of(trigger.value)
        if self._used is not None and self.declaration is not None:
            return self._code.triggers.of_use(self._used, self.declaration.call)
        return TriggerList((), complete=False)

    @property
    def trigger_node(self) -> cst.CSTNode | None:
        """Where its triggers are given: the argument, or the use of a wrapper that makes them."""
        trigger = self.argument("trigger")
        made = self._used is not None and "trigger" in self._used.given
        if trigger is not None or self.declaration is None:
            return trigger
        return self.declaration.call if made else None

    @property
    def use(self) -> WrapperUse | None:
        """How a wrapper is used that makes it."""
        return self._used.use if self._used is not None else None

    @property
    def _used(self) -> InngestFunction | None:
        return self.declaration.used if self.declaration is not None else None

    @property
    def triggers(self) -> tuple[Trigger, ...] | None:
        """What starts it; None where not all of it can be resolved, or the shape is wrong."""
        return self.trigger_list.known if self.trigger_list.complete else None

    @property
    def has_cron(self) -> bool:
        """Whether a cron starts it for sure, whatever else may.

        A wrapper may keep the runs of a cron from the handler.
        """
        use = self._used.use if self._used is not None else None
        crons = any(trigger.is_cron for trigger in self.trigger_list.known)
        return crons and not (use is not None and use.may_spare)

    def is_triggered_by(self, event: str) -> bool:
        """Whether this event starts it for sure, whatever else may."""
        events = (trigger.event for trigger in self.trigger_list.known)
        return any(each is not None and each.constant == event for each in events)

    @property
    def wrong_trigger(self) -> str | None:
        """What stands where a trigger or a list of triggers belongs ("a tuple"); None if right."""
        trigger = self.argument("trigger")
        if trigger is None:
            made = self.trigger_node is not None and self.trigger_list
            return "an empty list" if made == TriggerList((), complete=True) else None
        return self._code.triggers.wrong_shape(trigger.value)

    def text(self, node: cst.CSTNode) -> str:
        """The source of `node` on one line."""
        return self._code.text(node)

    def contains(self, outer: cst.CSTNode, inner: cst.CSTNode) -> bool:
        """Whether `inner` is `outer` or stands inside it."""
        return self._code.tree.contains(outer, inner)

    def is_triggered_only_by(self, patterns: Sequence[str]) -> bool | None:
        """Whether events whose names match the patterns are all that starts it."""
        if self.triggers is None:
            return None
        if any(trigger.is_cron for trigger in self.triggers):
            return False
        answers = [t.event.matches(patterns) if t.event else None for t in self.triggers]
        return False if False in answers else None if None in answers else True

    @cached_property
    def handlers(self) -> list[Handler]:
        """The `except` clauses of its code, and those of context managers around its steps."""
        own = [
            Handler(self._code, definition, statement, clause)
            for definition in self.definitions
            for statement in self._code.tries_of(definition)
            for clause in statement.handlers
        ]
        around = [manager.handlers for manager in self.managers if manager.around_steps]
        return list(chain(own, *around))

    @cached_property
    def managers(self) -> list[Manager]:
        """What its `with` statements hold."""
        return [m for definition in self.definitions for m in managers_of(self._code, definition)]

    @property
    def tells_of_failure(self) -> bool | None:
        """Whether it sends a failure event when it has failed; None if code elsewhere decides."""
        failure_events = FailureEvents(self._code)
        if self._wiring is not None:
            return failure_events.tells_when_wired(self.definitions[0], self._wiring)
        return failure_events.tells(self.declaration) if self.declaration else None

    @cached_property
    def step_ids(self) -> list[list[StepId]]:
        """The ids of its steps, those that each nested `def` makes in a list of their own."""
        return [self._code.step_ids.of(definition) for definition in self.definitions]

    @property
    def nondeterministic_ids(self) -> Iterator[tuple[cst.Arg, Source]]:
        """The arguments that make a step id differ between requests, and what is in them."""
        for definition in self.definitions:
            for arg in self._code.id_arguments.of(definition):
                source = self._code.nondeterminism.source(arg.value)
                if source is not None:
                    yield arg, source

    @property
    def steps_without_limit(self) -> Iterator[cst.Call]:
        """The calls that make a step for each item of a collection of any size."""
        for definition in self.definitions:
            yield from self._code.amounts.steps_without_limit(definition)

    @cached_property
    def repeated_ids(self) -> list[Repeated]:
        """The step ids that a loop repeats on every turn."""
        return list(self._code.repetition.of(self.definitions, self.step_ids))


def is_async(function: Definition) -> bool:
    """Whether a function must be awaited; a lambda never is."""
    return isinstance(function, cst.FunctionDef) and function.asynchronous is not None
