"""The functions that a file makes with a wrapper of the project around `create_function`.

The project reads the wrapper, wherever it stands; here its uses become declarations of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.declarations import Declaration
from inngest_lint.model.names.calls import Arguments, parameters
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.spots import Spots
from inngest_lint.model.names.value import Definition, Symbol
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.sdk.names import is_from_context


def with_uses(names: Names, direct: list[Declaration]) -> list[Declaration]:
    """All declarations of a file, given those that it makes without a wrapper.

    A `create_function` in a wrapper is none of its own. What handlers receive is recorded in
    `values`.
    """
    if not _may_use_wrappers(names):
        return direct
    spots = Spots(names.tree, names.elsewhere.facts)
    known = [each.call for each in direct]
    uses = [
        each
        for each in names.elsewhere.own.functions() or ()
        if each.use is not None and not (each.use.is_partial and spots.call(each.made) in known)
    ]
    made = [*(names.elsewhere.own.templates() or ()), *uses]
    inside = [call for each in made if (call := spots.call(each.made)) is not None]
    found = [each for each in direct if all(each.call is not call for call in inside)]
    for function in uses:
        if function.use is not None:
            found += _declared(function, function.use, names, spots)
    return found


def _may_use_wrappers(names: Names) -> bool:
    """Whether the file has a `create_function` where there are parameters, or calls a wrapper.

    It costs less to ask this than to ask the project what is made.
    """
    if any(_is_in_function(call, names) for call in names.tree.all(cst.Call)):
        return True
    called = {names.values.symbol(callee) for callee in _callees(names)}
    return any(map(names.elsewhere.is_wrapper, filter(names.elsewhere.may_show, called)))


def _is_in_function(call: cst.Call, names: Names) -> bool:
    func = call.func
    if type(func) is not cst.Attribute or func.attr.value != "create_function":
        return False
    around = names.scopes.function_of(call)
    while around is not None:
        if parameters(around) or around.params.kwonly_params or around.params.star_kwarg:
            return True
        around = names.scopes.function_of(around)
    return False


def _callees(names: Names) -> Iterator[cst.BaseExpression]:
    for function in names.tree.all(cst.FunctionDef):
        for decorator in function.decorators:
            if type(decorator.decorator) is not cst.Call:
                yield decorator.decorator
    for call in names.tree.all(cst.Call):
        yield call.func


def _declared(
    function: InngestFunction, use: WrapperUse, names: Names, spots: Spots
) -> Iterator[Declaration]:
    """The declaration that a use is; none where the file does not show it."""
    outer = spots.call(use.outer) if use.outer is not None else None
    call = outer if use.decorated is None else spots.decorator(use.site, use.decorated)
    if call is None:
        return
    handler = _handler(use, names, spots)
    yield Declaration(
        call,
        _arguments(use, call, spots),
        handler,
        wrappers=_between(call, handler),
        outer=outer,
        used=function,
    )


def _handler(use: WrapperUse, names: Names, spots: Spots) -> Definition | None:
    """The handler, if the file has it and it is given a context."""
    place = use.handler
    if place is None or place.module is not names.elsewhere.facts:
        return None
    handler = spots.definition(place)
    if handler is None or not any(map(is_from_context, use.receives)):
        return None
    params = [param for param in parameters(handler) if not names.values.is_self(param)]
    for param, symbol in zip(params, use.receives, strict=False):
        if symbol:
            names.values.assume(param, Symbol(symbol))
    return handler


def _between(
    call: cst.BaseExpression, handler: Definition | None
) -> tuple[cst.BaseExpression, ...]:
    """The decorators between the wrapper and the handler."""
    decorators = [each.decorator for each in getattr(handler, "decorators", ())]
    return tuple(decorators[decorators.index(call) + 1 :]) if call in decorators else ()


def _arguments(use: WrapperUse, call: cst.BaseExpression, spots: Spots) -> Arguments:
    """The arguments of the use that reach `create_function` as they are."""
    found: dict[str, cst.Arg] = {}
    for name, value in use.arguments.items():
        if value.module is use.site.module:
            argument = spots.argument(value, use.site, call)
            if argument is not None:
                found[name] = argument
    return Arguments((), found, use.given.complete)
