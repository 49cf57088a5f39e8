"""What an expression of the project can stand for."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

from inngest_lint.project.code.bindings import FUNCTIONS, Scope
from inngest_lint.project.code.facts import ModuleFacts


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A node where it stands: a definition, a module, a parameter, an expression that ends there.

    Two places are equal if they are the same node.
    """

    module: ModuleFacts
    node: ast.AST
    scope: Scope

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.node is other.node

    def __hash__(self) -> int:
        return id(self.node)

    @property
    def is_function(self) -> bool:
        """Whether it is a `def` or a lambda."""
        return isinstance(self.node, FUNCTIONS)

    @property
    def row(self) -> int:
        """Its line; that of a whole module is the first."""
        return getattr(self.node, "lineno", 1)

    def at(self, node: ast.AST) -> Place:
        """Another node of the same scope."""
        return Place(self.module, node, self.scope)


@dataclass(frozen=True, slots=True)
class External:
    """Something outside the project by its dotted name, as `sdk.names` spells it.

    `made` is the call that made it, if one did, or the parameter that is annotated with it: two
    clients are told apart by it.
    """

    name: str
    made: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Object:
    """An object of a class of the project."""

    cls: Place


Thing: TypeAlias = External | Place | Object
