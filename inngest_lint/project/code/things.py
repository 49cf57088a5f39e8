"""What an expression of the project can stand for."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TypeAlias

from inngest_lint.project.code.bindings import FUNCTIONS, Scope
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.sites import key_of


class Place:
    """A node where it stands: a definition, a module, a parameter, an expression that ends there.

    Two places are equal if they are the same node. It holds no node, but what the node is known by:
    the tree may be let go.
    """

    __slots__ = ("_scope", "key", "module")

    def __init__(self, module: ModuleFacts, node: ast.AST, scope: Scope) -> None:
        self.module = module
        self.key: int = node.serial  # type: ignore[attr-defined]
        self._scope: int = scope.serial  # type: ignore[union-attr]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Place) and self.key == other.key

    def __hash__(self) -> int:
        return self.key

    @property
    def node(self) -> ast.AST:
        """The node itself; another object if its module has been read anew."""
        return self.module.tree.node(self.key)

    @property
    def scope(self) -> Scope:
        """The scope in which it stands."""
        return self.module.tree.node(self._scope)  # type: ignore[return-value]

    @property
    def inside(self) -> Place:
        """A definition as the scope of what stands in it."""
        node = self.node
        return Place(self.module, node, node)  # type: ignore[arg-type]

    def is_in(self, scope: ast.AST) -> bool:
        """Whether it stands in a scope itself, not in one that is inside."""
        return self._scope == key_of(scope)

    def is_node(self, node: ast.AST | None) -> bool:
        """Whether a node is the one that stands here."""
        return node is not None and key_of(node) == self.key

    def is_called_at(self, site: Place) -> bool:
        """Whether it is another place, or what is called there."""
        return self == site or self.is_node(getattr(site.node, "func", None))

    @property
    def is_function(self) -> bool:
        """Whether it is a `def` or a lambda."""
        return isinstance(self.node, FUNCTIONS)

    @property
    def row(self) -> int:
        """Its line; that of a whole module is the first."""
        return getattr(self.node, "lineno", 1)

    def in_module(self, node: ast.AST) -> Place:
        """Another node of the same module, in the scope in which it stands."""
        return Place(self.module, node, self.module.tree.outer(node))

    def at(self, node: ast.AST) -> Place:
        """Another node of the same scope."""
        place = Place.__new__(Place)
        place.module = self.module
        place.key = node.serial  # type: ignore[attr-defined]
        place._scope = self._scope
        return place


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
