"""Which form objects of the project's classes have in JSON."""

from __future__ import annotations

import ast

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.outputs.forms import UNKNOWN, Form, refused
from inngest_lint.sdk.json_types import CLASS_DECORATORS, OBJECT_BASES, PLAIN_BASES

_ENUMS = frozenset({"enum.Enum", "enum.Flag", "enum.StrEnum", "enum.IntEnum", "enum.IntFlag"})


class Classes:
    """Judges classes by what they are made of, at any distance."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of_object(self, cls: Place) -> Form:
        """The form of an object of a class."""
        bases = self.bases(cls)
        if bases is None:
            return UNKNOWN
        plain = next((PLAIN_BASES[base] for base in bases if base in PLAIN_BASES), None)
        if plain is not None:
            return Form(shape=plain)
        name = getattr(cls.node, "name", "")
        return refused("an enum member" if bases & _ENUMS else f"an object of '{name}'")

    def is_enum(self, cls: Place) -> bool:
        """Whether the attributes of a class are members."""
        return bool((self.bases(cls) or frozenset()) & _ENUMS)

    def bases(self, cls: Place) -> frozenset[str] | None:
        """The classes outside the project from which a class is made; None if not all are known."""
        found: set[str] = set()
        seen: set[Place] = set()
        waiting = [cls]
        while waiting:
            at = waiting.pop()
            if at in seen:
                continue
            seen.add(at)
            if not isinstance(at.node, ast.ClassDef) or not self._is_plain(at, at.node):
                return None
            for base in at.node.bases:
                written = base.value if isinstance(base, ast.Subscript) else base
                thing = self._resolver.one(Place(at.module, written, at.scope))
                if isinstance(thing, External):
                    found.add(thing.name)
                elif isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
                    waiting.append(thing)
                else:
                    return None
        known = found <= (OBJECT_BASES | PLAIN_BASES.keys() | _ENUMS)
        return frozenset(found) if known or found & PLAIN_BASES.keys() else None

    def _is_plain(self, at: Place, cls: ast.ClassDef) -> bool:
        """Whether nothing but its bases decides what an object of a class is."""
        decorators = [Place(at.module, each, at.scope) for each in cls.decorator_list]
        if any(each.arg == "metaclass" for each in cls.keywords):
            return False
        makes = any(isinstance(e, ast.FunctionDef) and e.name == "__new__" for e in cls.body)
        return not makes and all(self._resolver.symbol(d) in CLASS_DECORATORS for d in decorators)
