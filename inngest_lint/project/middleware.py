"""Middleware that the SDK refuses, because it is async and a function behind it is sync."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.layers import Layers
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.project.project import Project
from inngest_lint.project.registration.items import Element, text_of
from inngest_lint.sdk.names import CLIENT, MIDDLEWARE, MIDDLEWARE_SYNC


class Refused(NamedTuple):
    """Async middleware by its name, and that of a sync function that it is given to."""

    middleware: str
    function: str


class Middleware:
    """Judges the middleware of clients and of functions."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._resolver = project.resolver
        self._layers = Layers(project.resolver)

    def refused(self, call: Place) -> Refused | None:
        """What the SDK refuses of the middleware that a call gives a client or a function."""
        name = next(self._async(call), None)
        if name is not None:
            for function in self._behind(call):
                if self._layers.is_async(function) is False:
                    return Refused(name, function.name)
        return None

    def _async(self, call: Place) -> Iterator[str]:
        """The async middleware among what a call is given."""
        for keyword in getattr(call.node, "keywords", ()):
            if keyword.arg == "middleware":
                for item in self._project.listing.items(call.at(keyword.value)):
                    if isinstance(item, Element) and len(item.things) == 1:
                        if self._is_async(item.things[0]):
                            yield text_of(item.place.node)

    def _is_async(self, thing: Thing) -> bool:
        """Whether a class, or a function that makes an object of one, is of async middleware."""
        made = self._resolver.result(thing)
        cls = made[0].cls if len(made) == 1 and isinstance(made[0], Object) else None
        seen: set[Place] = set()
        waiting = [cls] if cls is not None else []
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            for base in getattr(at.node, "bases", ()):
                found = self._resolver.one(at.at(base))
                if isinstance(found, External) and found.name in (MIDDLEWARE, MIDDLEWARE_SYNC):
                    return found.name == MIDDLEWARE
                if isinstance(found, Place) and isinstance(found.node, ast.ClassDef):
                    waiting.append(found)
        return False

    def _behind(self, call: Place) -> Iterator[InngestFunction]:
        """The function that a call makes, or those of the client that it makes."""
        own = self._project.inngest_functions.of(call.module)
        function = next((each for each in own if each.made == call), None)
        if function is not None:
            yield function
        elif self._resolver.symbol(call) == CLIENT:
            yield from self._project.by_client.get(call, ())
