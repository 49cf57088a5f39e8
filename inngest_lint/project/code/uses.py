"""What the callers of a project's functions give them, decorated functions included."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from inngest_lint.project.code.bindings import FUNCTIONS, Function
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Object, Place


class Uses:
    """Finds the calls of functions in the modules that have been read."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._known: dict[Place, list[Place] | None] = {}

    def given(self, parameter: Place) -> list[Place] | None:
        """What callers give for a parameter; None if nobody is known to call its function.

        A parameter with a star before it is given several things by one call.
        """
        if parameter not in self._known:
            self._known[parameter] = None  # of a function that calls itself, the others decide
            self._known[parameter] = self._find(parameter)
        return self._known[parameter]

    def _find(self, parameter: Place) -> list[Place] | None:
        function = parameter.scope
        if not isinstance(function, FUNCTIONS):
            return None
        found: list[Place] = []
        called = False
        names = _names(parameter.module, function)
        own = parameter.module
        using = dict.fromkeys(m for name in names for m in self._modules.using(own, name))
        for module in using:
            for given in self._in(module, function, parameter):
                called = True
                found += given
        return found if called else None

    def _in(
        self, module: ModuleFacts, function: Function, parameter: Place
    ) -> Iterator[list[Place]]:
        for site in module.calls:
            if isinstance(site.node, ast.Call):
                func = Place(module, site.node.func, site.scope)
                bound = self._leads_to(func, function)
                if bound is not None:
                    yield _argument(site.node, func, function, parameter, bound)
        for definition, scope in module.definitions:
            for decorator in definition.decorator_list:
                bound = self._leads_to(Place(module, decorator, scope), function)
                if bound is not None:
                    first = _positional(function)[bound : bound + 1]
                    decorated = [Place(module, definition, scope)]
                    yield decorated if any(map(parameter.is_node, first)) else []

    def _leads_to(self, callee: Place, function: Function) -> int | None:
        """How many parameters are filled before the call; None if it is none of the function."""
        for thing in self._resolver.all(callee):
            if isinstance(thing, Place):
                if thing.is_node(function):
                    return int(self._is_bound(callee, thing))
                if isinstance(thing.node, ast.ClassDef):
                    for init in self._resolver.member(thing, "__init__"):
                        if isinstance(init, Place) and init.is_node(function):
                            return 1
        return None

    def _is_bound(self, callee: Place, function: Place) -> bool:
        """Whether a method is called on an object."""
        if not isinstance(callee.node, ast.Attribute):
            return False
        if not isinstance(function.module.outer(function.node), ast.ClassDef):
            return False
        owners = self._resolver.all(callee.at(callee.node.value))
        return any(isinstance(owner, Object) for owner in owners)


def _names(module: ModuleFacts, function: Function) -> list[str]:
    """The names under which a function can be called: its own, and those of what returns it."""
    names: list[str] = []
    at: ast.AST = function
    while isinstance(at, (ast.ClassDef, *FUNCTIONS)):
        names += [] if isinstance(at, ast.Lambda) else [at.name]
        at = module.outer(at)
    return names


def _positional(function: Function) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args]


def _argument(
    call: ast.Call, func: Place, function: Function, parameter: Place, bound: int
) -> list[Place]:
    """The arguments of a call for one parameter."""
    if parameter.is_node(function.args.vararg):
        taken = len(_positional(function)) - bound
        return [func.at(arg) for arg in call.args[taken:]]
    for keyword in call.keywords:
        if keyword.arg == getattr(parameter.node, "arg", None):
            return [func.at(keyword.value)]
    for param, arg in zip(_positional(function)[bound:], call.args, strict=False):
        if isinstance(arg, ast.Starred):
            break
        if parameter.is_node(param):
            return [func.at(arg)]
    return []
