"""Classes of errors and what they inherit from, across modules."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.sdk.errors import ROOTS, ancestors

_MAKING = ("__init__", "__new__")


@dataclass(frozen=True, slots=True)
class Lineage:
    """A class of errors, and the keys of all classes that it is one of.

    The key of a class outside the project is its dotted name, that of one of the project has its
    module in it. `is_known` tells that no base is missing, and `made_as` which class outside the
    project takes its arguments: the one whose `__init__` it has.
    """

    name: str
    key: str
    keys: frozenset[str]
    is_known: bool
    made_as: str

    def is_a(self, keys: Iterable[str]) -> bool:
        """Whether it is one of these classes, or inherits from one."""
        return not self.keys.isdisjoint(keys)


# An error of which nothing is known.
UNKNOWN = Lineage("an error", "", ROOTS, False, "")


def outside(symbol: str) -> Lineage:
    """A class outside the project, by its dotted name."""
    keys = ancestors(symbol)
    return Lineage(symbol, symbol, keys or ROOTS | {symbol}, keys is not None, symbol)


class Lineages:
    """Follows the bases of the classes of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Place, Lineage] = {}

    def raised(self, error: Place) -> Lineage | None:
        """The class of what `raise` is given, an object or the class; None if it is not sure."""
        thing = self._resolver.one(error)
        if isinstance(thing, External) and thing.name.endswith("()"):
            return outside(thing.name.removesuffix("()"))
        return self.of(thing.cls if isinstance(thing, Object) else thing)

    def caught(self, types: Place) -> list[Lineage | None]:
        """The classes that an `except` names."""
        node = types.node
        if isinstance(node, ast.Tuple):
            return [each for item in node.elts for each in self.caught(types.at(item))]
        thing = self._resolver.one(types)
        if isinstance(thing, Place) and isinstance(thing.node, ast.Tuple):
            return self.caught(thing)
        return [self.of(thing)]

    def of(self, thing: Thing | None) -> Lineage | None:
        """The class that something resolved stands for."""
        if isinstance(thing, External):
            return None if "()" in thing.name else outside(thing.name)
        if not isinstance(thing, Place) or not isinstance(thing.node, ast.ClassDef):
            return None
        if thing not in self._known:
            self._known[thing] = UNKNOWN  # of a class that seems to be its own base
            self._known[thing] = self._derived(thing.node, thing)
        return self._known[thing]

    def _derived(self, cls: ast.ClassDef, at: Place) -> Lineage:
        bases = [self.of(self._resolver.one(Place(at.module, b, at.scope))) for b in cls.bases]
        known = [base for base in bases if base is not None]
        key = f"{at.module.path}:{cls.lineno}:{cls.name}"
        is_known = len(known) == len(bases) > 0 and all(base.is_known for base in known)
        roots = frozenset() if is_known else ROOTS
        keys = roots.union({key}, *(base.keys for base in known))
        makes_itself = cls.decorator_list or any(
            isinstance(each, ast.FunctionDef) and each.name in _MAKING for each in cls.body
        )
        made_as = known[0].made_as if known and known[0] is bases[0] and not makes_itself else ""
        return Lineage(cls.name, key, keys, is_known, made_as)
