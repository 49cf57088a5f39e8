"""Which functions of a project are served, and which may be."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.functions import InngestFunction, InngestFunctions
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place, Thing
from inngest_lint.project.registration.clients import Clients
from inngest_lint.project.registration.items import Element, Item, Scan, Unknown, text_of, unknown
from inngest_lint.project.registration.registrations import Registration, Registrations


class ServedList(NamedTuple):
    """A list of functions: what it is called where it is served, and where it is written."""

    name: str
    place: Place


class Registry:
    """All registrations of a project, and what they hold."""

    def __init__(
        self,
        modules: Modules,
        resolver: Resolver,
        functions: InngestFunctions,
        registrations: Registrations,
        clients: Clients,
    ) -> None:
        self._modules = modules
        self._resolver = resolver
        self._functions = functions
        self._registrations = registrations
        self.clients = clients

    @cached_property
    def all(self) -> list[Registration]:
        """Every registration, in the order of paths and lines."""
        return [r for module in self._modules.behind_gate for r in self._registrations.of(module)]

    def items(self, registration: Registration) -> list[Item]:
        """What the list of a registration holds."""
        return self._registrations.items(registration)

    def is_registered(self, function: InngestFunction) -> bool:
        """Whether a function stands in a list that is served."""
        return function in self._registered

    def doubt(self, function: InngestFunction) -> Unknown | None:
        """Items of a registration that cannot be told and may be the function."""
        for registration, doubt in self._doubts:
            if self.clients.may_be_same(registration.client, function.client):
                return doubt
        return None

    @cached_property
    def _doubts(self) -> list[tuple[Registration, Unknown]]:
        """The registrations with items that cannot be told, and the first of these."""
        found = [(each, next(self._open_items(each), None)) for each in self.all]
        return [(registration, doubt) for registration, doubt in found if doubt is not None]

    def _open_items(self, registration: Registration) -> Iterator[Unknown]:
        for item in self.items(registration):
            if isinstance(item, Unknown):
                yield item
            elif isinstance(item, Element) and any(map(self._is_open, item.things)):
                yield unknown(item.place)

    def _is_open(self, thing: Thing) -> bool:
        """Whether an element may be a function without showing which."""
        if isinstance(thing, External):
            return thing.name.endswith("()")  # what a call elsewhere gives
        if not isinstance(thing, Place) or isinstance(thing.node, _CLOSED):
            return False
        return not self._functions.is_made(thing)

    def list_for(self, function: InngestFunction) -> ServedList | None:
        """The list in which one would look for a function: the one that its client serves."""
        served = [each for each in self.all if each.functions is not None]
        own = [r for r in served if self.clients.are_same(r.client, function.client)]
        likely = own or (served if len(served) == 1 else [])
        functions = likely[0].functions if likely else None
        if functions is None:
            return None
        found = self._resolver.one(functions)
        known = isinstance(found, Place) and not isinstance(found.node, ast.arg)
        name = text_of(functions.node)
        named = isinstance(functions.node, (ast.Name, ast.Attribute, ast.Call))
        return ServedList(
            name if named and not name.endswith("…") else "the list",
            found if known and isinstance(found, Place) else functions,
        )

    @cached_property
    def _registered(self) -> set[InngestFunction]:
        found: set[InngestFunction] = set()
        for registration in self.all:
            for item in self.items(registration):
                if isinstance(item, Element):
                    found.update(self._made(item.things))
                elif isinstance(item, Scan):
                    found.update(self._held_by(item))
        return found

    def _made(self, things: tuple[Thing, ...]) -> list[InngestFunction]:
        made = [self._functions.made_by(each) for t in things for each in (t, *self._decorated(t))]
        wrapped = [each for t in things if isinstance(t, Place) for each in self._uses.get(t, ())]
        return [*wrapped, *(function for function in made if function is not None)]

    @cached_property
    def _uses(self) -> dict[Place, list[InngestFunction]]:
        """The functions that wrappers make, by the call or the `def` there that makes them."""
        found: dict[Place, list[InngestFunction]] = {}
        for function in self._functions.all:
            if function.use is not None:
                found.setdefault(function.use.applied, []).append(function)
        return found

    def _decorated(self, thing: Thing) -> list[Thing]:
        """What the decorators of a `def` put in its place."""
        if not isinstance(thing, Place):
            return []
        decorators = [thing.at(each) for each in getattr(thing.node, "decorator_list", ())]
        made = [each for decorator in decorators for each in self._resolver.all(decorator)]
        return [result for each in made for result in self._resolver.result(each)]

    def _held_by(self, scan: Scan) -> set[InngestFunction]:
        """The functions that a module makes or imports."""
        module = scan.module
        found = set(self._functions.of(module))
        for name in module.tree.top:
            found.update(self._made(tuple(self._resolver.exported(module, name))))
        return found


# What is what it is, and no function that is hidden.
_CLOSED = (*FUNCTIONS, ast.ClassDef, ast.Module, ast.Constant, ast.JoinedStr)
