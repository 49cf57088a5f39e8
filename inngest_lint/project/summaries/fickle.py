"""Which calls may end otherwise the next time: they reach out of the process, or go by chance."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from inngest_lint.project.code.callees import Callees
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import nodes_in
from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.walks import ran_by
from inngest_lint.sdk.nondeterminism import is_among, source_of_call
from inngest_lint.sdk.side_effects import OPEN, side_effect_of
from inngest_lint.settings import Settings


class Fickle:
    """Follows calls through a project; of what nobody shows, nothing is said."""

    def __init__(self, resolver: Resolver, callees: Callees, settings: Settings) -> None:
        self._resolver = resolver
        self._callees = callees
        self._named = (*settings.side_effects, *settings.nondeterministic)
        self._pure = settings.pure
        self._known: dict[Place, bool] = {}

    def decides(self, tests: Iterable[ast.expr], function: Place) -> bool:
        """Whether such a call stands in tests, or in what their names are bound to."""
        scope = function.inside
        bound = function.module.tree.bindings(scope.scope)
        seen: set[str] = set()
        waiting: list[ast.expr] = [*tests]
        while waiting:
            for node in nodes_in(waiting.pop()):
                if self.call(scope.at(node)):
                    return True
                if isinstance(node, ast.Name) and node.id not in seen:
                    seen.add(node.id)
                    values = (each.value for each in bound.get(node.id, ()))
                    waiting += [value for value in values if value is not None]
        return False

    def call(self, place: Place) -> bool:
        """Whether a call may."""
        node = place.node
        if not isinstance(node, ast.Call):
            return False
        symbol = self._resolver.symbol(place.at(node.func))
        if symbol and self._pure and is_among(symbol, self._pure):
            return False
        given = len(node.args) + len(node.keywords)
        if symbol and (self._is_named(symbol) or source_of_call(symbol, given) is not None):
            return True
        return any(self.function(callee.function) for callee in self._callees.of(place))

    def function(self, function: Place) -> bool:
        """Whether a callable may, by a call that stands in no lambda."""
        found = self._known.get(function)
        if found is None:
            self._known[function] = False  # of a circle, the other calls decide
            found = any(self.call(ran.place) for ran in ran_by(function) if not ran.given_to)
            self._known[function] = found
        return found

    def _is_named(self, symbol: str) -> bool:
        if self._named and is_among(symbol, self._named):
            return True
        return symbol in OPEN or side_effect_of(symbol) is not None
