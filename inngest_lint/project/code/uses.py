"""What the callers of a project's functions give them, decorated functions included."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Object, Place


class _Use(NamedTuple):
    """A call of a function, or a definition that it decorates.

    `bound` is how many of its parameters are filled before.
    """

    place: Place
    bound: int


class Uses:
    """Finds the calls of functions in the modules that have been read."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._known: dict[Place, list[Place] | None] = {}
        self._uses: dict[Place, list[_Use]] = {}
        self._uses_in: dict[ModuleFacts, dict[Place, list[_Use]]] = {}

    def given(self, parameter: Place) -> list[Place] | None:
        """What callers give for a parameter; None if nobody is known to call its function.

        A parameter with a star before it is given several things by one call.
        """
        if parameter not in self._known:
            self._known[parameter] = self._find(parameter)
        return self._known[parameter]

    def _find(self, parameter: Place) -> list[Place] | None:
        if not isinstance(parameter.scope, FUNCTIONS):
            return None
        function = parameter.in_module(parameter.scope)
        uses = self._uses_of(function)
        found = [each for use in uses for each in _argument(use, function, parameter)]
        return found if uses else None

    def _uses_of(self, function: Place) -> list[_Use]:
        """All uses, found once for all parameters."""
        if function not in self._uses:
            own = function.module
            names = _names(function)
            using = dict.fromkeys(m for name in names for m in self._modules.using(own, name))
            self._uses[function] = [use for m in using for use in self._in(m).get(function, ())]
        return self._uses[function]

    def _in(self, module: ModuleFacts) -> dict[Place, list[_Use]]:
        """The uses in a module, by what they call: found once for all functions."""
        if module not in self._uses_in:
            found = self._uses_in[module] = {}
            for use, callee in _callees(module):
                for function, bound in self._called(callee).items():
                    found.setdefault(function, []).append(_Use(use, bound))
        return self._uses_in[module]

    def _called(self, callee: Place) -> dict[Place, int]:
        """The functions that a call leads to, and how many of their parameters are filled then."""
        found: dict[Place, int] = {}
        for thing in self._resolver.all(callee):
            if isinstance(thing, Place):
                if thing.is_function:
                    found.setdefault(thing, int(self._is_bound(callee, thing)))
                elif isinstance(thing.node, ast.ClassDef):
                    for init in self._resolver.member(thing, "__init__"):
                        if isinstance(init, Place):
                            found.setdefault(init, 1)
        return found

    def _is_bound(self, callee: Place, function: Place) -> bool:
        """Whether a method is called on an object."""
        if not isinstance(callee.node, ast.Attribute):
            return False
        if not isinstance(function.module.tree.outer(function.node), ast.ClassDef):
            return False
        owners = self._resolver.all(callee.at(callee.node.value))
        return any(isinstance(owner, Object) for owner in owners)


def _callees(module: ModuleFacts) -> Iterator[tuple[Place, Place]]:
    """Each call of a module with what it calls, and each definition with its decorators."""
    for site in module.tree.calls:
        if isinstance(site.node, ast.Call):
            call = Place(module, site.node, site.scope)
            yield call, call.at(site.node.func)
    for definition, scope in module.tree.definitions:
        for decorator in definition.decorator_list:
            yield Place(module, definition, scope), Place(module, decorator, scope)


def _names(function: Place) -> list[str]:
    """The names under which a function can be called: its own, and those of what returns it."""
    names: list[str] = []
    at = function.node
    while isinstance(at, (ast.ClassDef, *FUNCTIONS)):
        names += [] if isinstance(at, ast.Lambda) else [at.name]
        at = function.module.tree.outer(at)
    return names


def _argument(use: _Use, function: Place, parameter: Place) -> list[Place]:
    """What one use gives for one parameter."""
    call, args = use.place.node, function.node.args  # type: ignore[attr-defined]
    positional = [*args.posonlyargs, *args.args]
    if not isinstance(call, ast.Call):
        first = positional[use.bound : use.bound + 1]
        return [use.place] if any(map(parameter.is_node, first)) else []
    if parameter.is_node(args.vararg):
        return [use.place.at(arg) for arg in call.args[len(positional) - use.bound :]]
    for keyword in call.keywords:
        if keyword.arg == getattr(parameter.node, "arg", None):
            return [use.place.at(keyword.value)]
    for param, arg in zip(positional[use.bound :], call.args, strict=False):
        if isinstance(arg, ast.Starred):
            break
        if parameter.is_node(param):
            return [use.place.at(arg)]
    return []
