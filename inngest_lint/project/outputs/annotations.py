"""What an annotation says of the form that a value has in JSON."""

from __future__ import annotations

import ast

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.outputs.classes import Classes
from inngest_lint.project.outputs.forms import UNKNOWN, Form, all_of, any_of, refused
from inngest_lint.sdk.json_types import HOLDERS, NUMBER, PLAIN, REFUSED, REFUSED_TYPES

_UNIONS = frozenset({"typing.Union", "typing.Optional"})
_FIRST = frozenset({"typing.Annotated", "typing_extensions.Annotated", "typing.Final"})


class Annotations:
    """Reads the annotations of a project."""

    def __init__(self, resolver: Resolver, classes: Classes) -> None:
        self._resolver = resolver
        self._classes = classes

    def form(self, place: Place) -> Form:
        """The form of a value with an annotation."""
        node = place.node
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return self._quoted(place, node.value)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return self._one_of(place, [node.left, node.right])
        if isinstance(node, ast.Subscript):
            return self._subscript(place, node)
        thing = self._resolver.one(place)
        if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
            return self._classes.of_object(thing)
        return self._named(thing.name) if isinstance(thing, External) else UNKNOWN

    def _quoted(self, place: Place, text: str) -> Form:
        written = place.module.tree.written(text, place.scope)
        return UNKNOWN if written is None else self.form(place.at(written))

    def _named(self, name: str) -> Form:
        if name in REFUSED_TYPES:
            return refused(REFUSED_TYPES[name])
        if name in HOLDERS:
            return Form(shape=HOLDERS[name])
        made = f"{name}()"
        if made in REFUSED:
            return refused(REFUSED[made])
        return Form(shape=PLAIN[made]) if made in PLAIN else UNKNOWN

    def _subscript(self, place: Place, node: ast.Subscript) -> Form:
        items = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        name = self._resolver.symbol(place.at(node.value))
        if name in _UNIONS:
            return self._one_of(place, items)
        if name in _FIRST:
            return self.form(place.at(items[0]))
        if name not in HOLDERS:
            return self.form(place.at(node.value))
        shape = HOLDERS[name]
        forms = [self.form(place.at(each)) for each in items]
        has_number_keys = shape == "a dict" and bool(forms) and forms[0].shape == NUMBER
        held = forms[1:] if shape == "a dict" else forms
        return Form(shape=shape, has_number_keys=has_number_keys).holding(held)

    def _one_of(self, place: Place, types: list[ast.expr]) -> Form:
        """One of several types, of which None says nothing: what all of them have counts."""
        told = [each for each in types if not _is_none(each)]
        forms = [self.form(place.at(each)) for each in told]
        return all_of(forms) if len(forms) > 1 else any_of(forms)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
