"""Lists and dictionaries that a loop fills: they take over the order of what it goes through."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import ADDERS
from inngest_lint.syntax.scopes import Binding

_EMPTY = frozenset(
    "builtins.list builtins.dict collections.defaultdict collections.deque "
    "collections.OrderedDict".split()
)
_TAKERS = frozenset({"extend", "extendleft", "update"})


class Fills:
    """Finds what is put into the collections of one file."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._changes = names.changes
        self._reach = flow.reach

    def orders(self, name: cst.Name) -> Iterator[cst.BaseExpression]:
        """What decides the order of the list or dictionary that a name stands for.

        That is what has been put in before `name` is read: as a whole, or by a loop, of which it is
        what the loop goes through. A loop that makes steps is judged itself.
        """
        bindings = self._scopes.of_name(name)
        changes = self._changes.of(name)
        if not all(self._is_made(b) for b in bindings if not isinstance(b.node, cst.AugAssign)):
            return
        added = [b.node for b in bindings if isinstance(b.node, cst.AugAssign)]
        for place in (*changes, *added):
            if self._tree.place(place) > self._tree.place(name):
                continue
            if self._scopes.function_of(place) is not self._scopes.function_of(name):
                continue
            whole = self._given(place)
            if whole is not None:
                yield whole
            if whole is not None or self._puts_in(place):
                yield from self._loops(place, name)

    def _is_made(self, binding: Binding) -> bool:
        """Whether a binding is of a new list or dictionary."""
        value = binding.value
        if isinstance(value, cst.Call):
            return self._values.symbol(value.func) in _EMPTY
        return isinstance(value, (cst.List, cst.Dict))

    def _given(self, place: cst.CSTNode) -> cst.BaseExpression | None:
        """The whole collection that is put in: by `x.extend(…)`, or by `x += …`."""
        if isinstance(place, cst.AugAssign):
            return place.value if isinstance(place.operator, cst.AddAssign) else None
        method, call = self._called(place)
        return call.args[0].value if call is not None and call.args and method in _TAKERS else None

    def _puts_in(self, place: cst.CSTNode) -> bool:
        """Whether one item is put in: by `x.append(…)`, or by `x[key] = …`."""
        method, _ = self._called(place)
        subscript = self._tree.parent(place)
        return method in ADDERS or (
            isinstance(subscript, cst.Subscript)
            and isinstance(self._tree.parent(subscript), cst.AssignTarget)
        )

    def _called(self, place: cst.CSTNode) -> tuple[str, cst.Call | None]:
        method = self._tree.parent(place)
        call = None if method is None else self._tree.parent(method)
        if isinstance(method, cst.Attribute) and isinstance(call, cst.Call):
            return method.attr.value, call
        return "", None

    def _loops(self, place: cst.CSTNode, name: cst.Name) -> Iterator[cst.BaseExpression]:
        for above in self._tree.ancestors(place):
            if isinstance(above, (cst.FunctionDef, cst.Lambda)) or self._tree.contains(above, name):
                return
            if isinstance(above, cst.For) and not self._reach.mentions_steps(above.body):
                yield above.iter
