"""Strings that a callable makes, with holes where its parameters stand in them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeAlias

from inngest_lint.project.code.arguments import parameters
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place
from inngest_lint.sdk.names import EVENT

_DEEPEST = 20


class Received(NamedTuple):
    """A hole: what the parameter of this name receives."""

    param: str


# Adjacent strings are one part. A single hole is the argument itself: an f-string of it is a string
# whatever it is given, and begins with an empty one.
Template: TypeAlias = tuple[str | Received, ...]


def constant(template: Template | None) -> str | None:
    """The string, if it has no holes."""
    if template is None or any(isinstance(part, Received) for part in template):
        return None
    return "".join(part for part in template if isinstance(part, str))


def filled(template: Template | None, given: Mapping[str, Template | None]) -> Template | None:
    """A template with what the parameters receive in its holes; None if one cannot be told."""
    if template is None:
        return None
    parts: list[Template | None] = [
        given.get(part.param) if isinstance(part, Received) else (part,) for part in template
    ]
    return _joined(parts)


def _joined(parts: Iterable[Template | None]) -> Template | None:
    found: list[str | Received] = []
    for part in parts:
        if part is None:
            return None
        for each in part:
            if isinstance(each, str) and found and isinstance(found[-1], str):
                found[-1] += each
            else:
                found.append(each)
    return tuple(found)


class Templates:
    """Folds the strings in the code of callables."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._texts = texts

    def fold(self, place: Place, function: Place) -> Template | None:
        """The string that an expression in the code of `function` makes; None if unknown."""
        return self._fold(place, function, 0)

    def event_name(self, place: Place, function: Place) -> Template | None:
        """The name of the event that an expression stands for, or of one that is received."""
        made = self.made_event(place)
        if made is None:
            return self._param(place, function)
        if not isinstance(made.node, ast.Call):
            return None
        name = next((k.value for k in made.node.keywords if k.arg == "name"), None)
        return None if name is None else self.fold(made.at(name), function)

    def made_event(self, place: Place) -> Place | None:
        """The call that makes the event that an expression stands for."""
        thing = self._resolver.one(place)
        return thing.made if isinstance(thing, External) and thing.name == EVENT else None

    def _fold(self, place: Place, function: Place, depth: int) -> Template | None:
        if _is_of_parameter(place):
            return None  # a subclass can have another
        text = self._texts.fold(place)
        if text is not None or depth > _DEEPEST:
            return None if text is None else (text,)
        node = place.node
        if isinstance(node, ast.JoinedStr):
            parts = (self._part(place.at(part), function, depth) for part in node.values)
            return _joined([("",), *parts])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (place.at(node.left), place.at(node.right))
            return _joined(self._fold(side, function, depth + 1) for side in sides)
        if isinstance(node, ast.Name):
            received = self._param(place, function)
            if received is not None:
                return received
            bindings = place.module.tree.lookup(node.id, place.scope)
            if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                if bindings[0] in _own(place, function, node.id):
                    return self._fold(place.at(bindings[0].value), function, depth + 1)
        return None

    def _part(self, place: Place, function: Place, depth: int) -> Template | None:
        node = place.node
        if not isinstance(node, ast.FormattedValue):
            return self._fold(place, function, depth + 1)
        if node.conversion != -1 or node.format_spec is not None:
            return None
        number = self._resolver.one(place.at(node.value))
        if isinstance(number, Place) and isinstance(number.node, ast.Constant):
            if type(number.node.value) is int:
                return (str(number.node.value),)
        return self._fold(place.at(node.value), function, depth + 1)

    def _param(self, place: Place, function: Place) -> Template | None:
        """The hole of a parameter that nothing else binds."""
        if not isinstance(place.node, ast.Name):
            return None
        bindings = place.module.tree.lookup(place.node.id, place.scope)
        own = map(key_of, parameters(function))
        if len(bindings) == 1 and key_of(bindings[0].node) in own:
            return (Received(place.node.id),)
        return None


def _is_of_parameter(place: Place) -> bool:
    """Whether it is an attribute of `self` or of another parameter."""
    node = place.node
    if not isinstance(node, ast.Attribute):
        return False
    root: ast.AST = node
    while isinstance(root, ast.Attribute):
        root = root.value
    bindings = place.module.tree.lookup(root.id, place.scope) if isinstance(root, ast.Name) else []
    return any(binding.kind is Kind.PARAMETER for binding in bindings)


def _own(place: Place, function: Place, name: str) -> list[object]:
    """What the function itself binds of a name."""
    if not isinstance(function.node, FUNCTIONS):
        return []
    return list(function.module.tree.bindings(function.node).get(name, ()))
