"""One file under check: its Inngest functions, and the questions about code that rules share."""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from inngest_lint.model.contexts import propagate
from inngest_lint.model.declarations import find_declarations
from inngest_lint.model.function import Function, Role
from inngest_lint.model.gathers import Gathers
from inngest_lint.model.placement import Placement
from inngest_lint.model.raises import Raises
from inngest_lint.model.reach import Reach
from inngest_lint.model.sends import Sends
from inngest_lint.model.sequences import Sequences
from inngest_lint.model.steps import StepIds
from inngest_lint.model.texts import Texts
from inngest_lint.model.triggers import Triggers
from inngest_lint.model.values import Definition, Values
from inngest_lint.sdk.names import is_from_context
from inngest_lint.settings import Settings
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree, walk


class Module:
    """The model of one parsed file; it does not change once made."""

    def __init__(self, source: cst.Module, settings: Settings) -> None:
        self.settings = settings
        self.tree = Tree(source)
        self.scopes = Scopes(self.tree)
        self.values = Values(self.tree, self.scopes)
        declarations = find_declarations(self.tree, self.values)
        propagate(self.tree, self.scopes, self.values)
        self.reach = Reach(self.values)
        self.texts = Texts(self.tree, self.scopes, self.values)
        self.sequences = Sequences(self.tree, self.scopes, self.values)
        self.triggers = Triggers(self.values, self.texts, self.sequences)
        self.sends = Sends(self.values, self.texts, self.reach)
        self.step_ids = StepIds(self.values, self.texts, self.reach)
        self.raises = Raises(self.tree, self.values, self.reach)
        self.placement = Placement(self.tree, self.scopes, self.values, self.reach)
        self.gathers = Gathers(self.tree, self.values, self.sequences)

        made: dict[Definition, Function] = {}
        for declaration in declarations:
            handler = declaration.handler
            made[handler] = Function(self, handler, Role.FUNCTION, declaration)
        for declaration in declarations:
            failure = declaration.arguments.get("on_failure")
            definition = self.values.definition(failure.value) if failure else None
            if definition is not None and definition not in made:
                made[definition] = Function(self, definition, Role.ON_FAILURE)
        self._made = made
        for helper in self._find_helpers():
            made[helper] = Function(self, helper, Role.HELPER)
        self.functions = sorted(made.values(), key=lambda f: self.tree.place(f.node))

    def is_function(self, node: Definition) -> bool:
        """Whether `node` is the handler of a function of its own."""
        return node in self._made

    def is_reached(self, node: cst.CSTNode) -> bool:
        """Whether `node` stands in code that a function runs or hands to something that does."""
        return any(above in self._reached for above in self.tree.ancestors(node))

    def _find_helpers(self) -> list[Definition]:
        """The `def`s outside functions that receive a context or make steps."""
        outer: set[cst.CSTNode] = set()
        for node in self._made:
            outer.update(self.tree.ancestors(node))
        found: list[Definition] = []
        for node in self.tree.all(cst.FunctionDef):
            if node in self._made or node in outer:
                continue
            if any(above in self._made or above in found for above in self.tree.ancestors(node)):
                continue
            if self._receives_context(node) or self._holds_steps(node):
                found.append(node)
        return found

    def _receives_context(self, node: cst.FunctionDef) -> bool:
        params = (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params)
        return any(is_from_context(self.values.parameter_symbol(param)) for param in params)

    def _holds_steps(self, node: cst.FunctionDef) -> bool:
        return self.reach.makes_steps(node) or any(
            isinstance(child, cst.Call) and self.reach.step_symbol(child)
            for child in walk(node.body)
        )

    @cached_property
    def _reached(self) -> frozenset[cst.CSTNode]:
        """The definitions that functions mention, and those that these mention in turn."""
        waiting: list[Definition] = [function.node for function in self.functions]
        found: set[cst.CSTNode] = set()
        while waiting:
            definition = waiting.pop()
            if definition in found:
                continue
            found.add(definition)
            for node in walk(definition.body):
                if isinstance(node, (cst.Name, cst.Attribute)):
                    mentioned = self.values.definition(node)
                    if mentioned is not None:
                        waiting.append(mentioned)
        return frozenset(found)
