"""Function ids that stand for more than one function of a client."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.branches import are_alternatives
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.things import Place
from inngest_lint.project.project import Project

_FAILURE = "-failure"  # sdk: _internal/function.py, `Function.on_failure_fn_id`


class SharedId(NamedTuple):
    """The `fn_id` of a function that another function has as well, the first one."""

    place: Place
    id: str
    first: InngestFunction


def duplicates(project: Project) -> Iterator[SharedId]:
    """Every function id that an earlier function of the same client has."""
    first: dict[tuple[object, str], InngestFunction] = {}
    for function, place, known in _with_ids(project):
        earlier = first.setdefault(known, function)
        if earlier is not function and not are_alternatives(earlier.at, function.at):
            yield SharedId(place, known[1], earlier)


def collisions(project: Project) -> Iterator[SharedId]:
    """Every function id that an `on_failure` handler of the same client gets from the SDK."""
    taken = {
        (client, f"{id_}{_FAILURE}"): function
        for function, _, (client, id_) in _with_ids(project)
        if _has_failure_handler(function)
    }
    for _, place, known in _with_ids(project):
        if known in taken:
            yield SharedId(place, known[1], taken[known])


def _with_ids(project: Project) -> Iterator[tuple[InngestFunction, Place, tuple[object, str]]]:
    """The functions with the places of their ids, and the client and the id of each."""
    for function in project.functions:
        place = function.argument("fn_id")
        id_ = project.texts.fold(place) if place is not None else None
        client = project.registry.clients.origin(function.client)
        if place is not None and id_ is not None and client is not None:
            yield function, place, (client, id_)


def _has_failure_handler(function: InngestFunction) -> bool:
    given = function.argument("on_failure")
    return given is not None and not (
        isinstance(given.node, ast.Constant) and given.node.value is None
    )
