"""The classes of errors that expressions stand for, and the clauses that catch them."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance, Local, Symbol, Value
from inngest_lint.project.code.lineage import UNKNOWN, Lineage, outside
from inngest_lint.syntax.tree import walk

_EVERYTHING = outside("builtins.BaseException")


class ErrorClasses:
    """Resolves the errors of one file."""

    def __init__(self, names: Names) -> None:
        self._path = names.names_to
        self._scopes = names.scopes
        self._values = names.values
        self._sequences = names.sequences
        self._elsewhere = names.elsewhere
        self._caught: dict[int, list[Lineage]] = {}  # by identity, as in `Tree`

    def of(self, cls: cst.BaseExpression) -> Lineage | None:
        """The class that an expression stands for; None if it is not sure."""
        return self._class(self._values.of(cls))

    def raised(self, error: cst.BaseExpression) -> Lineage:
        """The class of what `raise` is given: an object of it, or the class itself."""
        value = self._values.of(error)
        if isinstance(value, Instance):
            value = Local(value.cls)
        elif isinstance(value, Symbol) and value.name.endswith("()"):
            value = Symbol(value.name.removesuffix("()"))
        return self._class(value) or UNKNOWN

    def asked(self, types: cst.BaseExpression) -> list[Lineage]:
        """The classes that an `except` or an `isinstance` names, one or several in a tuple."""
        found = self._caught.get(id(types))
        if found is None:
            each = self._sequences.elements(types)
            found = [self.of(one) or UNKNOWN for one in ([types] if each is None else each)]
            self._caught[id(types)] = found
        return found

    def caught(self, clause: cst.ExceptHandler | cst.ExceptStarHandler) -> list[Lineage]:
        """The classes that a clause catches."""
        return [_EVERYTHING] if clause.type is None else self.asked(clause.type)

    def is_caught(self, node: cst.BaseExpression) -> bool:
        """Whether an expression names an error that some `except` has caught."""
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        return any(isinstance(each.node, cst.ExceptHandler) for each in bindings)

    def catches(self, clause: cst.ExceptHandler | cst.ExceptStarHandler, error: Lineage) -> bool:
        """Whether a clause is sure to get an error of this class."""
        return error.is_a(each.key for each in self.caught(clause))

    def _class(self, value: Value | None) -> Lineage | None:
        if isinstance(value, Symbol):
            return self._elsewhere.error(value.name)
        if isinstance(value, Local) and isinstance(value.node, cst.ClassDef):
            return self._elsewhere.own.error(self._path(value.node))
        return None


def raises_again(clause: cst.ExceptHandler | cst.ExceptStarHandler, node: cst.Raise) -> bool:
    """Whether a `raise` in a clause lets out what the clause has caught."""
    name = clause.name.name if clause.name is not None else None
    return node.exc is None or (
        isinstance(node.exc, cst.Name)
        and isinstance(name, cst.Name)
        and node.exc.value == name.value
    )


def may_let_out(clause: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Whether a clause lets out what it has caught, at least at times."""
    nodes = walk(clause.body)
    return any(isinstance(node, cst.Raise) and raises_again(clause, node) for node in nodes)
