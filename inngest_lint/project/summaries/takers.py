"""Which awaitables callables run beside themselves that they are given: in a gather, as a task."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.chains import Chain, Link
from inngest_lint.project.summaries.deeds import dotted
from inngest_lint.sdk.concurrency import ALL_AT_ONCE, TASK_MAKERS
from inngest_lint.sdk.python import GATHER

_TAKING = TASK_MAKERS | ALL_AT_ONCE | {GATHER}


class Taken(NamedTuple):
    """What takes an awaitable, by its symbol, and how one comes from the callable to it."""

    by: str
    chain: Chain


class Takers:
    """Reads the callables of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Place, Mapping[str, Taken]] = {}

    def argument(self, function: Place, key: int | str) -> Taken | None:
        """What takes the argument at a position, or of a keyword; None if nothing does."""
        if not isinstance(function.node, FUNCTIONS):
            return None
        args = function.node.args
        names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
        if isinstance(key, str):
            name = key
        elif key < len(names):
            name = names[key]
        else:
            name = args.vararg.arg if args.vararg is not None else ""
        return self._of(function).get(name)

    def _of(self, function: Place) -> Mapping[str, Taken]:
        """What takes the parameters of a callable, by their names."""
        found = self._known.get(function)
        if found is None:
            found = self._known[function] = dict(self._taken(function))
        return found

    def _taken(self, function: Place) -> Iterator[tuple[str, Taken]]:
        sources = _sources(function.node)
        nodes = ast.walk(function.node)
        awaited = {key_of(node.value) for node in nodes if isinstance(node, ast.Await)}
        start = Link(getattr(function.node, "name", "lambda"), function)
        for call in self._resolver.calls_of(function):
            node = call.node
            if not isinstance(node, ast.Call):
                continue
            symbol = self._resolver.symbol(call.at(node.func))
            if symbol not in _TAKING or (symbol in TASK_MAKERS and call.key in awaited):
                continue
            taken = Taken(symbol, (start, Link(dotted(node.func), call)))
            for arg in node.args:
                for name in _behind(_names(arg), sources):
                    yield name, taken


def _sources(function: ast.AST) -> dict[str, set[str]]:
    """For each name of a function, the names in what it is made of, or an item of."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            targets, value = node.targets, node.value
        elif isinstance(node, (ast.For, ast.comprehension)):
            targets, value = [node.target], node.iter
        else:
            continue
        for name in (name for target in targets for name in _names(target)):
            found.setdefault(name, set()).update(_names(value))
    return found


def _behind(names: set[str], sources: Mapping[str, set[str]]) -> set[str]:
    """The names, and those that they are made of, to any depth."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += sources.get(name, ())
    return found


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
