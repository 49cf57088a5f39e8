"""What a function does with the result of a step that has become something else in JSON."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.sdk.json_types import NAMED_TUPLE, NUMBER, TUPLE
from inngest_lint.syntax.scopes import Kind
from inngest_lint.syntax.tree import walk

_TUPLES = frozenset({TUPLE, NAMED_TUPLE})
_HASHED = frozenset({"a set", "a dict"})
_TAKES_HASHED = frozenset({"add", "discard", "remove"})
_LOOK_UPS = frozenset({"get", "pop", "setdefault"})
_KEY_VIEWS = frozenset({"keys", "items"})


class ResultUses:
    """Judges the uses of results in one file: which of them only fit what was returned."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._shapes = names.shapes

    def wants_tuple(self, step: cst.Call, *, named: bool) -> bool:
        """Whether the result of a step is used as only a tuple can be."""
        return any(
            self._is_hashed(use)
            or self._meets_tuple(use)
            or self._asks_for_tuple(use)
            or (named and self._reads_field(use))
            for use in self._uses(step)
        )

    def wants_number_keys(self, step: cst.Call) -> bool:
        """Whether the keys of the result of a step are used as numbers."""
        return any(self._looks_up(use) or self._counts_with(use) for use in self._uses(step))

    def _uses(self, step: cst.Call) -> Iterator[cst.BaseExpression]:
        """The expressions that stand for the result: the step, and the uses of its only name."""
        parent = self._tree.parent(step)
        result = parent if isinstance(parent, cst.Await) else step
        yield result
        holder = self._tree.parent(result)
        for name in self._names_of(holder):
            bindings = self._scopes.of_name(name)
            if len(bindings) == 1 and bindings[0].kind is Kind.VALUE:
                yield from self._scopes.uses(name.value, self._scopes.home_of(bindings[0]))

    def _names_of(self, holder: cst.CSTNode | None) -> list[cst.Name]:
        """The names that a statement binds to the whole of its value."""
        targets: list[cst.BaseExpression] = []
        if isinstance(holder, cst.Assign):
            targets = [each.target for each in holder.targets]
        elif isinstance(holder, (cst.AnnAssign, cst.NamedExpr)):
            targets = [holder.target]
        return [each for each in targets if isinstance(each, cst.Name)]

    def _is_hashed(self, use: cst.BaseExpression) -> bool:
        """Whether it is a member of a set or a key: a list cannot be."""
        parent = self._tree.parent(use)
        if isinstance(parent, cst.Element):
            return isinstance(self._tree.parent(parent), cst.Set)
        if isinstance(parent, cst.DictElement):
            return parent.key is use
        if isinstance(parent, cst.Index):
            element = self._tree.parent(parent)
            owner = self._tree.parent(element) if element is not None else None
            return isinstance(owner, cst.Subscript) and self._is_any(owner.value, {"a dict"})
        call = self._tree.parent(parent) if isinstance(parent, cst.Arg) else None
        if isinstance(call, cst.Call):
            func = call.func
            if isinstance(func, cst.Attribute) and func.attr.value in _TAKES_HASHED:
                return self._is_any(func.value, {"a set"})
            return self._values.symbol(func) == "builtins.hash"
        if isinstance(parent, cst.Comparison) and parent.left is use:
            target = parent.comparisons[0]
            return isinstance(target.operator, cst.In) and self._is_any(target.comparator, _HASHED)
        return False

    def _meets_tuple(self, use: cst.BaseExpression) -> bool:
        """Whether it is compared with a tuple, added to one, or fills the holes of a text."""
        parent: cst.CSTNode | None = self._tree.parent(use)
        if isinstance(parent, cst.BinaryOperation):
            other = parent.right if parent.left is use else parent.left
            if isinstance(parent.operator, cst.Add):
                return self._is_any(other, _TUPLES)
            is_format = isinstance(parent.operator, cst.Modulo) and parent.right is use
            return is_format and self._is_any(parent.left, {"a string"})
        if isinstance(parent, cst.ComparisonTarget):
            whole = self._tree.parent(parent)
            other = whole.left if isinstance(whole, cst.Comparison) else use
            return isinstance(parent.operator, _EQUALITY) and self._is_any(other, _TUPLES)
        if isinstance(parent, cst.Comparison) and parent.left is use:
            target = parent.comparisons[0]
            if isinstance(target.operator, _EQUALITY):
                return self._is_any(target.comparator, _TUPLES)
        return False

    def _asks_for_tuple(self, use: cst.BaseExpression) -> bool:
        """Whether it is asked whether it is a tuple."""
        arg = self._tree.parent(use)
        call = self._tree.parent(arg) if isinstance(arg, cst.Arg) else None
        return (
            isinstance(call, cst.Call)
            and len(call.args) == 2
            and call.args[0] is arg
            and self._values.symbol(call.func) == "builtins.isinstance"
            and self._values.symbol(call.args[1].value) == "builtins.tuple"
        )

    def _reads_field(self, use: cst.BaseExpression) -> bool:
        """Whether an attribute of it is read that a list does not have."""
        parent = self._tree.parent(use)
        return isinstance(parent, cst.Attribute) and not hasattr(list, parent.attr.value)

    def _looks_up(self, use: cst.BaseExpression) -> bool:
        """Whether something is looked up in it under a number."""
        parent = self._tree.parent(use)
        if isinstance(parent, cst.Subscript):
            index = parent.slice[0].slice
            return isinstance(index, cst.Index) and self._is_any(index.value, {NUMBER})
        if isinstance(parent, cst.ComparisonTarget) and isinstance(parent.operator, _MEMBERSHIP):
            whole = self._tree.parent(parent)
            return isinstance(whole, cst.Comparison) and self._is_any(whole.left, {NUMBER})
        call = self._tree.parent(parent) if isinstance(parent, cst.Attribute) else None
        if isinstance(call, cst.Call) and isinstance(parent, cst.Attribute) and call.args:
            return parent.attr.value in _LOOK_UPS and self._is_any(call.args[0].value, {NUMBER})
        return False

    def _counts_with(self, use: cst.BaseExpression) -> bool:
        """Whether a loop goes through its keys and reckons with them."""
        iterable: cst.CSTNode = use
        method = self._tree.parent(use)
        if isinstance(method, cst.Attribute) and method.attr.value in _KEY_VIEWS:
            iterable = self._tree.parent(method) or use
        loop = self._tree.parent(iterable)
        if not isinstance(loop, cst.For) or loop.iter is not iterable:
            return False
        target: cst.BaseExpression = loop.target
        if isinstance(target, cst.Tuple) and target.elements:
            target = target.elements[0].value
        return isinstance(target, cst.Name) and any(
            isinstance(node, cst.BinaryOperation) and self._adds(node, target.value)
            for node in walk(loop.body)
        )

    def _adds(self, node: cst.BinaryOperation, name: str) -> bool:
        """Whether a name and a number are the sides of an operation."""
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(one, cst.Name) and one.value == name and self._is_any(other, {NUMBER}):
                return isinstance(node.operator, (cst.Add, cst.Subtract))
        return False

    def _is_any(self, node: cst.BaseExpression, shapes: set[str] | frozenset[str]) -> bool:
        return self._shapes.of(node) in shapes


_EQUALITY = (cst.Equal, cst.NotEqual)
_MEMBERSHIP = (cst.In, cst.NotIn)
