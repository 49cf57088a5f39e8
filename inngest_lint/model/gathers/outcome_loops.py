"""Which outcomes a loop goes through: with `enumerate`, `zip`, in dictionaries and literals."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.gathers.outcome import Outcome, Results
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import SEQUENCES
from inngest_lint.syntax import literals

Collection: TypeAlias = cst.Tuple | cst.List | cst.Set | cst.Dict
COLLECTIONS = (cst.Tuple, cst.List, cst.Set, cst.Dict)
ZIPS = frozenset({"builtins.zip", "itertools.zip_longest"})


class OutcomeLoops:
    """Takes the heads of loops apart; `of` and `results` tell what an expression holds."""

    def __init__(
        self,
        names: Names,
        of: Callable[[cst.BaseExpression], Outcome],
        results: Callable[[cst.BaseExpression], Results | None],
    ) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._of = of
        self._results = results
        self._literals: dict[int, list[cst.BaseExpression]] = {}  # that loops go through
        self._open: set[int] = set()  # names being followed, which may be bound through themselves

    def elements(self, source: int) -> list[cst.BaseExpression]:
        """The elements of a source that is a literal; none for all other sources."""
        return self._literals.get(source, [])

    def sources(
        self, target: cst.BaseExpression, over: cst.BaseExpression, name: str
    ) -> frozenset[int]:
        """The sources of the results that a loop goes through with the variable `name`."""
        results = self._results(over)
        if results is not None:
            fits = isinstance(target, cst.Name) and target.value == name and not results.mapping
            return results.sources if fits else frozenset()
        if type(over) is cst.Name:
            return self._followed(target, over, name)
        if type(over) is cst.Call:
            return self._called(target, over, name)
        if isinstance(over, COLLECTIONS) and literals.dotted(target) == name:
            return self._literal(over)
        return frozenset()

    def _followed(self, target: cst.BaseExpression, over: cst.Name, name: str) -> frozenset[int]:
        value = self._bindings.expression(over)
        if value is over or id(value) in self._open or self._changes.is_changed(over):
            return frozenset()
        self._open.add(id(value))
        found = self.sources(target, value, name)
        self._open.discard(id(value))
        return found

    def _called(self, target: cst.BaseExpression, over: cst.Call, name: str) -> frozenset[int]:
        symbol = self._values.symbol(over.func)
        elements = [e.value for e in target.elements] if isinstance(target, cst.Tuple) else []
        if symbol in SEQUENCES and over.args:
            return self.sources(target, over.args[0].value, name)
        if symbol == "builtins.enumerate" and len(elements) == 2 and over.args:
            return self.sources(elements[1], over.args[0].value, name)
        if symbol in ZIPS:
            pairs = zip(elements, over.args, strict=False)
            return frozenset[int]().union(*(self.sources(t, a.value, name) for t, a in pairs))
        method = over.func.attr.value if isinstance(over.func, cst.Attribute) else ""
        if isinstance(over.func, cst.Attribute) and method in ("items", "values"):
            each = target if method == "values" else elements[1] if elements else None
            if literals.dotted(each) == name:
                return self._values_of(over.func.value)
        return frozenset()

    def _values_of(self, node: cst.BaseExpression) -> frozenset[int]:
        """The sources of the results that are the values of a dictionary."""
        results = self._results(node)
        if results is not None:
            return results.sources if results.mapping else frozenset()
        value = self._bindings.expression(node)
        return self._literal(value) if isinstance(value, cst.Dict) else frozenset()

    def _literal(self, node: Collection) -> frozenset[int]:
        """A literal as a source, if there is an outcome in it."""
        elements = [element.value for element in node.elements]
        if not any(self._of(element) for element in elements):
            return frozenset()
        self._literals[id(node)] = elements
        return frozenset({id(node)})
