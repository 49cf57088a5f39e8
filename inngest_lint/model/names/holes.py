"""Expressions of unknown value: may one be relied on to be the same in two places?"""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.text import Frame, Hole, Text
from inngest_lint.model.names.values import Values
from inngest_lint.syntax.scopes import Binding, Scopes
from inngest_lint.syntax.tree import Tree, walk

# Calls that give the same for the same, so that a hole may contain them.
_STABLE_CALLS = frozenset(
    f"builtins.{name}" for name in ("str", "int", "len", "repr", "abs", "min", "max", "round")
)
_STABLE_METHODS = frozenset({"lower", "upper", "strip", "title", "replace", "removeprefix", "get"})
_UNSTABLE = frozenset({cst.Await, cst.NamedExpr, cst.Lambda, cst.Yield})


class Holes:
    """Judges the expressions of one file."""

    def __init__(self, tree: Tree, scopes: Scopes, values: Values, changes: Changes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._values = values
        self._changes = changes

    def of(
        self, node: cst.BaseExpression, frame: Frame | None, source: str | None = None
    ) -> Hole | None:
        """The hole that `node` leaves in a string; None if its value may differ by place."""
        depends: list[object] = []
        reads: list[cst.Name] = []
        for child in walk(node):
            if child.__class__ in _UNSTABLE:
                return None
            if isinstance(child, cst.Call) and not self._is_stable(child):
                return None
            if isinstance(child, cst.Attribute):
                if self._changes.is_attribute_changed(child.attr.value):
                    return None
            elif isinstance(child, cst.Name) and self._is_read(child):
                dependency = self._dependency(child, frame)
                depends.append(dependency)
                reads += dependency.reads if isinstance(dependency, Text) else [child]
        if None in depends:
            return None
        return Hole(source or self._tree.text(node), tuple(depends), tuple(reads))

    def _is_read(self, name: cst.Name) -> bool:
        parent = self._tree.parent(name)
        if isinstance(parent, cst.Attribute):
            return parent.value is name
        return not (isinstance(parent, cst.Arg) and parent.keyword is name)

    def _is_stable(self, call: cst.Call) -> bool:
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in _STABLE_METHODS:
            return bool(call.args) or call.func.attr.value != "get"  # `queue.get()` differs
        return self._values.symbol(call.func) in _STABLE_CALLS

    def _dependency(self, name: cst.Name, frame: Frame | None) -> object:
        """What decides the value of `name` where it stands: its last binding before that place.

        In a call of a helper that is what the helper receives, and its other locals are unknown.
        The targets of two loops count as one: the id that an f-string makes of them repeats.
        """
        bindings = self._scopes.of_name(name)
        if not bindings:
            return name.value
        if self._changes.is_changed(name) or any(map(self._is_bound_inside, bindings)):
            return None
        place = self._tree.place(name)
        before = [b for b in bindings if self._tree.place(b.node) < place] or bindings
        last = max(before, key=lambda b: self._tree.place(b.node))
        if frame is not None:
            home = self._scopes.home_of(last)
            call = frame.frame_of(home)
            if call is not None:
                told = isinstance(last.node, (cst.Param, cst.CompFor))
                return call.of(last.node) if told else None
            if len(bindings) > 1 and not isinstance(home, cst.Module):
                return None  # it may be bound anew between two calls
        if isinstance(last.node, (cst.For, cst.CompFor)):
            return ("loop", name.value)
        return last.node

    def _is_bound_inside(self, binding: Binding) -> bool:
        """Whether a function binds a name of the code around it, whenever it is called."""
        home = self._scopes.home_of(binding)
        owner = home if isinstance(home, (cst.FunctionDef, cst.Lambda)) else None
        if owner is None and not isinstance(home, cst.Module):
            owner = self._scopes.function_of(home)
        return self._scopes.function_of(binding.node) is not owner
