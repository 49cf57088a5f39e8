"""An Inngest function, as rules ask it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto
from functools import cached_property

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.handlers import Handler
from inngest_lint.model.steps import StepId
from inngest_lint.model.triggers import Trigger
from inngest_lint.model.value import Definition
from inngest_lint.settings import Settings


class Role(Enum):
    """What a function is to Inngest."""

    FUNCTION = auto()  # made by `create_function`
    ON_FAILURE = auto()  # given to `on_failure=`
    HELPER = auto()  # receives the context or makes steps, and is judged where it stands


class Function:
    """A function scope; `definitions` are the function itself and the `def`s nested in it."""

    def __init__(
        self,
        code: Code,
        definitions: Sequence[Definition],
        role: Role,
        declaration: Declaration | None,
    ) -> None:
        self.node = definitions[0]
        self.role = role
        self.declaration = declaration
        self._code = code
        self._definitions = definitions

    @property
    def settings(self) -> Settings:
        """The settings of its file."""
        return self._code.settings

    def argument(self, name: str) -> cst.Arg | None:
        """The keyword of `create_function`; None for helpers."""
        return self.declaration.arguments.get(name) if self.declaration else None

    @cached_property
    def triggers(self) -> list[Trigger] | None:
        """What starts it; None where that cannot be resolved."""
        trigger = self.argument("trigger")
        return self._code.triggers.of(trigger.value) if trigger else None

    @cached_property
    def handlers(self) -> list[Handler]:
        """Its `except` clauses."""
        tree = self._code.tree
        own = {id(definition): definition for definition in self._definitions}
        statements: list[cst.Try | cst.TryStar] = [*tree.all(cst.Try), *tree.all(cst.TryStar)]
        return [
            Handler(self._code, own[id(definition)], statement, clause)
            for statement in statements
            if id(definition := self._code.scopes.function_of(statement)) in own
            for clause in statement.handlers
        ]

    @cached_property
    def step_ids(self) -> list[list[StepId]]:
        """The ids of its steps, those that each nested `def` makes in a list of their own."""
        return [self._code.step_ids.of(definition) for definition in self._definitions]
