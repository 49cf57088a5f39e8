"""The classes that inherit from a class, in whatever module."""

from __future__ import annotations

import ast
import re

from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place, Thing

_MOST = 100


class Heirs:
    """Finds subclasses in the modules that may use a class."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._resolver = resolver
        self._known: dict[Place, list[Place]] = {}

    def of(self, cls: Place) -> list[Place]:
        """The classes below a class, at any distance."""
        found = self._known.get(cls)
        if found is None:
            known: dict[Place, None] = {}
            waiting = [cls]
            while waiting and len(known) < _MOST:
                for heir in self._next(waiting.pop()):
                    if heir not in known and heir != cls:
                        known[heir] = None
                        waiting.append(heir)
            found = self._known[cls] = list(known)
        return found

    def _next(self, cls: Place) -> list[Place]:
        name = getattr(cls.node, "name", "")
        inherits = re.compile(rf"\bclass\s+\w+\s*\([^)]*\b{name}\b|\b{name}\s+as\b")
        return [
            Place(module, node, scope)
            for module in self._modules.using(cls.module, name)
            if inherits.search(module.text)
            for node, scope in module.tree.definitions
            if isinstance(node, ast.ClassDef)
            and any(cls in self._classes(Place(module, base, scope)) for base in node.bases)
        ]

    def _classes(self, base: Place) -> list[Thing]:
        """What a base is, also of a generic class: `Job[Order]`."""
        node = base.node
        return self._resolver.all(base.at(node.value) if isinstance(node, ast.Subscript) else base)
