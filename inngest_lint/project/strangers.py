"""What stands in a served list, and is no function of the client it is served for."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.things import Place, Thing
from inngest_lint.project.project import Project
from inngest_lint.project.registration.items import Element, text_of
from inngest_lint.project.registration.registrations import Registration


class Stranger(NamedTuple):
    """An element of a served list, as it is written, in words what it is, and what explains it."""

    place: Place
    name: str
    what: str
    made: Place | None


def strangers(project: Project) -> Iterator[Stranger]:
    """The elements of served lists that are no functions of the client, each once."""
    seen: set[Place] = set()
    stacked = {function for function in project.functions if function.inner is not None}
    for registration in project.registry.all:
        for item in project.registry.items(registration):
            if isinstance(item, Element) and item.place not in seen and len(item.things) == 1:
                found = _judge(project, registration, item.place, item.things[0])
                if found is not None:
                    seen.add(item.place)
                    stacked.discard(project.inngest_functions.made_by(item.things[0]))
                    yield found
    for function in sorted(
        stacked, key=lambda function: (function.at.module.path, function.at.row)
    ):
        yield Stranger(function.made, function.name, _STACKED, function.inner)


def _judge(
    project: Project, registration: Registration, place: Place, thing: Thing
) -> Stranger | None:
    if not isinstance(thing, Place):
        return None
    name = text_of(place.node)
    function = project.inngest_functions.made_by(thing)
    if function is not None and function.inner is not None:
        return Stranger(place, name, _STACKED, function.inner)
    if function is not None:
        clients = project.registry.clients
        if clients.may_be_same(registration.client, function.client):
            return None
        return Stranger(place, name, "a function of another client", function.at)
    node = thing.node
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        plain = not node.decorator_list
        return Stranger(place, name, "a function without create_function", thing) if plain else None
    what = _OTHER.get(type(node))
    return Stranger(place, name, what, None) if what is not None else None


_STACKED = "made by create_function twice"
_OTHER: dict[type[ast.AST], str] = {
    ast.Module: "a module",
    ast.Lambda: "a lambda",
    ast.Constant: "a constant",
    ast.JoinedStr: "a string",
}
