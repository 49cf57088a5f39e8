"""What can be asked of the code of one file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import libcst as cst

from inngest_lint.model.cron.function_ids import FunctionIds
from inngest_lint.model.cron.inputs import Inputs
from inngest_lint.model.cron.runs import KnownRuns
from inngest_lint.model.declarations import find_declarations
from inngest_lint.model.errors.attempts import Attempts
from inngest_lint.model.errors.classes import ErrorClasses
from inngest_lint.model.errors.constructions import Constructions
from inngest_lint.model.errors.delays import Delays
from inngest_lint.model.errors.escapes import Escapes
from inngest_lint.model.errors.outward import Outward
from inngest_lint.model.errors.surprises import Surprises
from inngest_lint.model.events.dict_events import DictEvents
from inngest_lint.model.events.sends import Sends
from inngest_lint.model.events.triggers import Triggers
from inngest_lint.model.flow.contexts import propagate
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.foreign_callers import receive_from_elsewhere
from inngest_lint.model.foreign_spelling import ForeignSpelling
from inngest_lint.model.gathers.awaited import AwaitedNames
from inngest_lint.model.gathers.gathers import Gathers
from inngest_lint.model.gathers.kept_errors import KeptErrors
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.gathers.pairings import Pairings
from inngest_lint.model.migration import Migration
from inngest_lint.model.names.forms import Forms
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.uncallable import Uncallable
from inngest_lint.model.names.value import Definition
from inngest_lint.model.parallel.branches import Branches
from inngest_lint.model.parallel.concurrency import Concurrency
from inngest_lint.model.parallel.contents import Collections
from inngest_lint.model.parallel.late_binding import LateBinding
from inngest_lint.model.steps.amounts import Amounts
from inngest_lint.model.steps.chance import Chance
from inngest_lint.model.steps.cuts import Cuts
from inngest_lint.model.steps.id_arguments import IdArguments
from inngest_lint.model.steps.loops import Loops
from inngest_lint.model.steps.nondeterminism import Nondeterminism
from inngest_lint.model.steps.order import Order
from inngest_lint.model.steps.parts import Parts
from inngest_lint.model.steps.repetition import Repetition
from inngest_lint.model.steps.result_uses import ResultUses
from inngest_lint.model.steps.step_ids import StepIds
from inngest_lint.model.steps.turns import Turns
from inngest_lint.model.wrapped import with_uses
from inngest_lint.project.callables import Callables
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.handed import Handed
from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.project.mirror import Mirror
from inngest_lint.project.project import Project
from inngest_lint.project.value_mirror import ValueMirror
from inngest_lint.project.view import View, alone
from inngest_lint.sdk.known_events import FAILED, SCHEDULED
from inngest_lint.sdk.versions import Version
from inngest_lint.settings import Settings
from inngest_lint.syntax.tree import Node, Tree


class Code:
    """A parsed file with everything that answers questions about it; it does not change.

    `view` is how the file sees the project around it; without one there is only the file.
    """

    def __init__(self, source: cst.Module, settings: Settings, view: View | None = None) -> None:
        self.settings = settings
        self.view = view or alone(Path("module.py").absolute(), source.code)
        self._own: dict[type[cst.CSTNode], dict[int, list[cst.CSTNode]]] = {}
        self.names = names = Names(source, Elsewhere(self.view))
        self.elsewhere = names.elsewhere
        self.tree = names.tree
        self.scopes = names.scopes
        self.values = names.values
        self.bindings = names.bindings
        self.texts = names.texts
        self.sequences = names.sequences
        self.shapes = names.shapes
        self.flow = flow = ControlFlow(names)
        self.reach = flow.reach
        self.raises = flow.raises
        self.reactions = flow.reactions
        self.guards = flow.guards
        self.step_handlers = flow.step_handlers
        self.nesting = flow.nesting
        self.awaits = flow.awaits
        self.aftermath = flow.aftermath
        self.placement = flow.placement
        self.finally_blocks = flow.finally_blocks
        self.step_ways = flow.step_ways
        # these record in `values` what the file shows, before anything else is asked
        direct = find_declarations(self.tree, self.scopes, self.values, self.bindings)
        self.declarations = with_uses(names, direct)
        replaced = [each.replaces for each in self.declarations]
        self.reach.leave_out(each for each in replaced if each is not None)
        propagate(self.tree, self.scopes, self.values, self.reach)
        receive_from_elsewhere(names, self.reach)

        self.callables = Callables(self.view)
        self.mirror = Mirror(self.view)
        self.uncallable = Uncallable(names, self.callables)
        self.triggers = Triggers(names)
        self.migration = Migration(names, flow)
        self.foreign_spelling = ForeignSpelling(names, flow)
        self.sends = Sends(names, flow, settings.failure_events)
        self.forms = Forms(names, ValueMirror(self.view))
        self.dict_events = DictEvents(names, self.sends, self.forms)
        self.error_classes = ErrorClasses(names)
        self.escapes = Escapes(names, flow, self.error_classes)
        self.surprises = Surprises(names, flow, self.error_classes, self.escapes)
        self.constructions = Constructions(names, self.error_classes)
        self.delays = Delays(names)
        self.outward = Outward(names, flow, self.error_classes, self.escapes, self.declarations)
        self.attempts = Attempts(names, flow, self.declarations)
        self.gathers = gathers = Gathers(names)
        self.outcomes = outcomes = Outcomes(names, flow, gathers)
        self.kept_errors = KeptErrors(names, flow, outcomes, self._is_handler)
        self.pairings = Pairings(names, gathers, AwaitedNames(names))
        self.collections = collections = Collections(names, flow.reaching)
        self.concurrency = Concurrency(names, flow, collections)
        self.branches = Branches(names, flow, collections)
        self.late_binding = LateBinding(names)
        self.cron_runs = KnownRuns(names, flow, SCHEDULED)
        self.failure_runs = KnownRuns(names, flow, FAILED)
        self.inputs = Inputs(names, flow, self.failure_runs.event_data)
        self.function_ids = FunctionIds(names, self.failure_runs.event_data)
        self.order = Order(names, flow)
        self.step_ids = ids = StepIds(names, flow)
        chance = Chance(names, settings.nondeterministic, settings.pure)
        self.nondeterminism = Nondeterminism(names, flow, Parts(names, flow), chance)
        self.id_arguments = IdArguments(names, flow, ids, self.nondeterminism)
        self.cuts = Cuts(names, flow, self.forms)
        self.result_uses = ResultUses(names)
        self.loops = loops = Loops(names, flow)
        turns = Turns(names, flow, loops)
        self.amounts = Amounts(names, flow, loops, turns)
        self.repetition = Repetition(names, flow, loops, turns, ids, self.id_arguments)

    @property
    def project(self) -> Project:
        """The project around the file; nothing of it is read before it is asked."""
        return self.view.project

    @property
    def facts(self) -> ModuleFacts:
        """The file as the project knows it."""
        return self.view.facts

    @property
    def sdk_version(self) -> Version:
        """The newest version of the SDK that the code may run on."""
        return self.settings.sdk_version or self.view.sdk_version

    def dissolve(self) -> None:
        """Ends the model. Its parts hold one another; here the nodes of the file are let go.

        Else the garbage collector looks for them, for a twentieth of the time of the whole check.
        """
        for part in (*vars(self).values(), self):
            if _is_part(type(part).__module__):
                vars(part).clear()

    def own(self, function: Definition, kind: type[Node]) -> list[Node]:
        """The nodes of one type in the code of `function`, without those of nested functions."""
        found = self._own.get(kind)
        if found is None:
            found = self._own[kind] = {}
            for node in self.tree.all(kind):
                owner = self.scopes.function_of(node)
                found.setdefault(id(owner), []).append(node)
        return found.get(id(function), [])  # type: ignore[return-value]

    def _is_handler(self, function: cst.CSTNode | None) -> bool:
        """Whether Inngest gets what a function returns: a step handler, or the whole function."""
        return isinstance(function, (cst.FunctionDef, cst.Lambda)) and (
            self.step_handlers.is_one(function)
            or any(function is declaration.handler for declaration in self.declarations)
            or self.is_handler_elsewhere(function)
        )

    def is_handler_elsewhere(self, function: Definition) -> bool:
        """Whether another module of the project gives a function of this file to `step.run`."""
        return isinstance(function, cst.FunctionDef) and self.qualified(
            function
        ) in self.project.reached.step_handlers(self.facts)

    def handles_failures_elsewhere(self, function: Definition) -> bool:
        """Whether another module of the project gives a function of this file to `on_failure`."""
        return isinstance(function, cst.FunctionDef) and (
            Handed.ON_FAILURE
            in self.elsewhere.own.handed_to_inngest(self.qualified(function).split("."))
        )

    def qualified(self, function: cst.FunctionDef) -> str:
        """The name of a function behind those of what it stands in, as the project has it."""
        return ".".join(self.names.names_to(function))

    def text(self, node: cst.CSTNode) -> str:
        """The source of `node` on one line."""
        return " ".join(self.tree.text(node).split())

    def has_effect(self, node: cst.CSTNode) -> bool:
        """Whether running `node` makes a step or sends an event."""
        return self.reach.surrounds_steps(node) or bool(self.sends.within(node))

    def calls_of(self, function: Definition) -> list[cst.Call]:
        """The calls whose result is that of `function`; not those that it is handed to."""
        calls = self.placement.callers_of(function)
        return [call for call in calls if self.values.definition(call.func) is function]

    def tries_of(self, function: Definition) -> list[cst.Try | cst.TryStar]:
        """The `try` statements of a function."""
        return [*self.own(function, cst.Try), *self.own(function, cst.TryStar)]


@cache
def _is_part(module: str) -> bool:
    """Whether objects of a class of this module are parts of the model of one file."""
    return module.startswith((_MODEL, _SYNTAX))


_MODEL = __name__.rpartition(".")[0]
_SYNTAX = Tree.__module__.rpartition(".")[0]
