"""Where the value of a name comes from, followed through the expressions of one file."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.calls import returned_expressions
from inngest_lint.model.value import Instance, Local
from inngest_lint.model.values import Values
from inngest_lint.syntax.scopes import Binding, Kind, Scopes

_NAMES = frozenset({cst.Name, cst.Attribute, cst.NamedExpr})
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum"})


class Bindings:
    """Follows names to the expressions they are bound to."""

    def __init__(self, scopes: Scopes, values: Values) -> None:
        self._scopes = scopes
        self._values = values

    def of(self, node: cst.Name | cst.Attribute) -> list[Binding]:
        """The bindings of a name, of `Class.name`, `object.name` or `Enum.NAME.value`."""
        if isinstance(node, cst.Name):
            return self._scopes.of_name(node)
        owner = self._values.of(node.value)
        if isinstance(owner, Instance):
            return self._values.constant_member(owner.cls, node.attr.value)
        if isinstance(owner, Local) and isinstance(owner.node, cst.ClassDef):
            return self._scopes.own(owner.node, node.attr.value)
        if node.attr.value == "value" and isinstance(node.value, cst.Attribute):
            if self.is_member_of_enum(node.value):
                return self.of(node.value)
        return []

    def is_member_of_enum(self, node: cst.Attribute) -> bool:
        """Whether `node` is `Enum.NAME`."""
        owner = self._values.of(node.value)
        if not isinstance(owner, Local) or not isinstance(owner.node, cst.ClassDef):
            return False
        return any(self._values.symbol(base.value) in _ENUMS for base in owner.node.bases)

    def expression(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that a name stands for; `node` itself where there is not exactly one."""
        seen: list[cst.BaseExpression] = []
        while node.__class__ in _NAMES and node not in seen:
            seen.append(node)
            if isinstance(node, cst.NamedExpr):
                node = node.value
            elif isinstance(node, (cst.Name, cst.Attribute)):
                bindings = self.of(node)
                if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                    node = bindings[0].value
        return node

    def follow(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The same, through the calls of functions of the file with one `return`."""
        seen: list[cst.BaseExpression] = []
        while node not in seen:
            seen.append(node)
            node = self.expression(node)
            if type(node) is cst.Call:
                function = self._values.of(node.func)
                if isinstance(function, Local) and not isinstance(function.node, cst.ClassDef):
                    returned = returned_expressions(function.node, self._scopes)
                    node = returned[0] if len(returned) == 1 else node
        return node
