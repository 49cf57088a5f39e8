"""Which callables of a project make Inngest functions of what they are given: their names.

To ask for a name is cheap; what a use of one makes is worked out for those that pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.naming import called_name, last_name
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.wrapping import (
    MAKER,
    handed_on,
    is_made_of_parameter,
    is_maker,
    is_plain,
)

_ROUNDS = 3  # wrappers of wrappers
_PARTIAL = "partial"


class _Named(NamedTuple):
    """A callable, or an expression that stands for one, and its name in its module."""

    place: Place
    name: str

    @property
    def module(self) -> ModuleFacts:
        return self.place.module


class WrapperNames:
    """The names of the callables around `create_function`, as the code of a project has them."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._of: dict[ModuleFacts, frozenset[str]] = {}
        self._using: dict[tuple[ModuleFacts, str], list[ModuleFacts]] = {}

    def in_module(self, module: ModuleFacts) -> frozenset[str]:
        """Those that a module may use, as it spells them."""
        found = self._of.get(module)
        if found is None:
            said = self._said.get(module)
            found = self._of[module] = _spelled(said, module) if said else frozenset()
        return found

    @cached_property
    def all(self) -> frozenset[str]:
        """Those of the whole project."""
        return frozenset(each.name for each in self._known.values())

    @cached_property
    def users(self) -> list[ModuleFacts]:
        """The modules that may use one, whether they mention Inngest or not."""
        return sorted(self._said, key=lambda module: module.path)

    @cached_property
    def _said(self) -> dict[ModuleFacts, set[str]]:
        """The names that each of these modules says."""
        found: dict[ModuleFacts, set[str]] = {}
        for each in self._known.values():
            for user in self._users(each):
                found.setdefault(user, set()).add(each.name)
        return found

    def _users(self, named: _Named) -> list[ModuleFacts]:
        key = named.module, named.name
        if key not in self._using:
            method = isinstance(named.place.scope, ast.ClassDef)
            self._using[key] = self._modules.calling(*key, method=method)
        return self._using[key]

    @cached_property
    def _known(self) -> dict[Place, _Named]:
        found: dict[Place, _Named] = {}
        for module in self._modules.behind_gate:
            if MAKER in module.text and not is_plain(module):
                found.update((each.place, each) for each in _making(module))
        new = dict(found)
        for _ in range(_ROUNDS):
            self._modules.look_for(each.name for each in new.values())
            users = {user for each in new.values() for user in self._users(each)}
            later = [each for user in users for each in self._calling(user, new)]
            new = {each.place: each for each in later if each.place not in found}
            found.update(new)
        return found

    def _calling(self, module: ModuleFacts, known: dict[Place, _Named]) -> Iterator[_Named]:
        """What calls one of these callables, or is made of it at the top of a module."""
        names = {each.name for each in known.values()}
        for site in module.tree.calling(names):
            if isinstance(site.node, ast.Call):
                if self._leads_to(Place(module, site.node, site.scope), known):
                    yield from _around(Place(module, site.node, site.scope))
        for name, value in _values(module):
            held = value.node.args[0] if _is_partial(value.node) else value.node  # type: ignore[attr-defined]
            if called_name(held) in names and self._leads_to(value.at(held), known):
                yield _Named(value, name)

    def _leads_to(self, place: Place, known: dict[Place, _Named]) -> bool:
        node = place.node
        while isinstance(node, ast.Call):
            node = node.func
        return any(
            isinstance(thing, Place) and thing in known
            for thing in self._resolver.all(place.at(node))
        )


def _spelled(names: set[str], module: ModuleFacts) -> frozenset[str]:
    """Some names, and what a module calls those that it imports."""
    return frozenset(names) | {
        binding.name
        for bindings in module.tree.top.values()
        for binding in bindings
        if binding.kind is Kind.IMPORT and binding.target.rpartition(".")[2] in names
    }


def _making(module: ModuleFacts) -> Iterator[_Named]:
    """The functions in which a `create_function(…)` stands whose handler these are given."""
    applied = {}
    sites = module.tree.calling({MAKER})
    for site in sites:
        if isinstance(site.node, ast.Call) and is_maker(site.node.func):
            made = Place(module, site.node, site.scope)
            applied[key_of(site.node.func)] = is_made_of_parameter(made)
    for definition, scope in module.tree.definitions:
        for decorator in definition.decorator_list:
            if is_maker(decorator):
                applied[key_of(decorator)] = handed_on(Place(module, definition, scope)) is not None
    for site in sites:
        if is_maker(site.node) and applied.get(key_of(site.node), True):
            yield from _around(Place(module, site.node, site.scope))
    for name, value in _values(module) if _PARTIAL in module.text else ():
        if _is_partial(value.node) and last_name(value.node.args[0]) == MAKER:  # type: ignore[attr-defined]
            yield _Named(value, name)


def _values(module: ModuleFacts) -> Iterator[tuple[str, Place]]:
    """The names at the top of a module that are bound to a callee, or to a partial of one."""
    for bindings in module.tree.top.values():
        for binding in bindings:
            value = binding.value if binding.kind is Kind.VALUE else None
            if isinstance(value, (ast.Name, ast.Attribute)) or _is_partial(value):
                yield binding.name, Place(module, value, module.tree.root)  # type: ignore[arg-type]


def _is_partial(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Call) and last_name(node.func) == _PARTIAL and bool(node.args)


def _around(place: Place) -> Iterator[_Named]:
    """The function or the method in which an expression stands, the outermost one."""
    scope = place.scope
    while not isinstance(scope, ast.Module):
        outer = place.module.tree.outer(scope)
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if not isinstance(outer, FUNCTIONS):
                yield _Named(Place(place.module, scope, outer), scope.name)
        scope = outer
