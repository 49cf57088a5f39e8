"""Collections that come in another order in another process: sets, what the disk lists."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import KEEP_ORDER, SET_METHODS, SETS, UNORDERED
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind

_SET_OPERATORS = (cst.BitAnd, cst.BitOr, cst.BitXor, cst.Subtract)


class Order:
    """Judges the expressions of one file."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._reach = flow.reach
        self._known: dict[int, str | None] = {}  # by identity, as in `Tree`

    def unordered(self, node: cst.BaseExpression) -> str | None:
        """What makes the order of a collection uncertain ("a set"); None where it is not."""
        return self._ask(node) or None

    def _ask(self, node: cst.BaseExpression) -> str | None:
        """The same, asked once; `_CIRCLE` of what is made of itself, as in `names = names + …`."""
        if id(node) not in self._known:
            self._known[id(node)] = _CIRCLE
            self._known[id(node)] = self._unordered(node)
        return self._known[id(node)]

    def _unordered(self, node: cst.BaseExpression) -> str | None:
        if isinstance(node, cst.Set):
            return None if all(map(_is_small, node.elements)) else "a set"
        if isinstance(node, cst.SetComp):
            return "a set"
        if isinstance(node, (cst.List, cst.Tuple)):
            stars = [each for each in node.elements if isinstance(each, cst.StarredElement)]
            return self._first(stars)
        if isinstance(node, (cst.ListComp, cst.GeneratorExp)):
            return self._ask(node.for_in.iter)
        if isinstance(node, (cst.Await, cst.NamedExpr)):
            inner = node.expression if isinstance(node, cst.Await) else node.value
            return self._ask(inner)
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node)
        if isinstance(node, cst.Call):
            return self._call(node)
        if isinstance(node, cst.Subscript):
            is_slice = any(isinstance(each.slice, cst.Slice) for each in node.slice)
            return self._ask(node.value) if is_slice else None
        if isinstance(node, (cst.Name, cst.Attribute)):
            return self._named(node)
        return None

    def _operation(self, node: cst.BinaryOperation) -> str | None:
        if isinstance(node.operator, cst.Add):
            return self._ask(node.left) or self._ask(node.right)
        if not isinstance(node.operator, _SET_OPERATORS):
            return None
        if any(map(_is_view, (node.left, node.right))):
            return "a set"
        sides = (self._ask(node.left), self._ask(node.right))
        return "a set" if "a set" in sides else None

    def _first(self, parts: Iterable[cst.BaseElement | cst.Arg]) -> str | None:
        found = (self._ask(part.value) for part in parts)
        return next((what for what in found if what), None)

    def _call(self, node: cst.Call) -> str | None:
        if self._reach.step_symbol(node):
            return None  # its result is memoized, in one order
        symbol = self._values.symbol(node.func)
        if symbol in SETS:
            return self._set_of(node)
        if symbol in UNORDERED:
            return symbol.removesuffix("()").replace("()", "")
        if symbol in KEEP_ORDER:
            return self._first(node.args)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in SET_METHODS:
            return self._ask(node.func.value)
        function = self._values.definition(node.func)
        returned = returned_expressions(function, self._scopes) if function is not None else []
        kinds = {self._ask(each) for each in returned}
        return kinds.pop() if len(kinds) == 1 else None

    def _set_of(self, node: cst.Call) -> str | None:
        """A set that is made of nothing, or of small numbers, has one order."""
        given = [arg.value for arg in node.args]
        items = given[0] if len(given) == 1 else None
        if isinstance(items, (cst.List, cst.Tuple, cst.Set)):
            return None if all(map(_is_small, items.elements)) else "a set"
        if isinstance(items, cst.Call) and self._values.symbol(items.func) == "builtins.range":
            return None
        return "a set"

    def _named(self, node: cst.Name | cst.Attribute) -> str | None:
        if isinstance(node, cst.Name) and self._changes.is_sorted(node):
            return None
        bindings = [b for b in self._bindings.of(node) if not _keeps_a_set(b.node)]
        if not bindings:
            return "a set" if self._values.symbol(node) in _SETS_MADE else None
        found = {self._bound(binding) for binding in bindings} - {_CIRCLE}
        return found.pop() if len(found) == 1 else None

    def _bound(self, binding: Binding) -> str | None:
        node = binding.node
        if binding.kind is Kind.VALUE and binding.value is not None:
            return self._ask(binding.value)
        if isinstance(node, cst.WithItem):
            return self._ask(node.item)
        if isinstance(node, cst.Param) and self._values.parameter_symbol(node) in _SETS_MADE:
            return None if self._holds_integers(node.annotation) else "a set"
        return None

    def _holds_integers(self, annotation: cst.Annotation | None) -> bool:
        """Whether an annotation is of a set of integers."""
        declared = annotation.annotation if annotation is not None else None
        return isinstance(declared, cst.Subscript) and any(
            isinstance(each.slice, cst.Index)
            and self._values.symbol(each.slice.value) == "builtins.int"
            for each in declared.slice
        )


_CIRCLE = ""  # decides nothing beside what else is known
_SETS_MADE = frozenset(f"{name}()" for name in SETS)


def _keeps_a_set(node: cst.CSTNode) -> bool:
    """Whether a binding is `names |= …`, which leaves a set a set."""
    operators = (cst.BitAndAssign, cst.BitOrAssign, cst.BitXorAssign, cst.SubtractAssign)
    return isinstance(node, cst.AugAssign) and isinstance(node.operator, operators)


def _is_view(node: cst.BaseExpression) -> bool:
    """Whether an expression is a view of a dict, which set operators take for a set."""
    return (
        isinstance(node, cst.Call)
        and not node.args
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value in ("keys", "items")
    )


def _is_small(element: cst.BaseElement) -> bool:
    """Whether an element is an integer: the hash of one is itself, in every process."""
    return literals.integer(element.value) is not None
