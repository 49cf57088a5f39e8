"""What a file can ask about its values: the project follows them into other modules.

The file tells an expression by its text and by the number of the `def` around it, counted in source
order, or None in the code of the module. What is nested too deep to be followed is not known.
"""

from __future__ import annotations

import ast

from inngest_lint.project.code.things import External, Object, Place
from inngest_lint.project.outputs.client_options import UNCLEAR, Options
from inngest_lint.project.outputs.cuts import returns_cut
from inngest_lint.project.outputs.forms import UNKNOWN, Form
from inngest_lint.project.view import View


class ValueMirror:
    """The values of one file, and those of other modules by the names that it has for them."""

    def __init__(self, view: View) -> None:
        self._view = view

    def form(self, symbol: str) -> Form:
        """The form in JSON of what a symbol stands for in another module."""
        thing = self._view.thing(symbol)
        try:
            return UNKNOWN if thing is None else self._view.project.values.of_thing(thing)
        except RecursionError:
            return UNKNOWN

    def returned_form(self, symbol: str) -> Form:
        """The form in JSON of what calling a symbol gives, and awaiting that."""
        values = self._view.project.values
        thing = self._view.thing(symbol) or External(symbol)
        try:
            if isinstance(thing, External):
                return values.of_thing(External(f"{thing.name}()"))
            if isinstance(thing, Object):
                return UNKNOWN
            if isinstance(thing.node, ast.ClassDef):
                return values.of_thing(Object(thing))
            return values.returned(thing) if thing.is_function else UNKNOWN
        except RecursionError:
            return UNKNOWN

    def returns_cut(self, symbol: str) -> bool:
        """Whether calling a symbol gives only the beginning or the end of something."""
        thing = self._view.thing(symbol)
        return isinstance(thing, Place) and returns_cut(thing, self._view.project.resolver)

    def own_form(self, text: str, function: int | None) -> Form:
        """The form in JSON of what an expression of the file gives when it is called."""
        place = self._written(text, function)
        return self._returned(place, bare=False) if place is not None else UNKNOWN

    def own_returned_form(self, function: int, *, bare: bool) -> Form:
        """The form in JSON of what the `def` of a number gives; `bare` without its decorators."""
        facts = self._view.facts
        if function >= len(facts.tree.functions):
            return UNKNOWN
        node = facts.tree.functions[function]
        return self._returned(Place(facts, node, facts.tree.outer(node)), bare=bare)

    def own_annotated_form(self, text: str, function: int | None) -> Form:
        """The form in JSON of what a type that stands in the file says that it is."""
        place = self._written(text, function)
        return self._view.project.values.annotated(place) if place is not None else UNKNOWN

    def own_client_options(self, text: str, function: int | None) -> list[Options]:
        """The options of each client that an expression of the file may stand for."""
        place = self._written(text, function)
        try:
            found = self._view.project.client_options.of(place) if place is not None else []
        except RecursionError:
            found = []
        return found or [UNCLEAR]

    def _returned(self, function: Place, *, bare: bool) -> Form:
        try:
            return self._view.project.values.returned(function, bare=bare)
        except RecursionError:
            return UNKNOWN

    def _written(self, text: str, function: int | None) -> Place | None:
        """An expression of the file by its text, in the code of a function of the file."""
        facts = self._view.facts
        if function is not None and function >= len(facts.tree.functions):
            return None
        scope = facts.tree.root if function is None else facts.tree.functions[function]
        node = facts.tree.written(text, scope)
        return None if node is None else Place(facts, node, scope)
