"""The context and what makes steps, as code at some place can write them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.code import Code
from inngest_lint.model.function import is_async
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import CONTEXT, STEP
from inngest_lint.syntax import literals


def context_at(code: Code, node: cst.CSTNode) -> str:
    """An expression for the context: a parameter, or what an object keeps.

    Raises UnfixableError where it is not at hand.
    """
    return _written(code, node, CONTEXT)


def step_at(code: Code, node: cst.CSTNode) -> str:
    """An expression for what makes steps: as the code around has it, else of the context.

    Raises UnfixableError where it is not at hand.
    """
    for expression in _steps_used(code, node):
        if _means_the_same(code, expression, node):
            return literals.dotted(expression)
    try:
        return f"{context_at(code, node)}.step"
    except UnfixableError:
        return _written(code, node, STEP)


def _steps_used(code: Code, node: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What the function around a node makes its steps with, the last before the node first."""
    function = code.scopes.function_of(node)
    calls = code.own(function, cst.Call) if function is not None else []
    place = code.tree.place(node)
    for call in sorted(calls, key=lambda each: _distance(code.tree.place(each) - place)):
        if isinstance(call.func, cst.Attribute) and code.values.symbol(call.func.value) == STEP:
            if literals.dotted(call.func.value):
                yield call.func.value


def _distance(places: int) -> tuple[bool, int]:
    return places > 0, abs(places)


def _means_the_same(code: Code, expression: cst.BaseExpression, node: cst.CSTNode) -> bool:
    """Whether a dotted name is bound at a node, and to what it is where it stands."""
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


def _written(code: Code, node: cst.CSTNode, symbol: str) -> str:
    """An expression for what a symbol names, in a function that awaits if this code does."""
    functions = list(_functions_around(code, node))
    awaits = any(map(is_async, functions[:1]))
    for function in functions:
        for param in (*parameters(function), *function.params.kwonly_params):
            name = param.name.value
            bindings = code.scopes.lookup(name, code.scopes.scope_of(node))
            if [each.node for each in bindings] != [param]:
                continue
            if code.values.parameter_symbol(param) == symbol and is_async(function) == awaits:
                return name
            if code.values.is_self(param) and awaits:
                for kept in _kept(code, param):
                    if code.values.symbol(kept) == symbol:
                        return f"{name}.{kept.attr.value}"
    raise UnfixableError("the context is not at hand")


def _functions_around(code: Code, node: cst.CSTNode) -> Iterator[Definition]:
    """The functions in which a node stands, the nearest first; it may read their parameters."""
    function = code.scopes.function_of(node)
    while function is not None:
        if not isinstance(function, cst.Lambda) or parameters(function):
            yield function
        function = code.scopes.function_of(function)


def _kept(code: Code, param: cst.Param) -> Iterator[cst.Attribute]:
    """The attributes of an object that the code of its class names."""
    for above in code.tree.ancestors(param):
        if isinstance(above, cst.ClassDef):
            for attribute in code.tree.all(cst.Attribute):
                if isinstance(attribute.value, cst.Name) and code.tree.contains(above, attribute):
                    if attribute.value.value == param.name.value:
                        yield attribute
            return
