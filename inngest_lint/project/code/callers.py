"""What a parameter of a function can be given, by all who call the function."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.arguments import defaults, given, is_method, received
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.callees import Callees
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.naming import last_name
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.things import Place, Thing

_HARMLESS = frozenset({"staticmethod", "classmethod"})  # decorators that leave the parameters be


class Given(NamedTuple):
    """What one caller gives; `is_sure` tells that it calls this function and no other."""

    place: Place
    is_sure: bool


class AllGiven(NamedTuple):
    """What the known callers give, and whether these are all that there can be."""

    by: list[Given]
    is_all: bool


class Callers:
    """Finds the calls of functions, in every module that says their names."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._callees = Callees(resolver)
        self._known: dict[Place, AllGiven] = {}

    def given(self, parameter: Place) -> AllGiven:
        """What callers give for a parameter, whose scope is its function."""
        found = self._known.get(parameter)
        if found is None:
            found = self._known[parameter] = self._find(parameter)
        return found

    def calls(self, function: Place) -> Iterator[Place]:
        """The calls that run a function, in every module."""
        name = getattr(function.node, "name", "")
        for other in self._modules.using(function.module, name):
            names = _names_of(name, other)
            for site in other.tree.calls:
                if isinstance(site.node, ast.Call) and last_name(site.node.func) in names:
                    call = Place(other, site.node, site.scope)
                    if any(callee.function == function for callee in self._callees.of(call)):
                        yield call

    def is_tried(self, function: Place) -> bool:
        """Whether one of these calls stands in a `try`, which may keep what the function raises."""
        return any(call.key in _tried(call.module) for call in self.calls(function))

    def _find(self, parameter: Place) -> AllGiven:
        node, module = parameter.scope, parameter.module
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return AllGiven([], False)
        function = Place(module, node, module.tree.outer(node))
        is_all = all(isinstance(d, ast.Name) and d.id in _HARMLESS for d in node.decorator_list)
        found: list[Given] = []
        for other in self._modules.using(module, node.name):
            names = _names_of(node.name, other)
            funcs: set[int] = set()
            for site in other.tree.calling(names):
                if isinstance(site.node, ast.Call) and last_name(site.node.func) in names:
                    funcs.add(key_of(site.node.func))
                    call = Place(other, site.node, site.scope)
                    if not _can_be_called(call.at(site.node.func), function):
                        continue
                    value = self._given_by(call, site.node, function, parameter)
                    if isinstance(value, Given):
                        found.append(value)
                    is_all = is_all and value is not None
            is_all = is_all and not self._is_handed_on(other, names, funcs, function)
        return AllGiven(found, is_all and bool(found))

    def _given_by(
        self, call: Place, node: ast.Call, function: Place, parameter: Place
    ) -> Given | bool | None:
        """What a call gives; None if it cannot be told, True if it calls something else."""
        name = getattr(parameter.node, "arg", "")
        for callee in self._callees.of(call):
            if callee.function == function:
                value = callee.received.get(name)
                return Given(value, True) if value is not None else None
        func = call.at(node.func)
        things = self._resolver.all(func)
        if any(_is_other(thing) for thing in things) or isinstance(node.func, ast.Name):
            return True
        positional, keywords = given(node, 0)
        own = received(
            function,
            [call.at(each) for each in positional],
            {key: call.at(each) for key, each in keywords.items()},
            bound=is_method(function),
        )
        value = {**defaults(function), **own}.get(name)
        return Given(value, False) if value is not None else None

    def _is_handed_on(
        self, module: ModuleFacts, names: set[str], funcs: set[int], function: Place
    ) -> bool:
        """Whether a module does anything with the function but call it."""
        if not _can_refer(module, names, function):
            return False
        said = sum(len(re.findall(rf"\b{name}\b", module.text)) for name in names)
        if said <= len(funcs) + (module is function.module):
            return False  # no more often than in its `def` and in these calls
        return any(
            function in self._resolver.all(Place(module, node, module.tree.root))
            for name in names
            for node in module.tree.reads.get(name, ())
            if key_of(node) not in funcs
        )


def _tried(module: ModuleFacts) -> set[int]:
    """The keys of the nodes of a module that stand in the body of a `try`."""
    tries = [
        node for node in ast.walk(module.tree.root) if isinstance(node, ast.Try) and node.handlers
    ]
    return {
        key_of(each) for node in tries for statement in node.body for each in nodes_in(statement)
    }


def _names_of(name: str, module: ModuleFacts) -> set[str]:
    """The names under which a module may know a function, by its imports."""
    if not re.search(rf"\b{name}\s+as\b", module.text):
        return {name}  # the text tells, and need not be parsed for it
    return {name} | {
        binding.name
        for bindings in module.tree.top.values()
        for binding in bindings
        if binding.kind is Kind.IMPORT and binding.target.rpartition(".")[2] == name
    }


def _can_be_called(func: Place, function: Place) -> bool:
    """Whether what is called can be the function: a method, or one here or imported."""
    if isinstance(function.scope, ast.ClassDef) and isinstance(func.node, ast.Attribute):
        return True
    root = func.node
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name):
        return False
    bound = func.module.tree.lookup(root.id, func.scope)
    if not bound:
        return bool(func.module.starred)
    if func.is_node(root) and func.module is function.module:
        return True
    return any(binding.kind is Kind.IMPORT for binding in bound)


def _can_refer(module: ModuleFacts, names: set[str], function: Place) -> bool:
    """Whether a module has the function, imports it, or says where it stands."""
    if module is function.module:
        return True
    if isinstance(function.scope, FUNCTIONS):
        return False
    bound = module.tree.top
    if any(binding.kind is Kind.IMPORT for name in names for binding in bound.get(name, ())):
        return True
    path = function.module.path
    home = path.parent.name if function.module.is_package else path.stem
    return home in module.text or getattr(function.scope, "name", home) in module.text


def _is_other(thing: Thing) -> bool:
    """Whether something a call resolves to is known, and so is not the function."""
    return not isinstance(thing, Place) or isinstance(thing.node, (*FUNCTIONS, ast.ClassDef))
