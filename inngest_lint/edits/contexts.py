"""The context, as code at some place can write it."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.code import Code
from inngest_lint.model.function import is_async
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import CONTEXT, STEP


def context_at(code: Code, node: cst.CSTNode) -> str:
    """An expression for the context: a parameter, or what an object keeps."""
    return _written(code, node, CONTEXT)


def step_at(code: Code, node: cst.CSTNode) -> str:
    """An expression for what makes steps: of the context, or a parameter of its own."""
    try:
        return f"{context_at(code, node)}.step"
    except UnfixableError:
        return _written(code, node, STEP)


def _written(code: Code, node: cst.CSTNode, symbol: str) -> str:
    """An expression for what a symbol names, in a function that awaits if this code does."""
    own = code.scopes.function_of(node)
    for function, param in _parameters_around(code, node):
        name = param.name.value
        bindings = code.scopes.lookup(name, code.scopes.scope_of(node))
        if [each.node for each in bindings] != [param] or own is None:
            continue
        if code.values.parameter_symbol(param) == symbol and is_async(function) == is_async(own):
            return name
        if code.values.is_self(param) and is_async(own):
            for kept in _kept(code, param):
                if code.values.symbol(kept) == symbol:
                    return f"{name}.{kept.attr.value}"
    raise UnfixableError("the context has no name here")


def _parameters_around(code: Code, node: cst.CSTNode) -> Iterator[tuple[Definition, cst.Param]]:
    """The parameters that code can read at a node, the nearest first."""
    function = code.scopes.function_of(node)
    while function is not None:
        for param in (*parameters(function), *function.params.kwonly_params):
            yield function, param
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
