"""Sorting what comes in no order, where it enters."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.code import Code
from inngest_lint.sdk.python import KEEP_ORDER, SEQUENCES, SET_METHODS, SETS
from inngest_lint.syntax.scopes import Kind

_COMPREHENSIONS = (cst.ListComp, cst.GeneratorExp, cst.DictComp)
_MADE = frozenset(f"{name}()" for name in SETS)
_VIEWS = frozenset({"items", "keys"})
_BY_NAME = "lambda entry: entry.name"


def sort(draft: Draft, node: cst.BaseExpression) -> None:
    """Sorts the parts of a collection that have no order; those that have one keep it."""
    code = draft.code
    if code.order.unordered(node) is None:
        return
    if _is_one_heap(code, node):
        _wrap(draft, node)
        return
    for part in _parts(code, node):
        sort(draft, part)


def _parts(code: Code, node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The parts of which a collection is made, in their order."""
    if isinstance(node, cst.Call):
        if code.values.symbol(node.func) in KEEP_ORDER or len(node.args) == 2:  # `get(key, other)`
            return [arg.value for arg in node.args]
    elif isinstance(node, (cst.List, cst.Tuple)):
        return [each.value for each in node.elements if isinstance(each, cst.StarredElement)]
    elif isinstance(node, _COMPREHENSIONS):
        loops: list[cst.BaseExpression] = []
        loop: cst.CompFor | None = node.for_in
        while loop is not None:
            loops.append(loop.iter)
            loop = loop.inner_for_in
        return loops
    elif isinstance(node, (cst.BinaryOperation, cst.BooleanOperation)):
        return [node.left, node.right]
    elif isinstance(node, cst.IfExp):
        return [node.body, node.orelse]
    elif isinstance(node, cst.Subscript):
        return [node.value]
    elif isinstance(node, cst.Name):
        bindings = [b for b in code.scopes.of_name(node) if not isinstance(b.node, cst.AugAssign)]
        orders = list(code.order.fills.orders(node))
        if len(bindings) == 1 and bindings[0].value is not None:
            return [*orders, bindings[0].value]
    raise UnfixableError("what has no order stands elsewhere")


def _is_one_heap(code: Code, node: cst.BaseExpression) -> bool:
    """Whether nothing in a collection has an order, so that it may be sorted as a whole."""
    if _is_set(code, node):
        return True
    if isinstance(node, (cst.Name, cst.Attribute)):
        bindings = code.bindings.of(node)
        is_filled = isinstance(node, cst.Name) and any(code.order.fills.orders(node))
        is_bound = len(bindings) == 1 and bindings[0].kind in (Kind.VALUE, Kind.HELD)
        return is_bound and not is_filled and _is_kept_heap(code, bindings[0].value)
    if isinstance(node, cst.Call):
        return _gives_heap(code, node)
    return isinstance(node, (cst.Await, cst.NamedExpr))


def _is_set(code: Code, node: cst.BaseExpression) -> bool:
    if isinstance(node, (cst.Name, cst.Attribute)):
        bound = [b for b in code.bindings.of(node) if not isinstance(b.node, cst.AugAssign)]
        values = [each.value for each in bound if each.value is not None]
        if values and len(values) == len(bound):
            return all(_is_set(code, value) for value in values)
        return code.values.symbol(node) in _MADE
    if isinstance(node, cst.BinaryOperation):
        return not isinstance(node.operator, cst.Add)
    if isinstance(node, cst.IfExp):
        return _is_set(code, node.body) and _is_set(code, node.orelse)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        if node.func.attr.value in SET_METHODS:
            return True
    return code.names.shapes.of(node) == "a set" or code.values.symbol(node) in _MADE


def _gives_heap(code: Code, call: cst.Call) -> bool:
    """Whether a call gives one: a list of a heap, the items of a dictionary of one, a directory."""
    symbol = code.values.symbol(call.func)
    if symbol in KEEP_ORDER:
        return (
            symbol in SEQUENCES and len(call.args) == 1 and _is_one_heap(code, call.args[0].value)
        )
    if isinstance(call.func, cst.Attribute) and call.func.attr.value in _VIEWS and not call.args:
        return _is_one_heap(code, call.func.value)
    is_get = isinstance(call.func, cst.Attribute) and call.func.attr.value == "get"
    return not is_get or len(call.args) != 2


def _is_kept_heap(code: Code, value: cst.BaseExpression | None) -> bool:
    """The same for what a name is bound to; a comprehension of a heap is one."""
    if isinstance(value, _COMPREHENSIONS):
        return value.for_in.inner_for_in is None and _is_one_heap(code, value.for_in.iter)
    return value is not None and _is_one_heap(code, value)


def _wrap(draft: Draft, node: cst.BaseExpression) -> None:
    """Sorts a heap; raises UnfixableError where its items may have no order of their own."""
    code = draft.code
    key = f", key={_BY_NAME}" if code.order.has_entries(node) else ""
    if not key and not code.order.is_sortable(node):
        raise UnfixableError("the items may not be sortable")
    if _is_changed_meanwhile(code, node):
        raise UnfixableError("the loop changes what it goes through")
    name = draft.reach("builtins.sorted", node)
    if isinstance(node, cst.Call) and code.values.symbol(node.func) in SEQUENCES:
        draft.put(node.func, name)
        if key:
            draft.behind(node.args[-1], key)
        fit(draft, node)
        return
    draft.before(node, f"{name}(")
    draft.behind(node, f"{key})")
    fit(draft, node)


def _is_changed_meanwhile(code: Code, node: cst.BaseExpression) -> bool:
    """Whether a loop puts something into the list that it goes through."""
    loop = next((each for each in code.tree.ancestors(node) if isinstance(each, cst.For)), None)
    if loop is None or not isinstance(node, cst.Name):
        return False
    return any(code.tree.contains(loop.body, place) for place in code.names.changes.of(node))
