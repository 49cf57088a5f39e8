"""What kind of value an expression is sure to be, where that is wrong: a string, a tuple …"""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.value import Local, Partial
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.python import MIXED_SHAPES, SHAPES, TEXT_SHAPES
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind, Scopes
from inngest_lint.syntax.tree import walk

_LITERALS: dict[type[cst.CSTNode], str] = {
    cst.FormattedString: "a string",
    cst.Integer: "a number",
    cst.Float: "a number",
    cst.Imaginary: "a number",
    cst.Tuple: "a tuple",
    cst.List: "a list",
    cst.ListComp: "a list",
    cst.Dict: "a dict",
    cst.DictComp: "a dict",
    cst.Set: "a set",
    cst.SetComp: "a set",
    cst.GeneratorExp: "a generator",
    cst.Lambda: "a function",
    cst.Comparison: "a truth value",
}
_MOMENTS = frozenset({"a date", "a datetime"})
_CONSTANTS = {"None": "None", "True": "a truth value", "False": "a truth value"}


_CIRCLE = ""  # decides nothing beside what else is known


class Shapes:
    """Judges the expressions of one file."""

    def __init__(self, scopes: Scopes, values: Values, bindings: Bindings) -> None:
        self._scopes = scopes
        self._values = values
        self._bindings = bindings
        self._known: dict[int, str | None] = {}  # by identity, as in `Tree`

    def of(self, node: cst.BaseExpression) -> str | None:
        """The kind of value as a message names it ("a tuple"); None where it is not sure."""
        return self._ask(node) or None

    def _ask(self, node: cst.BaseExpression) -> str | None:
        """The same, asked once; `_CIRCLE` of what is made of itself, as in `n = n + 1`."""
        if id(node) not in self._known:
            self._known[id(node)] = _CIRCLE
            if type(node) is cst.Attribute and self._bindings.is_plain_enum(node.value):
                self._known[id(node)] = "an enum member"
            else:
                self._known[id(node)] = self._of(self._bindings.follow(node))
        return self._known[id(node)]

    def _of(self, node: cst.BaseExpression) -> str | None:
        literal = _LITERALS.get(node.__class__)
        if literal is not None:
            return literal
        if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
            return "bytes" if literals.is_bytes(node) else "a string"
        if isinstance(node, cst.Name) and node.value in _CONSTANTS:
            return _CONSTANTS[node.value]
        if isinstance(node, cst.IfExp):
            return self._both(node.body, node.orelse)
        if isinstance(node, cst.UnaryOperation):
            return (
                "a truth value"
                if isinstance(node.operator, cst.Not)
                else self._ask(node.expression)
            )
        if isinstance(node, cst.BinaryOperation):
            return self._operation(node)
        if isinstance(node, cst.Subscript):
            is_slice = any(isinstance(each.slice, cst.Slice) for each in node.slice)
            return self._ask(node.value) if is_slice else None
        if isinstance(node, cst.Name):
            bound = self._bound(node)
            if bound is not None:
                return bound
        return self._resolved(node)

    def _both(self, one: cst.BaseExpression, other: cst.BaseExpression) -> str | None:
        shapes = {self._ask(one), self._ask(other)} - {_CIRCLE}
        return shapes.pop() if len(shapes) == 1 else None

    def _operation(self, node: cst.BinaryOperation) -> str | None:
        """What an operator makes: mostly the same as both sides, a string for `%`."""
        if isinstance(node.operator, cst.Modulo) and self._ask(node.left) == "a string":
            return "a string"
        one, other = self._ask(node.left), self._ask(node.right)
        if isinstance(node.operator, cst.Subtract) and one == other and one in _MOMENTS:
            return "a duration"
        mixed = MIXED_SHAPES.get(frozenset({one or "", other or ""}))
        return mixed or self._both(node.left, node.right) or self._resolved(node)

    def _resolved(self, node: cst.BaseExpression) -> str | None:
        value = self._values.of(node)
        if isinstance(value, Partial):
            return "a function"
        if isinstance(value, Local):
            return None if isinstance(value.node, cst.ClassDef) else "a function"
        shape = SHAPES.get(self._values.symbol(node))
        if shape is None and isinstance(node, cst.Call):
            if isinstance(node.func, cst.Attribute) and node.func.attr.value in TEXT_SHAPES:
                return self._of_text(node.func)
            function = self._values.definition(node.func)
            if isinstance(function, cst.FunctionDef) and function.asynchronous is None:
                if any(
                    isinstance(each, cst.Yield) and self._scopes.function_of(each) is function
                    for each in walk(function.body)
                ):
                    return "a generator"
        return shape

    def _of_text(self, method: cst.Attribute) -> str | None:
        """What a method of a string or of bytes gives."""
        shape = TEXT_SHAPES[method.attr.value]
        owner = self._ask(method.value)
        if method.attr.value == "decode":
            return shape if owner == "bytes" else None
        return shape if owner == "a string" else None

    def _bound(self, name: cst.Name) -> str | None:
        """What all bindings of a name give; `+=` keeps what there is."""
        bindings = self._scopes.of_name(name)
        found = {
            self._of_binding(binding, name)
            for binding in bindings
            if not isinstance(binding.node, cst.AugAssign)
        } - {_CIRCLE}
        return found.pop() if len(found) == 1 else None

    def _of_binding(self, binding: Binding, name: cst.Name) -> str | None:
        if binding.kind is Kind.VALUE:
            # a name with one value has been followed to it already
            several = binding.value is not None and len(self._scopes.of_name(name)) > 1
            return self._ask(binding.value) if several and binding.value is not None else None
        loop = binding.node
        if not isinstance(loop, (cst.For, cst.CompFor)):
            return None
        return self._item(loop.iter, loop.target, name)

    def _item(
        self, iterable: cst.BaseExpression, target: cst.BaseExpression, name: cst.Name
    ) -> str | None:
        """What a loop gives to its target."""
        symbol = self._values.symbol(iterable)
        if isinstance(target, (cst.Tuple, cst.List)):
            first = target.elements[0].value
            is_index = isinstance(first, cst.Name) and first.value == name.value
            return "a number" if is_index and symbol == "builtins.enumerate()" else None
        if symbol == "builtins.range()":
            return "a number"
        if self._bindings.is_plain_enum(iterable):
            return "an enum member"
        items = self._bindings.follow(iterable)
        if isinstance(items, (cst.Tuple, cst.List)):
            shapes = {self._ask(element.value) for element in items.elements}
            return shapes.pop() if len(shapes) == 1 else None
        return None
