"""What is put into a list after it was made: `append`, `extend`, `+=`, `d[k] = …`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.callees import Callees
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place

_ONE = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1}
_SEVERAL = frozenset({"extend", "update"})
_FILLING = frozenset({*_ONE, *_SEVERAL})
_METHODS = frozenset({*dir(list), *dir(dict), *dir(set)})


class Filling(NamedTuple):
    """An expression that is put into a list: itself, or `several` that it holds.

    Where it is not `known` what is put in, the expression is the list, given to code that may.
    """

    place: Place
    several: bool = False
    known: bool = True


class Fillings:
    """Finds what fills the lists and dicts of a project, known by the literal that begins them."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._callees = Callees(resolver)

    def of(self, literal: Place) -> Iterator[Filling]:
        """What is put into the list that begins as `literal`, in any module that may use it."""
        seen: set[ModuleFacts] = set()
        for name in _names_of(literal):
            for module in self._modules.using(literal.module, name):
                if module not in seen:
                    seen.add(module)
                    yield from self._in(module, literal)
                    yield from self._given(module, literal, name, set())

    def _in(self, module: ModuleFacts, filled: Place) -> Iterator[Filling]:
        """What a module puts into a literal, or into what a parameter receives."""
        sites = module.tree.calling(_FILLING)
        for site in sites:
            call = site.node
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                method, at = call.func.attr, Place(module, call.func.value, site.scope)
                if method in _SEVERAL and call.args and self._is(at, filled):
                    yield Filling(at.at(call.args[0]), several=True)
                elif method in _ONE and len(call.args) > _ONE[method] and self._is(at, filled):
                    yield Filling(at.at(call.args[_ONE[method]]))
        decorators = any(isinstance(site.node, ast.Attribute) for site in sites)
        for definition, scope in (
            module.tree.definitions if decorators else ()
        ):  # `@functions.append`
            for decorator in definition.decorator_list:
                if isinstance(decorator, ast.Attribute) and decorator.attr in _ONE:
                    if self._is(Place(module, decorator.value, scope), filled):
                        yield Filling(Place(module, definition, scope))
        for target, value, scope in module.tree.changes:
            if isinstance(target, ast.Subscript):
                if self._is(Place(module, target.value, scope), filled):
                    yield Filling(Place(module, value, scope), isinstance(target.slice, ast.Slice))
            elif self._is(Place(module, target, scope), filled):
                yield Filling(Place(module, value, scope), several=True)

    def _given(
        self, module: ModuleFacts, filled: Place, name: str, seen: set[Place]
    ) -> Iterator[Filling]:
        """What functions put in that a module gives the list to, as `register(functions)`."""
        for argument, site in module.tree.arguments.get(name, ()):
            call = Place(module, site.node, site.scope)
            if self._is(call.at(argument), filled):
                yield from self._by(call, call.at(argument), seen)

    def _by(self, call: Place, given: Place, seen: set[Place]) -> Iterator[Filling]:
        """What the functions of one call put into the list that it gives them."""
        func = call.at(call.node.func) if isinstance(call.node, ast.Call) else call
        if isinstance(func.node, ast.Attribute) and func.node.attr in _METHODS:
            return  # it is put into another list
        if all(isinstance(thing, External) for thing in self._resolver.all(func)):
            return  # no library fills a list of functions
        parameters = [
            Place(callee.function.module, parameter, callee.function.node)  # type: ignore[arg-type]
            for callee in self._callees.of(call)
            for name, value in callee.received.items()
            if value == given
            for parameter in _parameters(callee.function.node, name)
        ]
        if not parameters:
            yield Filling(given, known=False)
        for parameter in parameters:
            if parameter not in seen:
                seen.add(parameter)
                yield from self._in(parameter.module, parameter)
                name = getattr(parameter.node, "arg", "")
                yield from self._given(parameter.module, parameter, name, seen)

    def _is(self, receiver: Place, filled: Place) -> bool:
        return any(
            thing == filled or (isinstance(thing, External) and thing.made == filled)
            for thing in self._resolver.all(receiver)
        )


def _parameters(function: ast.AST, name: str) -> list[ast.arg]:
    args = getattr(function, "args", None)
    every = [*args.posonlyargs, *args.args, *args.kwonlyargs] if args is not None else []
    return [each for each in every if each.arg == name]


def _names_of(literal: Place) -> list[str]:
    """The names and attributes that a literal is bound to where it stands, or what returns it."""
    found = [
        binding.name
        for bindings in literal.module.tree.bindings(literal.scope).values()
        for binding in bindings
        if binding.kind is Kind.VALUE and literal.is_node(binding.value)
    ]
    if isinstance(literal.scope, FUNCTIONS):  # `self.functions = []`
        for node in ast.walk(literal.scope):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and literal.is_node(node.value):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [each.attr for each in targets if isinstance(each, ast.Attribute)]
    if not found and not isinstance(literal.scope, (ast.Module, ast.Lambda)):
        found.append(literal.scope.name)
    return found
