"""Which callables of a project its Inngest functions reach, and which of them run in a step."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.functions import InngestFunctions
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place

# Statements that ask nothing of the value of their expression.
_LETTING_GO = (ast.Return, ast.Expr)
_HANDLER = 1  # where the step handler stands among the arguments of `step.run`


class Mentions(NamedTuple):
    """What is in the code of a callable: its own name, the callables that it mentions.

    `in_steps` are those of them that are given to `step.run`.
    """

    name: str
    callables: tuple[Place, ...]
    in_steps: tuple[Place, ...]


class Reached:
    """Follows what functions mention, and what that mentions in turn.

    To mention is enough: a callable that is handed on is run by somebody.
    """

    def __init__(self, resolver: Resolver, functions: InngestFunctions) -> None:
        self._resolver = resolver
        self._functions = functions
        self._known: dict[Place, Mentions] = {}

    def mentions(self, place: Place) -> Mentions:
        """What the code of a callable mentions."""
        found = self._known.get(place)
        if found is None:
            callables: dict[Place, None] = {}
            in_steps: dict[Place, None] = {}
            for node in ast.walk(place.node):
                if isinstance(node, (ast.Name, ast.Attribute)):
                    named = self._callables(place.in_module(node))
                    callables.update(dict.fromkeys(named))
                elif isinstance(node, ast.Call) and _runs_step(node):
                    handlers = self._callables(place.in_module(node.args[_HANDLER]))
                    in_steps.update(dict.fromkeys(handlers))
            found = Mentions(_qualified(place), tuple(callables), tuple(in_steps))
            self._known[place] = found
        return found

    def follow(self, place: Place) -> None:
        """Looks at the code of a callable, and at all that it leads to."""
        waiting = [place]
        while waiting:
            each = waiting.pop()
            if each not in self._known:
                waiting += self.mentions(each).callables

    def names(self, module: ModuleFacts) -> frozenset[str]:
        """The callables of a module that are reached, as `Class.method` or `outer.inner`."""
        return self._by_module.get(module, frozenset())

    def step_handlers(self, module: ModuleFacts) -> frozenset[str]:
        """Those that are given to `step.run` by name."""
        own = self.names(module)
        given = (each for each in self._found[1] if each.module is module)
        return frozenset(_qualified(each) for each in given) & own

    def in_steps(self, module: ModuleFacts) -> frozenset[str]:
        """The callables of a module that step handlers reach, and these themselves."""
        return frozenset(_qualified(each) for each in self._in_steps if each.module is module)

    @cached_property
    def _in_steps(self) -> set[Place]:
        return self._mentioned_from(self._found[1])

    def _mentioned_from(self, places: Iterable[Place]) -> set[Place]:
        """The callables, and those that they mention in turn."""
        found: set[Place] = set()
        waiting = list(places)
        while waiting:
            place = waiting.pop()
            if place not in found:
                found.add(place)
                waiting += self.mentions(place).callables
        return found

    def is_judged(self, module: ModuleFacts, name: str) -> bool:
        """Whether other modules do more with what a callable gives than to return it."""
        return any(each.module is module and _qualified(each) == name for each in self._judged)

    @cached_property
    def _judged(self) -> set[Place]:
        found: set[Place] = set()
        for place in self._found[0]:
            for node in ast.walk(place.node):
                if not isinstance(node, ast.stmt) or isinstance(node, _LETTING_GO):
                    continue
                for child in ast.iter_child_nodes(node):
                    for each in ast.walk(child) if isinstance(child, ast.expr) else ():
                        if isinstance(each, (ast.Name, ast.Attribute)):
                            called = self._callables(place.in_module(each))
                            found.update(c for c in called if c.module is not place.module)
        return found

    def failure_handlers(self, module: ModuleFacts) -> frozenset[str]:
        """The callables of a module that are given to `on_failure`."""
        given = (each for each in self._failure_handlers if each.module is module)
        return frozenset(map(_qualified, given))

    @cached_property
    def _failure_handlers(self) -> set[Place]:
        given = [each.given.get("on_failure") for each in self._functions.all]
        return {found for place in given if place is not None for found in self._callables(place)}

    @cached_property
    def _by_module(self) -> dict[ModuleFacts, frozenset[str]]:
        found: dict[ModuleFacts, set[str]] = {}
        for place, name in self._found[0].items():
            found.setdefault(place.module, set()).add(name)
        return {module: frozenset(names) for module, names in found.items()}

    @cached_property
    def _found(self) -> tuple[dict[Place, str], set[Place]]:
        """The callables that are reached with their names, and the step handlers."""
        reached: dict[Place, str] = {}
        handlers: set[Place] = set()
        waiting = [each.handler for each in self._functions.all if each.handler is not None]
        waiting += self._failure_handlers
        while waiting:
            place = waiting.pop()
            if place not in reached:
                mentioned = self.mentions(place)
                reached[place] = mentioned.name
                waiting += mentioned.callables
                handlers.update(mentioned.in_steps)
        return reached, handlers

    def _callables(self, place: Place) -> Iterator[Place]:
        for thing in self._resolver.all(place):
            if isinstance(thing, Place) and isinstance(thing.node, FUNCTIONS):
                yield thing


def _runs_step(call: ast.Call) -> bool:
    """Whether a call looks like `step.run("id", handler)`; the context need not be known here."""
    named = isinstance(call.func, ast.Attribute) and call.func.attr == "run"
    return named and len(call.args) > _HANDLER


def _qualified(place: Place) -> str:
    """The name of a callable behind those of what it stands in."""
    names: list[str] = []
    at: ast.AST = place.node
    while isinstance(at, (ast.ClassDef, *FUNCTIONS)):
        names.append(getattr(at, "name", "<lambda>"))
        at = place.module.tree.outer(at)
    return ".".join(reversed(names))
