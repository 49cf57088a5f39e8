"""Which client an expression stands for."""

from __future__ import annotations

import ast

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place
from inngest_lint.sdk.names import CLIENT


class Clients:
    """Tells the clients of a project apart: by the id of their app, else by what made them."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._texts = texts

    def key(self, place: Place | None) -> str | Place | None:
        """The id of a client's app, or the call or the parameter that it comes from.

        None if it is not known. The SDK tells apps by their ids alone: two clients with one id are
        one to it.
        """
        found = self.origin(place)
        if found is None or not isinstance(found.node, ast.Call):
            return found
        for keyword in found.node.keywords:
            if keyword.arg == "app_id":
                return self._texts.fold(found.at(keyword.value)) or found
        return found

    def origin(self, place: Place | None) -> Place | None:
        """The call or the parameter that a client comes from.

        A function with parameters may make another client for each call: of its clients nothing is
        known.
        """
        thing = self._resolver.one(place) if place is not None else None
        if isinstance(thing, External):
            made = thing.made if thing.name == CLIENT else None
            return None if made is not None and _is_made_anew(made) else made
        return thing if isinstance(thing, Place) and isinstance(thing.node, ast.arg) else None

    def is_client(self, place: Place) -> bool:
        """Whether an expression is a client for sure."""
        return self._resolver.symbol(place) == CLIENT

    def may_be_same(self, one: Place | None, other: Place | None) -> bool:
        """Whether two expressions may stand for one client."""
        keys = self.key(one), self.key(other)
        return any(not self._is_sure(key) for key in keys) or keys[0] == keys[1]

    def are_same(self, one: Place | None, other: Place | None) -> bool:
        """Whether two expressions stand for one client for sure."""
        key = self.key(one)
        return self._is_sure(key) and key == self.key(other)

    def _is_sure(self, key: str | Place | None) -> bool:
        """Whether a key says which client it is; that of a parameter could be any."""
        return isinstance(key, str) or (key is not None and isinstance(key.node, ast.Call))


def _is_made_anew(made: Place) -> bool:
    """Whether the call that makes a client stands in a function with parameters."""
    if not isinstance(made.node, ast.Call) or not isinstance(made.scope, FUNCTIONS):
        return False
    args = made.scope.args
    return bool(args.posonlyargs or args.args or args.kwonlyargs or args.vararg or args.kwarg)
