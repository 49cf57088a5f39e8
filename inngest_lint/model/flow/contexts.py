"""Which parameters hold a context, a client or a function, told by who calls the function."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.calls import Helper, parameters, returned_expressions
from inngest_lint.model.names.value import Symbol
from inngest_lint.model.names.values import Values
from inngest_lint.sdk.names import CLIENT, is_from_context
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree, walk


def propagate(tree: Tree, scopes: Scopes, values: Values, reach: Reach) -> None:
    """Follows contexts, clients and functions through the calls of a file into parameters.

    Ends when no parameter learns anything new; there is only so much to learn, so cycles end too.
    """
    for function in tree.all(cst.FunctionDef):
        _pass_through_decorators(function, scopes, values, reach)
    waiting = list(tree.all(cst.Call))
    while waiting:
        call = waiting.pop()
        # what a step handler receives stands behind the step id and the handler
        if not call.args or not (scopes.may_be_defined(call.func) or len(call.args) > 2):
            continue
        for helper in _called_with_arguments(call, reach):
            if _pass_on(helper, values, reach):
                reach.forget()
                affected = _affected(helper, scopes)
                waiting += [node for node in walk(affected) if type(node) is cst.Call]


def _pass_through_decorators(
    function: cst.FunctionDef, scopes: Scopes, values: Values, reach: Reach
) -> None:
    """Hands a function that receives the context to the decorators of the file around it.

    What such a decorator returns stands in for the function, and receives the context too.
    """
    handed = next((p for p in parameters(function) if not values.is_self(p)), None)
    symbol = values.parameter_symbol(handed) if handed is not None else ""
    if not is_from_context(symbol):
        return
    for decorator in function.decorators:
        made = values.definition(decorator.decorator)
        if made is None or not parameters(made):
            continue
        reach.give(parameters(made)[0], function)
        for returned in returned_expressions(made, scopes):
            wrapper = values.definition(returned)
            if wrapper is not None and parameters(wrapper):
                values.assume(parameters(wrapper)[0], Symbol(symbol))


def _called_with_arguments(call: cst.Call, reach: Reach) -> Iterator[Helper]:
    yield from reach.helpers(call)
    handler = reach.step_handler(call)
    if handler is not None:
        yield handler
    constructor = reach.constructor(call)
    if constructor is not None:
        yield constructor


def _pass_on(helper: Helper, values: Values, reach: Reach) -> bool:
    learnt = False
    for param, given in helper.received().items():
        value = values.of(given)
        if isinstance(value, Symbol) and (value.name == CLIENT or is_from_context(value.name)):
            learnt = values.assume(param, value) or learnt
        elif (function := values.definition(given)) is not None:
            learnt = reach.give(param, function) or learnt
        else:  # a function that was itself received
            for function in reach.functions_given(given):
                learnt = reach.give(param, function) or learnt
    return learnt


def _affected(helper: Helper, scopes: Scopes) -> cst.CSTNode:
    """The code in which what the helper received can be passed on: for a method, its class."""
    owner = scopes.scope_of(helper.function)
    return owner if isinstance(owner, cst.ClassDef) else helper.function
