"""What can be asked of the code of one file."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.cron.runs import CronRuns
from inngest_lint.model.declarations import find_declarations
from inngest_lint.model.events.sends import Sends
from inngest_lint.model.events.triggers import Triggers
from inngest_lint.model.flow.aftermath import Aftermath
from inngest_lint.model.flow.awaits import Awaits
from inngest_lint.model.flow.contexts import propagate
from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.flow.placement import Placement
from inngest_lint.model.flow.raises import Raises
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.flow.reaching import Reaching
from inngest_lint.model.flow.reactions import Reactions
from inngest_lint.model.flow.step_handlers import StepHandlers
from inngest_lint.model.gathers.awaited import AwaitedNames
from inngest_lint.model.gathers.gathers import Gathers
from inngest_lint.model.gathers.kept_errors import KeptErrors
from inngest_lint.model.gathers.pairings import Pairings
from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.holes import Holes
from inngest_lint.model.names.objects import Objects
from inngest_lint.model.names.sequences import Sequences
from inngest_lint.model.names.shapes import Shapes
from inngest_lint.model.names.texts import Texts
from inngest_lint.model.names.value import Definition
from inngest_lint.model.names.values import Values
from inngest_lint.model.steps.chance import Chance
from inngest_lint.model.steps.id_arguments import IdArguments
from inngest_lint.model.steps.loops import Loops
from inngest_lint.model.steps.nondeterminism import Nondeterminism
from inngest_lint.model.steps.order import Order
from inngest_lint.model.steps.parts import Parts
from inngest_lint.model.steps.repetition import Repetition
from inngest_lint.model.steps.step_ids import StepIds
from inngest_lint.model.steps.turns import Turns
from inngest_lint.settings import Settings
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Node, Tree


class Code:
    """A parsed file with everything that answers questions about it; it does not change."""

    def __init__(self, source: cst.Module, settings: Settings) -> None:
        self.settings = settings
        self._own: dict[type[cst.CSTNode], dict[int, list[cst.CSTNode]]] = {}
        self.tree = Tree(source)
        self.scopes = Scopes(self.tree)
        self.values = Values(self.tree, self.scopes)
        self.bindings = Bindings(self.scopes, self.values)
        self.reach = Reach(self.tree, self.scopes, self.values, self.bindings)
        self.declarations = find_declarations(self.tree, self.scopes, self.values, self.bindings)
        propagate(self.tree, self.scopes, self.values, self.reach)

        changes = Changes(self.tree, self.scopes)
        holes = Holes(self.tree, self.scopes, self.values, changes)
        self.texts = Texts(self.tree, self.scopes, self.bindings, changes, holes)
        self.sequences = Sequences(self.values, self.bindings, changes)
        self.order = Order(self.scopes, self.values, self.bindings, changes, self.reach)
        self.shapes = Shapes(self.scopes, self.values, self.bindings)
        objects = Objects(self.scopes, self.values, self.bindings, self.texts)
        self.triggers = Triggers(self.values, self.bindings, objects, self.sequences, self.shapes)
        self.step_handlers = StepHandlers(self.tree, self.values, self.reach)
        self.step_ids = StepIds(self.tree, self.values, self.texts, self.reach)
        self.reactions = Reactions(self.values)
        self.raises = Raises(self.values, self.reach)
        self.aftermath = Aftermath(self.tree, self.reach, self.raises)
        self.guards = Guards(self.tree, self.raises)
        self.sends = Sends(
            self.tree,
            self.scopes,
            self.values,
            self.bindings,
            self.texts,
            objects,
            self.reach,
            self.step_handlers,
            self.guards,
            settings.failure_events,
        )
        self.awaits = Awaits(self.tree, self.scopes, self.values, self.reach)
        self.placement = Placement(self.tree, self.scopes, self.values, self.reach)
        self.gathers = Gathers(self.tree, self.values, self.bindings, changes, self.sequences)
        self.kept_errors = KeptErrors(
            self.tree,
            self.scopes,
            self.values,
            self.bindings,
            changes,
            self.reach,
            self.raises,
            self.guards,
            self.reactions,
            self.gathers,
            self._is_handler,
        )
        awaited = AwaitedNames(self.tree, self.scopes, self.values, self.bindings, self.texts)
        self.pairings = Pairings(
            self.tree, self.values, self.texts, self.sequences, self.gathers, awaited
        )
        self.cron_runs = CronRuns(
            self.tree,
            self.scopes,
            self.values,
            self.bindings,
            self.texts,
            self.sequences,
            changes,
            self.reach,
            self.guards,
        )
        reaching = Reaching(self.tree, self.scopes, self.raises)
        parts = Parts(self.tree, self.values, self.bindings, changes, reaching)
        chance = Chance(
            self.tree, self.scopes, self.values, self.bindings, settings.nondeterministic
        )
        self.nondeterminism = Nondeterminism(
            self.scopes, self.values, self.bindings, self.reach, parts, chance
        )
        self.id_arguments = IdArguments(
            self.tree,
            self.scopes,
            self.values,
            self.reach,
            self.step_ids,
            self.nondeterminism,
        )
        loops = Loops(self.tree, self.scopes, self.values, self.sequences, self.raises)
        self.repetition = Repetition(
            self.tree,
            self.scopes,
            self.values,
            self.reach,
            loops,
            Turns(self.tree, self.scopes, self.guards, loops),
            self.step_ids,
            self.id_arguments,
        )

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
        )

    def tries_of(self, function: Definition) -> list[cst.Try | cst.TryStar]:
        """The `try` statements of a function."""
        return [*self.own(function, cst.Try), *self.own(function, cst.TryStar)]
