"""How code reaches the step of its run where a fix needs it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import is_async
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import CONTEXT, STEP
from inngest_lint.syntax import literals


def step_at(draft: Draft, node: cst.CSTNode) -> str:
    """What the step is called at a node: as in the code around it, else by a parameter.

    Raises UnfixableError where neither the step nor the context is at hand.
    """
    for expression in _steps_used(draft, node):
        if _means_the_same(draft, expression, node):
            return literals.dotted(expression)
    for symbol, rest in ((STEP, ""), (CONTEXT, ".step")):
        for function, name in _holders(draft, node, symbol):
            if _wait_alike(draft, function, node):
                return f"{name}{rest}"
    raise UnfixableError("the context is not at hand")


def context_at(draft: Draft, node: cst.CSTNode) -> str | None:
    """What the context is called at a node, if a parameter holds it, or an object does."""
    return next((name for _, name in _holders(draft, node, CONTEXT)), None)


def _steps_used(draft: Draft, node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What the function around a node makes its steps with, the last before the node first."""
    code = draft.code
    function = code.scopes.function_of(node)
    calls = code.own(function, cst.Call) if function is not None else []
    place = code.tree.place(node)
    for call in sorted(calls, key=lambda each: _distance(code.tree.place(each) - place)):
        if isinstance(call.func, cst.Attribute) and code.values.symbol(call.func.value) == STEP:
            if literals.dotted(call.func.value):
                yield call.func.value


def _distance(places: int) -> tuple[bool, int]:
    return places > 0, abs(places)


def _means_the_same(draft: Draft, expression: cst.BaseExpression, node: cst.CSTNode) -> bool:
    """Whether a dotted name is bound at a node, and to what it is where it stands."""
    code = draft.code
    root = expression
    while isinstance(root, cst.Attribute):
        root = root.value
    if not isinstance(root, cst.Name):
        return False
    bindings = code.scopes.lookup(root.value, code.scopes.scope_of(node))
    if len(bindings) != 1 or bindings != code.scopes.of_name(root):
        return False
    [binding] = bindings
    return isinstance(binding.node, cst.Param) or any(
        code.tree.contains(statement, binding.node)
        for statement in code.guards.before(node)
        if isinstance(statement, cst.SimpleStatementLine)
    )


def _holders(draft: Draft, node: cst.CSTNode, symbol: str) -> Iterator[tuple[Definition, str]]:
    """The parameters around a node that hold this, and what objects do, with their functions."""
    code = draft.code
    function = code.scopes.function_of(node)
    while function is not None:
        for param in (*parameters(function), *function.params.kwonly_params):
            name = param.name.value
            bindings = code.scopes.lookup(name, code.scopes.scope_of(node))
            if [each.node for each in bindings] != [param]:
                continue
            if code.values.parameter_symbol(param) == symbol:
                yield function, name
            elif code.values.is_self(param):
                for kept in _kept(draft, param):
                    if code.values.symbol(kept) == symbol:
                        yield function, f"{name}.{kept.attr.value}"
        function = code.scopes.function_of(function)


def _kept(draft: Draft, param: cst.Param) -> Iterator[cst.Attribute]:
    """The attributes of an object that the code of its class reads, by what it calls the object."""
    tree = draft.code.tree
    cls = next((each for each in tree.ancestors(param) if isinstance(each, cst.ClassDef)), None)
    for attribute in tree.all(cst.Attribute) if cls is not None else ():
        if isinstance(attribute.value, cst.Name) and attribute.value.value == param.name.value:
            if cls is not None and tree.contains(cls, attribute):
                yield attribute


def _wait_alike(draft: Draft, function: Definition, node: cst.CSTNode) -> bool:
    """Whether the code at a node awaits steps if that of a function does."""
    own = draft.code.scopes.function_of(node)
    return isinstance(own, cst.FunctionDef) and is_async(own) == is_async(function)
