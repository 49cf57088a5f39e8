"""What a list of the project holds, however it was filled."""

from __future__ import annotations

import ast
from typing import NamedTuple, TypeAlias

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.things import Place, Thing

_LONG = 60


class Element(NamedTuple):
    """One item: where it is written, and what it may stand for."""

    place: Place
    things: tuple[Thing, ...]


class Scan(NamedTuple):
    """Everything that a module holds, as found by `vars`, `dir` or a walk through a package."""

    place: Place
    module: ModuleFacts


class Unknown(NamedTuple):
    """Items that cannot be told, and why."""

    place: Place
    reason: str


Item: TypeAlias = Element | Scan | Unknown


def text_of(node: ast.AST) -> str:
    """The source of an expression on one line, cut where it is long."""
    try:
        text = ast.unparse(node)
    except RecursionError:
        return "…"
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def unknown(place: Place, what: str = "") -> Unknown:
    """The items of an expression that is not understood."""
    return Unknown(place, f"what `{what or text_of(place.node)}` holds is not known")
