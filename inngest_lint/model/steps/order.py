"""Collections that come in another order in another process: sets, what the disk lists."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.alike import ENTRIES, NUMBERS, PATHS, STRINGS, Alike
from inngest_lint.model.steps.fills import Fills
from inngest_lint.sdk.python import KEEP_ORDER, SET_METHODS, SETS, UNORDERED
from inngest_lint.syntax.scopes import Binding, Kind

_SET_OPERATORS = (cst.BitAnd, cst.BitOr, cst.BitXor, cst.Subtract)
_VIEWS = frozenset({"keys", "items", "values"})
_KEEPING = (cst.AddAssign, cst.BitAndAssign, cst.BitOrAssign, cst.BitXorAssign, cst.SubtractAssign)


class Order:
    """Judges the expressions of one file."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._reach = flow.reach
        self._numbers = Alike(names, NUMBERS)
        self._sortable = [Alike(names, kind) for kind in (STRINGS, PATHS)]
        self._entries = Alike(names, ENTRIES)
        self.fills = Fills(names, flow)
        self._known: dict[int, str | None] = {}  # by identity, as in `Tree`

    def unordered(self, node: cst.BaseExpression) -> str | None:
        """What makes the order of a collection uncertain ("a set"); None where it is not."""
        return self._ask(node) or None

    def is_sortable(self, node: cst.BaseExpression) -> bool:
        """Whether the items of a collection are sure to be text, or paths: `sorted` takes them.

        Those of `x.items()` are as well if the keys are: no two are equal.
        """
        if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value == "items" and not node.args:
                return self.is_sortable(node.func.value)
        return any(kind.fill(node) for kind in self._sortable)

    def has_numbers(self, node: cst.BaseExpression) -> bool:
        """Whether they are sure to be numbers."""
        return self._numbers.fill(node)

    def has_entries(self, node: cst.BaseExpression) -> bool:
        """Whether they are those of a directory, which have names to sort by."""
        return self._entries.fill(node)

    def _ask(self, node: cst.BaseExpression) -> str | None:
        """The same, asked once; `_CIRCLE` of what is made of itself, as in `names = names + …`."""
        if id(node) not in self._known:
            self._known[id(node)] = _CIRCLE
            what = self._unordered(node)
            is_numbers = what == "a set" and self._numbers.fill(node)
            self._known[id(node)] = None if is_numbers else what
        return self._known[id(node)]

    def _unordered(self, node: cst.BaseExpression) -> str | None:
        if type(node) is cst.Name or type(node) is cst.Attribute:  # most are
            return self._named(node)
        if type(node) is cst.Call:
            return self._call(node)
        if isinstance(node, (cst.Set, cst.SetComp)):
            return "a set"
        if isinstance(node, (cst.List, cst.Tuple)):
            stars = [each for each in node.elements if isinstance(each, cst.StarredElement)]
            return self._first(stars)
        if isinstance(node, (cst.ListComp, cst.GeneratorExp, cst.DictComp)):
            return self._comprehension(node.for_in)
        if isinstance(node, (cst.Await, cst.NamedExpr)):
            inner = node.expression if isinstance(node, cst.Await) else node.value
            return self._ask(inner)
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node)
        if isinstance(node, (cst.BooleanOperation, cst.IfExp)):
            return self._either(node)
        if isinstance(node, cst.Subscript):
            is_slice = any(isinstance(each.slice, cst.Slice) for each in node.slice)
            return self._ask(node.value) if is_slice else None
        return None

    def _comprehension(self, loop: cst.CompFor | None) -> str | None:
        while loop is not None:
            what = self._ask(loop.iter)
            if what:
                return what
            loop = loop.inner_for_in
        return None

    def _either(self, node: cst.BooleanOperation | cst.IfExp) -> str | None:
        """One of two values; of `x and y` only the last one has items."""
        if isinstance(node, cst.IfExp):
            return self._instead(node.body) or self._instead(node.orelse)
        if isinstance(node.operator, cst.And):
            return self._ask(node.right)
        return self._instead(node.left) or self._instead(node.right)

    def _instead(self, node: cst.BaseExpression) -> str | None:
        """A value that may stand for another one; in an empty set there is nothing to order."""
        return None if self._is_empty_set(node) else self._ask(node)

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
            return "a set"
        if symbol in UNORDERED:
            return symbol.removesuffix("()").replace("()", "")
        if symbol in KEEP_ORDER:
            return self._first(node.args)
        if isinstance(node.func, cst.Attribute):
            method = node.func.attr.value
            if method in SET_METHODS or (method in _VIEWS and not node.args):
                return self._ask(node.func.value)
            if method == "get" and len(node.args) == 2:
                return self._instead(node.args[1].value)
        function = self._values.definition(node.func)
        returned = returned_expressions(function, self._scopes) if function is not None else []
        kinds = {self._ask(each) for each in returned}
        return kinds.pop() if len(kinds) == 1 else None

    def _is_empty_set(self, node: cst.BaseExpression) -> bool:
        return (
            isinstance(node, cst.Call) and not node.args and self._values.symbol(node) in _SETS_MADE
        )

    def _named(self, node: cst.Name | cst.Attribute) -> str | None:
        if isinstance(node, cst.Name) and self._changes.is_sorted(node):
            return None
        bindings = [b for b in self._bindings.of(node) if not _keeps_order(b.node)]
        if not bindings:
            return "a set" if self._values.symbol(node) in _SETS_MADE else None
        found = {self._bound(binding) for binding in bindings} - {_CIRCLE}
        if found == {None} and isinstance(node, cst.Name):
            return next(filter(None, map(self._ask, self.fills.orders(node))), None)
        return found.pop() if len(found) == 1 else None

    def _bound(self, binding: Binding) -> str | None:
        node = binding.node
        if binding.kind is Kind.VALUE and binding.value is not None:
            return self._ask(binding.value)
        if isinstance(node, cst.WithItem):
            return self._ask(node.item)
        if isinstance(node, cst.Param) and self._values.parameter_symbol(node) in _SETS_MADE:
            return "a set"
        return None


_CIRCLE = ""  # decides nothing beside what else is known
_SETS_MADE = frozenset(f"{name}()" for name in SETS)


def _keeps_order(node: cst.CSTNode) -> bool:
    """Whether a binding is `names |= …` or `names += …`: a set or a list stays what it is."""
    return isinstance(node, cst.AugAssign) and isinstance(node.operator, _KEEPING)


def _is_view(node: cst.BaseExpression) -> bool:
    """Whether an expression is a view of a dict, which set operators take for a set."""
    return (
        isinstance(node, cst.Call)
        and not node.args
        and isinstance(node.func, cst.Attribute)
        and node.func.attr.value in ("keys", "items")
    )
