"""What stands in for an argument that a caller may leave out: `key = key or uuid4().hex`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.calls import Helper
from inngest_lint.model.names.names import Names
from inngest_lint.syntax import literals


class Fallbacks:
    """Tells which of them count: those of arguments that a caller of the file leaves out."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._scopes = names.scopes
        self._bindings = names.bindings
        self._guards = flow.guards
        self._reaching = flow.reaching
        self._callers = flow.callers
        self._known: dict[int, list[Fact]] = {}  # by identity, as in `Tree`

    def count(self, node: cst.CSTNode, within: Helper | None = None) -> bool:
        """Whether `node` can run: no argument that every known caller gives must be missing.

        With `within`, in this call of the function around it.
        """
        if id(node) not in self._known:
            facts = self._guards.facts(node)
            self._known[id(node)] = [fact for fact in facts if _missing(fact) is not None]
        return not any(self._is_given(fact, within) for fact in self._known[id(node)])

    def among(self, nodes: Sequence[cst.BaseExpression]) -> list[cst.BaseExpression]:
        """Those that count, of what is returned or assigned in several places."""
        return [node for node in nodes if len(nodes) == 1 or self.count(node)]

    def _is_given(self, fact: Fact, within: Helper | None) -> bool:
        """Whether a fact says that an argument is missing which is given."""
        tested = _missing(fact)
        param = self._param(tested) if tested is not None else None
        if param is None or param.default is None or not _is_nothing(param.default):
            return False
        is_none = tested is not fact.test  # `x is None`, where "" is something
        given = self._callers.give(param)
        if within is not None and self._scopes.scope_of(param) is within.function:
            received = within.received()
            given = [received[param]] if param in received else []
        return not self._is_left_out(given, is_none, frozenset({id(param)}))

    def _param(self, node: cst.BaseExpression) -> cst.Param | None:
        """The parameter whose argument a name still holds where it stands."""
        bindings = self._reaching.of(node) if isinstance(node, cst.Name) else []
        param = bindings[0].node if len(bindings) == 1 else None
        return param if isinstance(param, cst.Param) else None

    def _is_left_out(
        self, values: Iterable[cst.BaseExpression], is_none: bool, seen: frozenset[int]
    ) -> bool:
        """Whether one of the values that callers of the file give for a parameter is nothing."""
        for value in values:
            given = self._bindings.expression(value)
            if literals.is_none(given) or (not is_none and _is_nothing(given)):
                return True
            outer = self._param(given)  # handed on by a function that received it
            if outer is not None and id(outer) not in seen:
                if self._is_left_out(self._callers.give(outer), is_none, seen | {id(outer)}):
                    return True
        return False


def _missing(fact: Fact) -> cst.BaseExpression | None:
    """What is None, or nothing, where a fact holds."""
    test = fact.test
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
        held = isinstance(operator, (cst.Is, cst.Equal))
        if literals.is_none(other) and (held or isinstance(operator, (cst.IsNot, cst.NotEqual))):
            return test.left if held is fact.held else None
    return test if isinstance(test, cst.Name) and not fact.held else None


def _is_nothing(node: cst.BaseExpression) -> bool:
    """Whether an expression is a literal that counts as false."""
    if isinstance(node, cst.Name):
        return node.value in ("None", "False")
    if isinstance(node, (cst.List, cst.Tuple, cst.Dict)):
        return not node.elements
    return literals.string(node) == "" or literals.integer(node) == 0
