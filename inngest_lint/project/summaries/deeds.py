"""What one callable does itself: the facts of which the summaries are joined."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import NamedTuple

from inngest_lint.project.code.lineage import Lineage
from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.templates import Template


class Step(NamedTuple):
    """A step that a callable makes: its symbol, its id, where, and whether a test decides it."""

    symbol: str
    id: Template | None
    place: Place
    name: str
    tested: bool


class Sent(NamedTuple):
    """An event that a callable sends; `once` if a step does, or perhaps a test sees to it."""

    event: Template | None
    once: bool
    place: Place
    name: str


class Outside(NamedTuple):
    """A call that leaves the project, of a symbol that the tables of `sdk` know, and where.

    `in_thread` tells that it is perhaps another thread that makes it.
    """

    symbol: str
    in_step: bool
    in_thread: bool
    place: Place
    name: str


class Raise(NamedTuple):
    """An error that a callable raises, and lets out; `by_chance` if a call decides that it does."""

    error: Lineage
    place: Place
    in_step: bool
    by_chance: bool


class Edge(NamedTuple):
    """A callable that another one runs, with what it gives it; `once` as a `Sent` has it.

    `passed` are the own parameters in what each of its parameters receives. `in_step` tells that a
    step runs it, `in_thread` that perhaps another thread does, and `tested` that a test decides
    whether it runs. `caught` are the keys of the errors that come no further than the caller.
    `is_override` tells that it is a method which subclasses override, or one of theirs.
    """

    callee: Place
    receiving: dict[str, str]
    given: dict[str, Template | None]
    passed: dict[str, frozenset[str]]
    place: Place
    name: str
    once: bool
    in_step: bool
    in_thread: bool
    tested: bool
    caught: frozenset[str]
    is_override: bool = False


@dataclass(slots=True)
class Deeds:
    """What one callable does itself; `unclear` are the calls of which nothing is known.

    `used` are the parameters that its steps and sends are given. `computes` tells that it has
    operators, look-ups or calls of the standard library, which may raise errors of their own.
    """

    steps: list[Step] = field(default_factory=list)
    sends: list[Sent] = field(default_factory=list)
    raises: list[Raise] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    unclear: list[Place] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    yields: bool = False
    computes: bool = False


def dotted(node: ast.AST) -> str:
    """A callee as it is written: `rates.load`; a call on the way as `client().get`."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    if isinstance(node, ast.Call):
        called = dotted(node.func)
        return f"{called}()" if called else ""
    return ""
