"""The strings of a project: constants, enum members, f-strings of them, wherever they are kept."""

from __future__ import annotations

import ast

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Object, Place, Thing

_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum", "enum.Flag"})


class Texts:
    """Folds string expressions of any module."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._open: set[Place] = set()

    def fold(self, place: Place) -> str | None:
        """The string that an expression makes; None if it is none, or not always the same."""
        if place in self._open:
            return None
        self._open.add(place)
        try:
            return self._fold(place)
        finally:
            self._open.discard(place)

    def of(self, thing: Thing | None) -> str | None:
        """The string that something resolved is."""
        return self.fold(thing) if isinstance(thing, Place) else None

    def _fold(self, place: Place) -> str | None:
        node = place.node
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else None
        if isinstance(node, ast.JoinedStr):
            return _joined([self._part(place.at(part)) for part in node.values])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return _joined([self.fold(place.at(node.left)), self.fold(place.at(node.right))])
        if isinstance(node, ast.Attribute) and node.attr == "value":
            member = self._enum_member(place.at(node.value))
            if member is not None:
                return self.fold(member)
        if isinstance(node, (ast.Name, ast.Attribute, ast.IfExp, ast.BoolOp, ast.NamedExpr)):
            found = self._resolver.one(place)
            if isinstance(found, Place) and found != place:
                return self.fold(found)
        return None

    def _part(self, place: Place) -> str | None:
        node = place.node
        if not isinstance(node, ast.FormattedValue):
            return self.fold(place)
        if node.conversion != -1 or node.format_spec is not None:
            return None
        number = self._resolver.one(place.at(node.value))
        if isinstance(number, Place) and isinstance(number.node, ast.Constant):
            if type(number.node.value) is int:
                return str(number.node.value)
        return self.fold(place.at(node.value))

    def _enum_member(self, place: Place) -> Place | None:
        """What a member of an enumeration is assigned in its class."""
        node = place.node
        if not isinstance(node, ast.Attribute):
            return None
        owner = self._resolver.one(place.at(node.value))
        if isinstance(owner, Object) or not isinstance(owner, Place) or not self.is_enum(owner):
            return None
        member = self._resolver.one(place)
        return member if isinstance(member, Place) else None

    def is_enum(self, cls: Place) -> bool:
        """Whether a class is an enumeration."""
        bases = cls.node.bases if isinstance(cls.node, ast.ClassDef) else []
        for base in bases:
            thing = self._resolver.one(Place(cls.module, base, cls.scope))
            if isinstance(thing, External) and thing.name in _ENUMS:
                return True
            if isinstance(thing, Place) and self.is_enum(thing):
                return True
        return False


def _joined(parts: list[str | None]) -> str | None:
    return None if None in parts else "".join(part for part in parts if part is not None)
