"""What is made of a run's event alone: it is the same with every attempt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import IntEnum

import libcst as cst

from inngest_lint.model.cron.event_data import EventData
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.guards import Fact
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import READING_METHODS, VALUE_CALLS
from inngest_lint.syntax.scopes import Binding, Kind
from inngest_lint.syntax.tree import children

_PARTS = frozenset(
    {
        *(cst.Subscript, cst.Attribute, cst.Comparison, cst.BooleanOperation, cst.UnaryOperation),
        *(cst.BinaryOperation, cst.IfExp, cst.Tuple, cst.List, cst.Set, cst.FormattedString),
        *(cst.ComparisonTarget, cst.Element, cst.Index, cst.SubscriptElement, cst.Arg),
        *(cst.FormattedStringExpression, cst.FormattedStringText, cst.Slice),
    }
)
_LITERALS = (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float)
_CONSTANTS = frozenset({"None", "True", "False"})


class Origin(IntEnum):
    """Where a value comes from, the stronger the greater."""

    CODE = 0  # a literal
    EVENT = 1
    ELSEWHERE = 2


class Inputs:
    """Follows values through the expressions of one file."""

    def __init__(self, names: Names, flow: ControlFlow, event_data: EventData) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._guards = flow.guards
        self._reach = flow.reach
        self._placement = flow.placement
        self._step_handlers = flow.step_handlers
        self._event_data = event_data

    def decide(self, node: cst.CSTNode) -> bool:
        """Whether the event alone decides that `node` is reached in its function."""
        origins = {self._of_fact(fact) for fact in self._facts(node)}
        origins |= {self._of_nodes(tried, frozenset()) for tried in self._tried(node)}
        return bool(origins) and max(origins) is Origin.EVENT

    def _facts(self, node: cst.CSTNode) -> Iterator[Fact]:
        function = self._scopes.function_of(node)
        for fact in self._guards.facts(node):
            if self._scopes.function_of(fact.test) is function:
                yield fact

    def _of_fact(self, fact: Fact) -> Origin:
        tested = self._guards.tested(fact)
        return self._of(tested, frozenset())

    def _tried(self, node: cst.CSTNode) -> Iterator[list[cst.CSTNode]]:
        """What the `try` does whose `except` a node stands in."""
        for above in self._tree.ancestors(node):
            if isinstance(above, cst.FunctionDef):
                return
            statement = self._tree.parent(above)
            if isinstance(above, cst.ExceptHandler) and isinstance(statement, cst.Try):
                yield [each for line in statement.body.body for each in _expressions(line)]

    def _of_nodes(self, nodes: Iterable[cst.CSTNode], seen: frozenset[int]) -> Origin:
        return max((self._of(node, seen) for node in nodes), default=Origin.CODE)

    def _of(self, node: cst.CSTNode, seen: frozenset[int]) -> Origin:
        if id(node) in seen:
            return Origin.CODE
        seen |= {id(node)}
        if isinstance(node, cst.BaseExpression) and self._event_data.of(node) is not None:
            return Origin.EVENT
        if isinstance(node, _LITERALS):
            return Origin.CODE
        if isinstance(node, cst.Name):
            return self._of_name(node, seen)
        if isinstance(node, cst.NamedExpr):
            return self._of(node.value, seen)
        if isinstance(node, cst.Call):
            return self._of_call(node, seen)
        if node.__class__ in _PARTS:
            below = _values(node)
            return self._of_nodes(below, seen)
        return Origin.ELSEWHERE

    def _of_name(self, node: cst.Name, seen: frozenset[int]) -> Origin:
        if node.value in _CONSTANTS:
            return Origin.CODE
        bindings = self._scopes.of_name(node)
        if not bindings:
            return Origin.CODE if self._values.symbol(node) else Origin.ELSEWHERE
        return max(self._of_binding(binding, seen) for binding in bindings)

    def _of_binding(self, binding: Binding, seen: frozenset[int]) -> Origin:
        node = binding.node
        if isinstance(node, cst.Param):
            given = list(self._given(node))
            return self._of_nodes(given, seen) if given else Origin.ELSEWHERE
        if isinstance(node, (cst.For, cst.CompFor)):
            return self._of(node.iter, seen)
        if isinstance(node, cst.MatchAs):
            above = next((a for a in self._tree.ancestors(node) if isinstance(a, cst.Match)), None)
            return self._of(above.subject, seen) if above is not None else Origin.ELSEWHERE
        if isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.ImportAlias)):
            return Origin.CODE
        if binding.kind is Kind.VALUE and binding.value is not None:
            return self._of(binding.value, seen)
        return Origin.ELSEWHERE

    def _given(self, param: cst.Param) -> Iterator[cst.BaseExpression]:
        """What the calls and the steps of the file give to a parameter."""
        function = self._scopes.scope_of(param)
        if not isinstance(function, (cst.FunctionDef, cst.Lambda)):
            return
        helpers = [start.helper for start in self._step_handlers.starts(function)]
        for call in self._placement.callers_of(function):
            helpers += [each for each in self._reach.helpers(call) if each.function is function]
        for helper in helpers:
            value = helper.received().get(param)
            if value is not None:
                yield value

    def _of_call(self, call: cst.Call, seen: frozenset[int]) -> Origin:
        symbol = self._values.symbol(call.func)
        arguments = [arg.value for arg in call.args]
        if symbol in VALUE_CALLS:
            return self._of_nodes(arguments, seen)
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in READING_METHODS:
            return self._of_nodes([call.func.value, *arguments], seen)
        return Origin.ELSEWHERE


def _values(node: cst.CSTNode) -> list[cst.CSTNode]:
    """The expressions in one, without the names of attributes."""
    if isinstance(node, cst.Attribute):
        return [node.value]
    return children(node)


def _expressions(line: cst.CSTNode) -> list[cst.CSTNode]:
    """The expressions of a simple statement; what is compound stands for itself."""
    if not isinstance(line, cst.SimpleStatementLine):
        return [line]
    values = [getattr(small, "value", None) for small in line.body]
    return [value if isinstance(value, cst.BaseExpression) else line for value in values]
