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
        self.reach = Reach(self.values)
        propagate(self.tree, self.scopes, self.values, self.reach)
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
        outer = {id(above) for node in self._made for above in self.tree.ancestors(node)}
        inner = {id(node) for node in self._made}  # helpers join as they are found
        holding = {
            id(above)
            for call in self.tree.all(cst.Call)
            if self.reach.step_symbol(call)
            for above in self.tree.ancestors(call)
        }
        found: list[Definition] = []
        for node in self.tree.all(cst.FunctionDef):
            if id(node) in outer or id(node) in inner:
                continue
            if any(id(above) in inner for above in self.tree.ancestors(node)):
                continue
            if id(node) in holding or self._receives_context(node) or self.reach.makes_steps(node):
                inner.add(id(node))
                found.append(node)
        return found

    def _receives_context(self, node: cst.FunctionDef) -> bool:
        params = (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params)
        return any(is_from_context(self.values.parameter_symbol(param)) for param in params)

    @cached_property
    def _defined(self) -> frozenset[str]:
        """The names under which the file may mention a definition of its own."""
        defined = {node.name.value for node in self.tree.all(cst.FunctionDef)}
        for statement in self.tree.all(cst.Assign):
            if isinstance(statement.value, (cst.Lambda, cst.Name, cst.Attribute, cst.Call)):
                defined.update(
                    target.target.value
                    for target in statement.targets
                    if isinstance(target.target, cst.Name)
                )
        return frozenset(defined)

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
                if type(node) is cst.Name and node.value in self._defined:
                    at = self.tree.parent(node)
                    whole = at if isinstance(at, cst.Attribute) and at.attr is node else node
                    mentioned = self.values.definition(whole)
                    if mentioned is not None:
                        waiting.append(mentioned)
        return frozenset(found)
