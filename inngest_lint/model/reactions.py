"""How the body of an `except` reacts: does it do any work, and which names does it leave behind."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.value import Local
from inngest_lint.model.values import Values
from inngest_lint.sdk.names import LOGGER
from inngest_lint.sdk.python import (
    LOG_CALLS,
    LOG_METHODS,
    LOGGER_FACTORIES,
    MUTATORS,
    VALUE_CALLS,
)
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_NOTING = (cst.Pass, cst.Expr, cst.Assign, cst.AnnAssign, cst.AugAssign, cst.Return)


def only_notes(block: cst.BaseSuite, values: Values) -> bool:
    """Whether `block` only logs, passes, assigns or returns."""
    return all(_only_notes(statement, values) for statement in block.body)


def _only_notes(node: cst.CSTNode, values: Values) -> bool:
    if isinstance(node, cst.SimpleStatementLine):
        return all(
            isinstance(small, _NOTING) and _does_no_work(small, values) for small in node.body
        )
    if isinstance(node, cst.If):
        if not _does_no_work(node.test, values) or not only_notes(node.body, values):
            return False
        if isinstance(node.orelse, cst.If):
            return _only_notes(node.orelse, values)
        return node.orelse is None or only_notes(node.orelse.body, values)
    return False


def _does_no_work(node: cst.CSTNode, values: Values) -> bool:
    return all(
        _is_note(child, values) if isinstance(child, cst.Call) else not isinstance(child, cst.Await)
        for child in walk(node)
    )


def _is_note(call: cst.Call, values: Values) -> bool:
    """Whether a call only logs, keeps something in a list, or makes a value."""
    function = values.of(call.func)
    if isinstance(function, Local):
        return isinstance(function.node, cst.ClassDef)
    symbol = values.symbol(call.func)
    if symbol in LOG_CALLS or symbol in VALUE_CALLS:
        return True
    if not isinstance(call.func, cst.Attribute):
        return False
    method = call.func.attr.value
    if method in LOG_METHODS:
        owner = values.symbol(call.func.value)
        named = literals.dotted(call.func.value).rpartition(".")[2].lower()
        return owner in LOGGER_FACTORIES or owner in (LOGGER, "logging") or "log" in named
    if method in MUTATORS:
        return isinstance(call.func.value, cst.Name)
    return isinstance(call.func.value, cst.BaseString)  # "…".format(…), ", ".join(…)


def touched_names(block: cst.BaseSuite) -> frozenset[str]:
    """The names that `block` assigns to, or changes through an item, an attribute or a method."""
    found: set[str] = set()
    for node in walk(block):
        if isinstance(node, cst.AssignTarget):
            found |= _roots(node.target)
        elif isinstance(node, (cst.AnnAssign, cst.AugAssign, cst.NamedExpr)):
            found |= _roots(node.target)
        elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
            if node.func.attr.value in MUTATORS:
                found |= _roots(node.func.value)
    return frozenset(found)


def _roots(target: cst.BaseExpression) -> set[str]:
    if isinstance(target, (cst.Tuple, cst.List)):
        return {name for element in target.elements for name in _roots(element.value)}
    while isinstance(target, (cst.Attribute, cst.Subscript)):
        target = target.value
    return {target.value} if isinstance(target, cst.Name) else set()
