"""Which parameters of a project's functions hold a context, told by who calls the functions."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from inngest_lint.project.code.arguments import is_method
from inngest_lint.project.code.handed import HandedToInngest
from inngest_lint.project.code.handed_on import HandedOn
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place, Thing
from inngest_lint.project.code.uses import Uses
from inngest_lint.sdk.names import canonical, is_from_context

_MOST = 200  # parameters on the way from one to the functions whose context it is given
_DEEPEST = 3  # attributes of a context: a name may be made of itself


class Contexts:
    """Follows what parameters are given to the functions that Inngest gives a context."""

    def __init__(self, modules: Modules, resolver: Resolver, handed: HandedToInngest) -> None:
        self._resolver = resolver
        self._handed_over = handed
        self._uses = Uses(modules, resolver)
        self._handed_on = HandedOn(modules, resolver)

    def given(self, parameter: Place) -> str:
        """The context, or what hangs on it, that some caller gives; empty if it is not one thing.

        The scope of `parameter` is its function.
        """
        return self.of([parameter])

    def of(self, things: Iterable[Thing]) -> str:
        """The same of what an expression stands for."""
        found: set[str] = set()
        seen: set[tuple[Place, str]] = set()
        waiting: list[tuple[Place, str]] = []
        for thing, way in (each for one in things for each in self._behind(one, "")):
            _sort(thing, way, found, waiting)
        while waiting and len(seen) < _MOST:
            at, rest = stop = waiting.pop()
            if stop not in seen:
                seen.add(stop)
                handed = self._handed(at)
                found |= {canonical(f"{handed}{rest}")} if handed else set()
                for place in (*(self._uses.given(at) or ()), *self._handed_on.given(at)):
                    for thing, way in self._sources(place, rest):
                        _sort(thing, way, found, waiting)
        symbols = [symbol for symbol in found if is_from_context(symbol)]
        return symbols[0] if len(symbols) == 1 else ""

    def _sources(self, place: Place, rest: str) -> Iterator[tuple[Thing, str]]:
        """What an expression comes from, and the attributes on the way from there to it."""
        for thing in self._resolver.all(place):
            yield from self._behind(thing, rest)

    def _behind(self, thing: Thing, rest: str) -> Iterator[tuple[Thing, str]]:
        if not isinstance(thing, Place) or not isinstance(thing.node, ast.Attribute):
            yield thing, rest
        elif rest.count(".") < _DEEPEST:
            yield from self._sources(thing.at(thing.node.value), f".{thing.node.attr}{rest}")

    def _handed(self, parameter: Place) -> str:
        """What Inngest itself gives to a parameter: the context, and the step in SDK 0.4."""
        scope = parameter.scope
        if not isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return ""
        function = Place(parameter.module, scope, parameter.module.tree.outer(scope))
        params = [*scope.args.posonlyargs, *scope.args.args][int(is_method(function)) :]
        is_one = any(map(parameter.is_node, params))
        receives = self._receives(function, scope.name) if is_one else ()
        for param, symbol in zip(params, receives, strict=False):
            if parameter.is_node(param):
                return symbol
        return ""

    def _receives(self, function: Place, name: str) -> tuple[str, ...]:
        """What a `create_function` gives a function, as its handler or `on_failure`."""
        return next((each.receives for each in self._handed_over.of(function, name)), ())


def _sort(thing: Thing, way: str, found: set[str], waiting: list[tuple[Place, str]]) -> None:
    """Adds a source to what is found, or to what must be asked of callers."""
    if isinstance(thing, External):
        found.add(canonical(f"{thing.name}{way}"))
    elif isinstance(thing, Place) and isinstance(thing.node, ast.arg):
        waiting.append((thing, way))
