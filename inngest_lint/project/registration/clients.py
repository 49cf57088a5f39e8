"""Which client an expression stands for."""

from __future__ import annotations

import ast
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place
from inngest_lint.sdk.names import CLIENT


class _Client(NamedTuple):
    """The call that makes a client, what it comes from for sure, and what tells it apart."""

    made: Place | None
    origin: Place | None
    key: str | Place | None


class Clients:
    """Tells the clients of a project apart: by the id of their app, else by what made them."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._texts = texts
        self._known: dict[Place, _Client] = {}

    def key(self, place: Place | None) -> str | Place | None:
        """The id of a client's app, or the call or the parameter that it comes from.

        None if it is not known. The SDK tells apps by their ids alone: two clients with one id are
        one to it.
        """
        return None if place is None else self._read(place).key

    def origin(self, place: Place | None) -> Place | None:
        """The call or the parameter that a client comes from.

        A function with parameters may make another client for each call: of its clients nothing is
        known.
        """
        return None if place is None else self._read(place).origin

    def made(self, place: Place | None) -> Place | None:
        """The call that makes a client, whether it makes others too or not."""
        return None if place is None else self._read(place).made

    def _read(self, place: Place) -> _Client:
        if place not in self._known:
            self._known[place] = self._find(place)
        return self._known[place]

    def _find(self, place: Place) -> _Client:
        thing = self._resolver.one(place)
        if not isinstance(thing, External):
            is_given = isinstance(thing, Place) and isinstance(thing.node, ast.arg)
            given = thing if is_given and isinstance(thing, Place) else None
            return _Client(None, given, given)
        made = thing.made if thing.name == CLIENT else None
        if made is None or _is_made_anew(made):
            return _Client(thing.made, None, None)
        keywords = made.node.keywords if isinstance(made.node, ast.Call) else []
        ids = [self._texts.fold(made.at(each.value)) for each in keywords if each.arg == "app_id"]
        return _Client(made, made, (ids[0] if ids else None) or made)

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
