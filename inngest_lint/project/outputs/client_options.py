"""What a client does with the results of steps and functions before JSON is made of them."""

from __future__ import annotations

import ast
from typing import NamedTuple

from inngest_lint.project.code.callers import Callers
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place
from inngest_lint.sdk.names import CLIENT

_MOST = 20  # parameters on the way to the call that makes a client


class Options(NamedTuple):
    """Whether a client has a serializer, and a middleware; None where that is not known."""

    serializer: bool | None
    middleware: bool | None


UNCLEAR = Options(None, None)


class ClientOptions:
    """Finds the calls that make clients, also through parameters of factories."""

    def __init__(self, resolver: Resolver, callers: Callers) -> None:
        self._resolver = resolver
        self._callers = callers

    def of(self, client: Place) -> list[Options]:
        """The options of each client that an expression may stand for."""
        found: list[Options] = []
        waiting = [client]
        for _ in range(_MOST):
            if not waiting:
                return found
            at = waiting.pop()
            thing = self._resolver.one(at)
            made = thing.made if isinstance(thing, External) and thing.name == CLIENT else thing
            if isinstance(made, Place) and isinstance(made.node, ast.arg):
                given = self._callers.given(made)
                waiting += [each.place for each in given.by]
                found += [] if given.is_all else [UNCLEAR]
            elif isinstance(made, Place) and isinstance(made.node, ast.Call):
                found.append(self._read(made, made.node))
            else:
                found.append(UNCLEAR)
        return [UNCLEAR]

    def _read(self, made: Place, call: ast.Call) -> Options:
        if self._resolver.symbol(made) != CLIENT:
            return UNCLEAR
        return Options(self._has(made, call, "serializer"), self._has(made, call, "middleware"))

    def _has(self, made: Place, call: ast.Call, name: str) -> bool | None:
        """Whether a call gives a keyword something; what it gives may be None."""
        value = next((k.value for k in call.keywords if k.arg == name), None)
        if value is None:
            return None if any(k.arg is None for k in call.keywords) else False
        things = self._resolver.all(made.at(value))
        none = [isinstance(t, Place) and _is_none(t.node) for t in things]
        return None if any(none) and not all(none) else not any(none)


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
