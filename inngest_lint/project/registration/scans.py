"""Code that finds functions by looking through modules: `vars(jobs)`, a walk through a package.

What such code leaves out is not known: it counts as finding everything.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from inngest_lint.project.code.bindings import FUNCTIONS, Function
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.things import Place, Thing
from inngest_lint.project.registration.items import Item, Scan, Unknown, unknown
from inngest_lint.sdk.registration import SCANNING

_HINTS = tuple(symbol.rpartition(".")[2] for symbol in SCANNING)


class Scans:
    """Tells which modules such code looks through."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver

    def of_call(self, place: Place, node: ast.Call, symbol: str) -> Iterator[Item]:
        """What a call finds: one that looks itself, or of a function whose code does."""
        if symbol in SCANNING and not node.args:  # `globals()`
            yield Scan(place, place.module)
            return
        if symbol in SCANNING:
            around = [Place(place.module, place.scope, place.scope)]
            yield from (
                self._named([place], place) or self._named(around, place) or _nothing(place)
            )
            return
        called = self._resolver.one(place.at(node.func))
        if isinstance(called, Place) and isinstance(called.node, FUNCTIONS):
            if self._looks(called.module, called.node):
                arguments = [
                    place.at(arg) for arg in (*node.args, *(k.value for k in node.keywords))
                ]
                inside = called.inside
                yield from self._named([inside, *arguments], place) or _nothing(place)

    def around(self, thing: Thing) -> Scan | Unknown | None:
        """What the code that makes an item finds, where that code looks through modules."""
        if not isinstance(thing, Place):
            return None
        at = thing.scope if not thing.is_in(thing.node) else None
        if isinstance(thing.node, ast.Call):
            if self._resolver.symbol(thing.at(thing.node.func)) in SCANNING:
                found = self._named([thing], thing)
                return found[0] if found else unknown(thing)
        if isinstance(thing.node, ast.Name) and isinstance(at, FUNCTIONS):
            if self._looks(thing.module, at):
                found = self._named([Place(thing.module, at, at)], thing)
                return found[0] if found else unknown(thing)
        return None

    def _looks(self, module: ModuleFacts, function: Function) -> bool:
        if not any(hint in module.text for hint in _HINTS):
            return False
        return any(
            key_of(site.scope) == key_of(function)
            and isinstance(site.node, ast.Call)
            and self._resolver.symbol(Place(module, site.node.func, site.scope)) in SCANNING
            for site in module.tree.calls
        )

    def _named(self, places: list[Place], at: Place) -> list[Scan]:
        """The modules that pieces of code name: as objects, as strings, as their own package."""
        found: dict[ModuleFacts, Scan] = {}
        for place in places:
            for node in nodes_in(place.node):
                for module in self._module(place.in_module(node)):
                    found.setdefault(module, Scan(at, module))
        for module in list(found):
            if module.is_package:
                for inner in self._modules.below(module):
                    found.setdefault(inner, Scan(at, inner))
        return list(found.values())

    def _module(self, place: Place) -> Iterator[ModuleFacts]:
        node = place.node
        if isinstance(node, (ast.Name, ast.Attribute)):
            if isinstance(node, ast.Name) and node.id in ("__path__", "__name__", "__file__"):
                yield place.module
                return
            for thing in self._resolver.all(place):
                if isinstance(thing, Place) and isinstance(thing.node, ast.Module):
                    yield thing.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if all(part.isidentifier() for part in node.value.split(".")):
                module = self._modules.find(node.value, place.module)
                if module is not None:
                    yield module


def _nothing(place: Place) -> list[Item]:
    return [unknown(place)]
