"""Where the value of a name comes from, followed through the expressions of one file."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.value import Instance, Local
from inngest_lint.model.names.values import Values
from inngest_lint.syntax.scopes import Binding, Kind, Scopes
from inngest_lint.syntax.tree import walk

_NAMES = frozenset({cst.Name, cst.Attribute, cst.NamedExpr})
_FOLLOWED = _NAMES | {cst.Call}
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum", "enum.IntEnum"})
_STRINGS = frozenset({"builtins.str", "enum.StrEnum"})


class Bindings:
    """Follows names to the expressions they are bound to."""

    def __init__(self, scopes: Scopes, values: Values) -> None:
        self._scopes = scopes
        self._values = values

    def of(self, node: cst.Name | cst.Attribute) -> list[Binding]:
        """The bindings of a name, of `Class.name`, `object.name` or `Enum.NAME.value`."""
        if type(node) is cst.Name:
            return self._scopes.of_name(node)
        assert type(node) is cst.Attribute
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
        return isinstance(owner, Local) and self.derives(owner.node, _ENUMS)

    def is_plain_enum(self, node: cst.BaseExpression) -> bool:
        """Whether `node` is an enum of the file whose members are no strings."""
        owner = self._values.of(node)
        return (
            isinstance(owner, Local)
            and self.derives(owner.node, _ENUMS)
            and not self.derives(owner.node, _STRINGS)
        )

    def derives(self, cls: cst.CSTNode, bases: frozenset[str]) -> bool:
        """Whether a class of the file has one of these bases, at any distance."""
        passed: list[cst.CSTNode] = []
        waiting = [cls]
        while waiting:
            at = waiting.pop()
            if not isinstance(at, cst.ClassDef) or at in passed:
                continue
            passed.append(at)
            for base in at.bases:
                if self._values.symbol(base.value) in bases:
                    return True
                parent = self._values.of(base.value)
                if isinstance(parent, Local):
                    waiting.append(parent.node)
        return False

    def expression(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that a name stands for; `node` itself where there is not exactly one."""
        if node.__class__ not in _NAMES:
            return node
        seen: list[cst.BaseExpression] = []
        while node.__class__ in _NAMES and node not in seen:
            seen.append(node)
            if type(node) is cst.NamedExpr:
                node = node.value
            elif type(node) is cst.Name or type(node) is cst.Attribute:
                bindings = self.of(node)
                if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                    node = bindings[0].value
        return node

    def follow(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The same, through the calls of functions of the file with one `return`."""
        if node.__class__ not in _FOLLOWED:
            return node
        seen: set[int] = set()
        while id(node) not in seen:
            seen.add(id(node))
            node = self.expression(node)
            if type(node) is cst.Call:
                function = self._values.of(node.func)
                if isinstance(function, Local) and not isinstance(function.node, cst.ClassDef):
                    returned = returned_expressions(function.node, self._scopes)
                    node = returned[0] if len(returned) == 1 else node
        return node

    def mentions(self, node: cst.CSTNode, wanted: Callable[[cst.BaseExpression], bool]) -> bool:
        """Whether what `wanted` looks for stands in `node`.

        Names are followed to what they are bound to, calls to what a function of the file returns.
        """
        seen: set[int] = set()
        waiting = [node]
        while waiting:
            at = waiting.pop()
            if id(at) in seen:
                continue
            seen.add(id(at))
            for child in walk(at):
                if isinstance(child, (cst.Name, cst.Attribute, cst.Call)):
                    if wanted(child):
                        return True
                    waiting.append(self.follow(child))
        return False
