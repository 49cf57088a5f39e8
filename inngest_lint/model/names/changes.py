"""What changes an object in place, so that its name alone does not tell its value."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.once import cached_property
from inngest_lint.sdk.python import MUTATORS
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree


class Changes:
    """Finds the changes in one file."""

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._known: dict[str, dict[int, list[cst.Name]]] = {}  # by the bindings' identity

    @property
    def places(self) -> list[cst.Name]:
        """Where the object of a name is changed, in the whole file."""
        return [place for places in self._changed.values() for place in places]

    def is_place(self, name: cst.Name) -> bool:
        """Whether the object of a name is changed where the name stands."""
        return id(name) in self._ids

    @cached_property
    def _ids(self) -> frozenset[int]:
        return frozenset(map(id, self.places))

    @property
    def places_inside(self) -> Iterator[cst.Name]:
        """Where something is changed that the object of a name holds: `x["rows"].append(…)`."""
        for place in self._changed_in_place:
            held = place
            while isinstance(held, cst.Subscript):
                held = held.value
            if held is not place and isinstance(held, cst.Name):
                yield held

    def is_changed(self, name: cst.Name) -> bool:
        """Whether the object a name is bound to is changed: by a method, `x[0] = …`, `del x[0]`."""
        return bool(self.of(name))

    def of(self, name: cst.Name) -> list[cst.Name]:
        """Where that happens: the `x` of `x.append(…)` or `x[0] = …`."""
        places = self._changed.get(name.value)
        if not places:
            return []
        if name.value not in self._known:
            self._known[name.value] = {}
            for place in places:
                known = self._known[name.value].setdefault(id(self._scopes.of_name(place)), [])
                known.append(place)
        return self._known[name.value].get(id(self._scopes.of_name(name)), [])

    def is_sorted(self, name: cst.Name) -> bool:
        """Whether the object a name is bound to has been sorted in place where the name stands.

        A function that is called sometime may do so before or after.
        """
        return any(
            isinstance(method := self._tree.parent(place), cst.Attribute)
            and method.attr.value == "sort"
            and self._is_before(place, name)
            for place in self.of(name)
        )

    def _is_before(self, place: cst.Name, name: cst.Name) -> bool:
        """Whether what happens to an object at `place` may count where the name stands."""
        if self._scopes.function_of(place) is not self._scopes.function_of(name):
            return True
        between = range(self._tree.place(place), self._tree.place(name))
        bound = (self._tree.place(binding.node) for binding in self._scopes.of_name(name))
        return bool(between) and not any(at in between for at in bound)

    def is_attribute_changed(self, attribute: str) -> bool:
        """Whether an attribute of this name is assigned outside `__init__`, or changed in place."""
        return attribute in self._changed_attributes

    @cached_property
    def _changed(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for place in self._changed_in_place:
            if isinstance(place, cst.Name):
                found.setdefault(place.value, []).append(place)
        return found

    @cached_property
    def _changed_in_place(self) -> list[cst.BaseExpression]:
        """What mutating methods are called on, and what items are assigned to."""
        attributes, subscripts = self._tree.all(cst.Attribute), self._tree.all(cst.Subscript)
        methods = [node.value for node in attributes if node.attr.value in MUTATORS]
        return methods + [node.value for node in subscripts if self.is_target(node)]

    @cached_property
    def _changed_attributes(self) -> frozenset[str]:
        assigned = (
            node
            for node in self._tree.all(cst.Attribute)
            if self.is_target(node) and not self._is_initial(node)
        )
        places = (*assigned, *self._changed_in_place)
        return frozenset(node.attr.value for node in places if isinstance(node, cst.Attribute))

    def is_target(self, node: cst.CSTNode) -> bool:
        """Whether something is assigned to an attribute or an item, or it is deleted."""
        parent = self._tree.parent(node)
        if isinstance(parent, cst.Element):  # `a.b, c = …`
            parent = self._tree.parent(parent)
            parent = None if parent is None else self._tree.parent(parent)
        if isinstance(parent, (cst.AugAssign, cst.AnnAssign)):
            return parent.target is node
        return isinstance(parent, (cst.Del, cst.AssignTarget))

    def _is_initial(self, node: cst.CSTNode) -> bool:
        function = self._scopes.function_of(node)
        return isinstance(function, cst.FunctionDef) and function.name.value == "__init__"
