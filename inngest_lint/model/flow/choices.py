"""The functions of a file among which a loop or a table chooses: `for check in (size, kind)`."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Kind

_LOOKUPS = frozenset({cst.Subscript, cst.Call})


class Choices:
    """Follows names of one file to loops over functions, and subscripts to tables of them."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._sequences = names.sequences

    def among(self, node: cst.BaseExpression) -> list[Definition]:
        """The functions that `node` can stand for; empty where no loop and no table chooses."""
        if type(node) is not cst.Name:
            return self._looked_up(node) if node.__class__ in _LOOKUPS else []
        bindings = self._scopes.of_name(node)
        around = [b for b in bindings if self._tree.contains(b.node, node)]
        found: list[Definition] = []
        for binding in around[-1:] or bindings:  # of several loops over the name, the innermost
            at = binding.node
            if (type(at) is cst.For or type(at) is cst.CompFor) and type(at.target) is cst.Name:
                found += self._defined(self._sequences.read(at.iter).known)
            elif binding.kind is Kind.VALUE and binding.value is not None:
                found += self._looked_up(binding.value)
        return found

    def _looked_up(self, node: cst.BaseExpression) -> list[Definition]:
        """The functions in the literal table of `TABLE[key]` or `TABLE.get(key)`."""
        if type(node) is cst.Subscript and len(node.slice) == 1:
            index = node.slice[0].slice
            table, key = node.value, index.value if isinstance(index, cst.Index) else None
        elif type(node) is cst.Call and type(node.func) is cst.Attribute and node.args:
            table, key = node.func.value, node.args[0].value
            if node.func.attr.value != "get":
                return []
        else:
            return []
        made = self._bindings.expression(table)
        if not isinstance(made, cst.Dict) or self._is_changed(table):
            return []
        wanted = literals.string(self._bindings.expression(key)) if key is not None else None
        entries = [each for each in made.elements if isinstance(each, cst.DictElement)]
        if wanted is not None:
            entries = [each for each in entries if literals.string(each.key) == wanted]
        return self._defined([each.value for each in entries])

    def _is_changed(self, table: cst.BaseExpression) -> bool:
        return isinstance(table, cst.Name) and self._changes.is_changed(table)

    def _defined(self, nodes: Sequence[cst.BaseExpression]) -> list[Definition]:
        found = [self._values.definition(node) for node in nodes]
        return [function for function in found if function is not None]
