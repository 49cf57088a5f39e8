"""What is put into a list after it was made: `append`, `extend`, `+=`, `d[k] = …`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place

_ONE = {"append": 0, "add": 0, "appendleft": 0, "insert": 1, "setdefault": 1}
_SEVERAL = frozenset({"extend", "update"})


class Filling(NamedTuple):
    """An expression that is put into a list: itself, or `several` that it holds."""

    place: Place
    several: bool


class Fillings:
    """Finds what fills the lists and dicts of a project, known by the literal that begins them."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver

    def of(self, literal: Place) -> Iterator[Filling]:
        """What is put into the list that begins as `literal`, in any module that was read."""
        seen: set[ModuleFacts] = set()
        for name in _names_of(literal):
            for module in self._modules.using(literal.module, name):
                if module not in seen:
                    seen.add(module)
                    yield from self._in(module, literal)

    def _in(self, module: ModuleFacts, literal: Place) -> Iterator[Filling]:
        for site in module.calls:
            call = site.node
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                method, at = call.func.attr, Place(module, call.func.value, site.scope)
                if method in _SEVERAL and call.args and self._is(at, literal):
                    yield Filling(at.at(call.args[0]), several=True)
                elif method in _ONE and len(call.args) > _ONE[method] and self._is(at, literal):
                    yield Filling(at.at(call.args[_ONE[method]]), several=False)
        for target, value, scope in module.changes:
            if isinstance(target, ast.Subscript):
                if self._is(Place(module, target.value, scope), literal):
                    yield Filling(Place(module, value, scope), isinstance(target.slice, ast.Slice))
            elif self._is(Place(module, target, scope), literal):
                yield Filling(Place(module, value, scope), several=True)

    def _is(self, receiver: Place, literal: Place) -> bool:
        return literal in self._resolver.all(receiver)


def _names_of(literal: Place) -> list[str]:
    """The names and attributes that a literal is bound to where it stands, or what returns it."""
    found = [
        binding.name
        for bindings in literal.module.bindings(literal.scope).values()
        for binding in bindings
        if binding.kind is Kind.VALUE and binding.value is literal.node
    ]
    if isinstance(literal.scope, FUNCTIONS):  # `self.functions = []`
        for node in ast.walk(literal.scope):
            if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is literal.node:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                found += [each.attr for each in targets if isinstance(each, ast.Attribute)]
    if not found and not isinstance(literal.scope, (ast.Module, ast.Lambda)):
        found.append(literal.scope.name)
    return found
