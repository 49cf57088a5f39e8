"""The dotted names in the code of a callable that is given a context or a client."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TypeAlias

from inngest_lint.project.code.arguments import parameters
from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.sdk.names import CLIENT, canonical, is_from_context

# What parameters hold, by name: symbols of the SDK.
Receiving: TypeAlias = Mapping[str, str]
_MOST_LINKS = 50


def matters(symbol: str) -> bool:
    """Whether it makes a difference to a callable that it receives this."""
    return symbol == CLIENT or is_from_context(symbol)


class Symbols:
    """Names what expressions stand for, as the resolver does, and by what was received."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of(self, place: Place, function: Place, receiving: Receiving) -> str:
        """The symbol of an expression in the code of `function`; empty if it has none."""
        found = self._received(place, function, receiving, 0) if receiving else ""
        return found or self._resolver.symbol(place)

    def _received(self, place: Place, function: Place, receiving: Receiving, depth: int) -> str:
        node = place.node
        if depth > _MOST_LINKS:
            return ""
        if isinstance(node, ast.Await):
            return self._received(place.at(node.value), function, receiving, depth + 1)
        if isinstance(node, ast.Attribute):
            owner = self._received(place.at(node.value), function, receiving, depth + 1)
            return canonical(f"{owner}.{node.attr}") if owner else ""
        if isinstance(node, ast.Call):
            called = self._received(place.at(node.func), function, receiving, depth + 1)
            return canonical(f"{called}()") if called else ""
        if not isinstance(node, ast.Name):
            return ""
        bindings = place.module.tree.lookup(node.id, place.scope)
        if len(bindings) != 1:
            return ""
        binding = bindings[0]
        if key_of(binding.node) in map(key_of, parameters(function)):
            return receiving.get(node.id, "")
        if binding.kind is Kind.VALUE and binding.value is not None:
            if binding in function.module.tree.bindings(function.node).get(node.id, ()):  # type: ignore[arg-type]
                return self._received(place.at(binding.value), function, receiving, depth + 1)
        return ""
