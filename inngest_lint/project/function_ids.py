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
        if earlier is not function and not are_alternatives(*map(_made_at, (earlier, function))):
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
    """The functions with the places of their ids, and the client and the id of each.

    A wrapper that is given its client may be given another for each of its uses.
    """
    for function in project.functions:
        place = function.written("fn_id")
        client = project.registry.clients.origin(function.client)
        if place is None or function.id is None or client is None:
            continue
        if function.use is None or not isinstance(client.node, ast.arg):
            yield function, place, (client, function.id)


def _made_at(function: InngestFunction) -> Place:
    return function.outer or function.at


def _has_failure_handler(function: InngestFunction) -> bool:
    given = function.given.get("on_failure")
    return given is not None and not (
        isinstance(given.node, ast.Constant) and given.node.value is None
    )
