"""The callables of the project that a call runs, and what it gives them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from inngest_lint.project.code.arguments import defaults, given, is_classmethod, is_method, received
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.sdk.python import FUNCTION_AT

_PARTIAL = "functools.partial"


@dataclass(frozen=True, slots=True)
class Callee:
    """A `def` or a lambda, and what its parameters receive; defaults stand in where they must.

    `handed_on` tells that the call does not run it itself, but gives it to a thread.
    """

    function: Place
    received: dict[str, Place]
    handed_on: bool = False


class Callees:
    """Follows calls, also through `functools.partial` and to the `__init__` of classes."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of(self, call: Place) -> list[Callee]:
        """Those that a call runs, by its name or as a function that it hands on."""
        node = call.node
        if not isinstance(node, ast.Call):
            return []
        found = list(self.behind(call.at(node.func), *_places(call, 0)))
        at = FUNCTION_AT.get(self._resolver.symbol(call.at(node.func)))
        if at is not None and self._resolver.symbol(call.at(node.func)) != _PARTIAL:
            if at < len(node.args):
                handed = self.behind(call.at(node.args[at]), *_places(call, at + 1))
                found += [replace(each, handed_on=True) for each in handed]
        return found

    def behind(
        self, called: Place, positional: list[Place], keywords: dict[str, Place]
    ) -> Iterator[Callee]:
        """Those that run when what `called` stands for is called with these arguments."""
        for thing in self._resolver.all(called):
            yield from self._of_thing(thing, called, positional, keywords)

    def of_thing(
        self, thing: Thing, positional: list[Place], keywords: dict[str, Place]
    ) -> Iterator[Callee]:
        """The same of something resolved."""
        yield from self._of_thing(thing, None, positional, keywords)

    def _of_thing(
        self,
        thing: Thing,
        called: Place | None,
        positional: list[Place],
        keywords: dict[str, Place],
    ) -> Iterator[Callee]:
        if isinstance(thing, Place) and isinstance(thing.node, ast.Call):
            yield from self._partial(thing, positional, keywords)
            return
        function, bound = self._function(thing, called)
        if function is not None:
            own = received(function, positional, keywords, bound=bound)
            yield Callee(function, {**defaults(function), **own})

    def _partial(
        self, made: Place, positional: list[Place], keywords: dict[str, Place]
    ) -> Iterator[Callee]:
        node = made.node
        if not isinstance(node, ast.Call) or not node.args:
            return
        func = self._resolver.one(made.at(node.func))
        if isinstance(func, External) and func.name == _PARTIAL:
            first, named = _places(made, 1)
            yield from self.behind(
                made.at(node.args[0]), [*first, *positional], {**named, **keywords}
            )

    def _function(self, thing: Thing, called: Place | None) -> tuple[Place | None, bool]:
        """The function that runs when `thing` is called, and whether its first parameter is set."""
        if isinstance(thing, Object):
            methods = self._resolver.member(thing, "__call__")
            found = next((m for m in methods if isinstance(m, Place) and m.is_function), None)
            return found, True
        if not isinstance(thing, Place):
            return None, False
        if isinstance(thing.node, ast.ClassDef):
            methods = self._resolver.member(Object(thing), "__init__")
            found = next((m for m in methods if isinstance(m, Place) and m.is_function), None)
            return found, True
        if not thing.is_function:
            return None, False
        bound = is_method(thing) and (is_classmethod(thing) or not self._by_class(called))
        return thing, bound

    def _by_class(self, called: Place | None) -> bool:
        """Whether a method is called on the class, and given the object as an argument."""
        if called is None or not isinstance(called.node, ast.Attribute):
            return False
        owner = self._resolver.one(called.at(called.node.value))
        return isinstance(owner, Place) and isinstance(owner.node, ast.ClassDef)


def _places(call: Place, skip: int) -> tuple[list[Place], dict[str, Place]]:
    positional, keywords = given(call.node, skip) if isinstance(call.node, ast.Call) else ([], {})
    return [call.at(each) for each in positional], {k: call.at(v) for k, v in keywords.items()}
