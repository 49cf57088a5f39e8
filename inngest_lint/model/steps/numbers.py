"""Collections that hold only numbers: the order of a set of these is the same in every process."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import ADDERS, REMOVERS, SET_METHODS, SETS
from inngest_lint.syntax.scopes import Binding

_TYPES = frozenset(f"builtins.{name}" for name in ("bool", "float", "int"))
_MAKERS = _TYPES | {"builtins.len", "builtins.round", "builtins.abs"}
_COPIES = SETS | {f"builtins.{name}" for name in ("list", "tuple", "sorted", "reversed")}
_DISPLAYS = frozenset({cst.Set, cst.List, cst.Tuple})
_COMPREHENSIONS = frozenset({cst.SetComp, cst.ListComp, cst.GeneratorExp})
_SHAPES = frozenset({"a number", "a truth value"})


class Numbers:
    """Judges the collections of one file."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._shapes = names.shapes
        self._known: dict[int, bool] = {}  # by identity, as in `Tree`

    def fill(self, node: cst.BaseExpression) -> bool:
        """Whether all items of a collection are sure to be numbers."""
        if id(node) not in self._known:
            self._known[id(node)] = False  # of what is made of itself
            self._known[id(node)] = self._fill(node)
        return self._known[id(node)]

    def _fill(self, node: cst.BaseExpression) -> bool:
        kind = node.__class__
        if kind in _DISPLAYS:
            return self._is_display(node)
        if kind in _COMPREHENSIONS:
            return self._is_one(node.elt)  # type: ignore[attr-defined]
        if isinstance(node, (cst.Name, cst.Attribute)):
            return self._is_named(node)
        if isinstance(node, cst.Call):
            return self._is_made(node)
        if isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, (cst.Subtract, cst.BitAnd)):
                return self.fill(node.left)
            return self.fill(node.left) and self.fill(node.right)
        if isinstance(node, cst.BooleanOperation):
            return self.fill(node.left) and self.fill(node.right)
        if isinstance(node, cst.IfExp):
            return self.fill(node.body) and self.fill(node.orelse)
        return False

    def _is_display(self, node: cst.BaseExpression) -> bool:
        elements: list[cst.BaseElement] = [*node.elements]  # type: ignore[attr-defined]
        return all(
            self.fill(each.value)
            if isinstance(each, cst.StarredElement)
            else self._is_one(each.value)
            for each in elements
        )

    def _is_made(self, node: cst.Call) -> bool:
        symbol = self._values.symbol(node.func)
        given = [arg.value for arg in node.args]
        if symbol == "builtins.range":
            return True
        if symbol == "builtins.map":
            return bool(given) and self._values.symbol(given[0]) in _MAKERS
        if symbol in _COPIES:
            return bool(given) and all(map(self.fill, given))
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in SET_METHODS:
            return all(map(self.fill, [node.func.value, *given]))
        function = self._values.definition(node.func)
        if function is None:
            return False
        if isinstance(function, cst.FunctionDef) and self._is_declared(function.returns):
            return True
        returned = returned_expressions(function, self._scopes)
        return bool(returned) and all(map(self.fill, returned))

    def _is_named(self, node: cst.Name | cst.Attribute) -> bool:
        bindings = self._bindings.of(node)
        if any(self._is_declared_by(binding) for binding in bindings):
            return True
        values = [binding.value for binding in bindings if binding.value is not None]
        if len(values) < len(bindings) or not values:
            return False
        filled = [value for value in values if not _is_empty(value)]
        changes = self._changes.of(node) if isinstance(node, cst.Name) else []
        return (
            bool(filled or changes)
            and all(map(self.fill, filled))
            and all(map(self._adds_numbers, changes))
        )

    def _adds_numbers(self, place: cst.Name) -> bool:
        """Whether a change of a collection leaves it one of numbers: `x.add(1)`."""
        method = self._tree.parent(place)
        call = None if method is None else self._tree.parent(method)
        if not isinstance(method, cst.Attribute) or not isinstance(call, cst.Call):
            return False
        name, given = method.attr.value, [arg.value for arg in call.args]
        if name in ADDERS:
            return all(map(self._is_one, given))
        if name in ("update", "extend"):
            return all(map(self.fill, given))
        return name in REMOVERS or name in ("sort", "reverse")

    def _is_one(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is a number, or what a loop takes from a collection of them."""
        if self._shapes.of(node) in _SHAPES:
            return True
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        loops = [each.node for each in bindings]
        return bool(loops) and all(
            isinstance(loop, (cst.For, cst.CompFor))
            and isinstance(loop.target, cst.Name)
            and self.fill(loop.iter)
            for loop in loops
        )

    def _is_declared_by(self, binding: Binding) -> bool:
        node = binding.node
        return isinstance(node, (cst.Param, cst.AnnAssign)) and self._is_declared(node.annotation)

    def _is_declared(self, annotation: cst.Annotation | None) -> bool:
        """Whether an annotation is of a collection of numbers: `set[int]`, `set[int] | None`."""
        waiting = [annotation.annotation] if annotation is not None else []
        while waiting:
            at = waiting.pop()
            if isinstance(at, cst.BinaryOperation):
                waiting += [at.left, at.right]
            elif isinstance(at, cst.Subscript):
                items = [each.slice.value for each in at.slice if isinstance(each.slice, cst.Index)]
                if self._values.symbol(at.value) == "typing.Optional":
                    waiting += items
                elif items and all(self._values.symbol(item) in _TYPES for item in items):
                    return True
        return False


def _is_empty(node: cst.BaseExpression) -> bool:
    """Whether a collection is made of nothing, so that what it holds comes later."""
    if isinstance(node, cst.Call):
        return not node.args
    return isinstance(node, (cst.List, cst.Tuple)) and not node.elements
