"""How the body of an `except` reacts: does it do any work, and which names does it leave behind."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from inngest_lint.model.names.value import Instance, Local
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.names import CONTEXT, LOGGER
from inngest_lint.sdk.python import (
    LOG_CALLS,
    LOG_METHODS,
    MUTATORS,
    VALUE_CALLS,
    VALUE_METHODS,
)
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import children, walk

_NOTING = (cst.Pass, cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return)


class Reactions:
    """Judges the statements and calls of one file."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self._known: dict[int, bool] = {}  # of helpers that only log, by identity, as in `Tree`

    def only_notes(self, block: cst.BaseSuite, *, or_raises: bool = False) -> bool:
        """Whether `block` only logs, passes, assigns or returns; with `or_raises`, or raises."""
        return self.are_notes(block.body, or_raises=or_raises)

    def are_notes(self, statements: Iterable[cst.CSTNode], *, or_raises: bool = False) -> bool:
        """The same of statements one after the other."""
        return all(self._statement(statement, or_raises) for statement in statements)

    def _statement(self, node: cst.CSTNode, or_raises: bool) -> bool:
        if isinstance(node, cst.SimpleStatementLine):
            return all(self._statement(small, or_raises) for small in node.body)
        if isinstance(node, cst.If):
            bodies = [node.body]
            while isinstance(node.orelse, cst.If):
                node = node.orelse
                bodies.append(node.body)
            if node.orelse is not None:
                bodies.append(node.orelse.body)
            return all(self.only_notes(body, or_raises=or_raises) for body in bodies)
        if isinstance(node, cst.Match):
            return all(self.only_notes(case.body, or_raises=or_raises) for case in node.cases)
        if or_raises and isinstance(node, cst.Raise):
            return True
        return isinstance(node, _NOTING) and self._does_no_work(node)

    def _does_no_work(self, node: cst.CSTNode) -> bool:
        stack = [node]
        while stack:
            child = stack.pop()
            if isinstance(child, cst.Await):
                if not isinstance(child.expression, cst.Call) or not self.is_log(child.expression):
                    return False
                continue
            if isinstance(child, cst.Call):
                if self.is_log(child):
                    continue  # whatever it makes of its arguments
                if not self.makes_value(child):
                    return False
            stack += children(child)
        return True

    def is_log(self, call: cst.Call) -> bool:
        """Whether a call only logs, itself or as a helper of the file."""
        symbol = self._values.symbol(call.func)
        if symbol in LOG_CALLS:
            return True
        function = self._values.definition(call.func)
        if isinstance(function, cst.FunctionDef) and not self._values.is_open(call.func):
            if id(function) not in self._known:
                self._known[id(function)] = False  # those that call each other do more than log
                self._known[id(function)] = self._only_logs(function)
            return self._known[id(function)]
        if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in LOG_METHODS:
            return False
        if symbol.startswith((f"{LOGGER}.", "logging.", "structlog.", "loguru.")):
            return True
        return _names_a_logger(call.func.value)

    def _only_logs(self, function: cst.FunctionDef) -> bool:
        """Whether a helper does nothing but log."""
        calls = [node for node in walk(function.body) if isinstance(node, cst.Call)]
        return bool(calls) and all(map(self.is_log, calls)) and self.only_notes(function.body)

    def makes_value(self, call: cst.Call) -> bool:
        """Whether a call only makes a value, or keeps something in a collection."""
        if isinstance(self._values.of(call.func), Local):
            return isinstance(self._values.of(call), Instance)
        symbol = self._values.symbol(call.func)
        if symbol in VALUE_CALLS:
            return True
        if not isinstance(call.func, cst.Attribute):
            return False
        if call.func.attr.value in MUTATORS:
            return isinstance(call.func.value, cst.Name)
        if call.func.attr.value in VALUE_METHODS:
            return not symbol or symbol.startswith(("builtins.", "datetime.", f"{CONTEXT}."))
        return isinstance(call.func.value, cst.BaseString)  # "…".format(…), ", ".join(…)


def _names_a_logger(node: cst.BaseExpression) -> bool:
    """Whether `node` is called `log`, `self._logger` …, also with something bound to it."""
    while isinstance(node, cst.Call):  # `log.bind(run=…)`
        node = node.func
    return any(
        part.lower().lstrip("_").endswith(("logger", "logging")) or part.lower().strip("_") == "log"
        for part in literals.dotted(node).split(".")
    )


def touched_names(block: cst.BaseSuite) -> frozenset[str]:
    """The names that `block` assigns to, or changes through an item or a method; `self.x` too."""
    found: set[str] = set()
    for node in walk(block):
        if type(node) is cst.AssignTarget:
            found |= _roots(node.target)
        elif type(node) is cst.AnnAssign or type(node) is cst.AugAssign:
            found |= _roots(node.target)
        elif type(node) is cst.NamedExpr:
            found |= _roots(node.target)
        elif type(node) is cst.Call and type(node.func) is cst.Attribute:
            if node.func.attr.value in MUTATORS:
                found |= _roots(node.func.value)
    return frozenset(found)


def _roots(target: cst.BaseExpression) -> set[str]:
    if isinstance(target, (cst.Tuple, cst.List)):
        return {name for element in target.elements for name in _roots(element.value)}
    while isinstance(target, cst.Subscript):
        target = target.value
    name = literals.dotted(target)
    return {name} if name else set()
