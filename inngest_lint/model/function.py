"""An Inngest function, as rules ask it."""

from __future__ import annotations

from enum import Enum, auto
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from inngest_lint.model.handlers import Handler

if TYPE_CHECKING:
    from inngest_lint.model.declarations import Declaration
    from inngest_lint.model.module import Module
    from inngest_lint.model.steps import StepId
    from inngest_lint.model.triggers import Trigger
    from inngest_lint.model.values import Definition


class Role(Enum):
    """What a function is to Inngest."""

    FUNCTION = auto()  # made by `create_function`
    ON_FAILURE = auto()  # given to `on_failure=`
    HELPER = auto()  # receives the context or makes steps, and is judged where it stands


class Function:
    """A function scope: `node` and the functions nested in it."""

    def __init__(
        self, module: Module, node: Definition, role: Role, declaration: Declaration | None = None
    ) -> None:
        self.module = module
        self.node = node
        self.role = role
        self.declaration = declaration

    def argument(self, name: str) -> cst.Arg | None:
        """The keyword of `create_function`; None for helpers."""
        return self.declaration.arguments.get(name) if self.declaration else None

    @cached_property
    def triggers(self) -> list[Trigger] | None:
        """What starts it; None where that cannot be resolved."""
        trigger = self.argument("trigger")
        return self.module.triggers.of(trigger.value) if trigger else None

    @cached_property
    def handlers(self) -> list[Handler]:
        """Its `except` clauses, those of nested functions included."""
        tree = self.module.tree
        own = {id(definition): definition for definition in self._definitions}
        statements: list[cst.Try | cst.TryStar] = [*tree.all(cst.Try), *tree.all(cst.TryStar)]
        return [
            Handler(self.module, own[id(code)], statement, clause)
            for statement in statements
            if id(code := self.module.scopes.function_of(statement)) in own
            for clause in statement.handlers
        ]

    @cached_property
    def step_ids(self) -> list[list[StepId]]:
        """The ids of its steps, and for each nested function that makes steps those of its own."""
        return [self.module.step_ids.of(definition) for definition in self._definitions]

    @cached_property
    def _definitions(self) -> list[Definition]:
        """The function, and the `def`s nested in it that are no Inngest functions themselves."""
        tree = self.module.tree
        nested = [
            node
            for node in tree.all(cst.FunctionDef)
            if node is not self.node
            and not self.module.is_function(node)
            and tree.contains(self.node, node)
        ]
        return [self.node, *nested]
