"""Where Inngest functions are made: every `create_function(...)` of a file and its handler."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.calls import Arguments, parameters
from inngest_lint.model.names.value import Definition, Instance, Local, Partial, Symbol
from inngest_lint.model.names.values import Values
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.sdk.names import (
    CLIENT,
    CONTEXT,
    CREATE_FUNCTION,
    REQUIRED_FUNCTION_KEYWORDS,
    STEP,
)
from inngest_lint.syntax.scopes import Kind, Scopes
from inngest_lint.syntax.tree import Tree


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """A call of `create_function` and the handler it is given.

    `handler` is None where it is no function of the file. `bound` is how many of its parameters a
    `functools.partial` has filled, `wrappers` are the decorators between the two.
    `outer` is the call that gives it the handler, where no decorator does. `used` is the function
    as the project has it, where a wrapper around `create_function` makes it: then `call` is what
    uses the wrapper, and `arguments` are those of it that reach `create_function` as they are.
    """

    call: cst.BaseExpression
    arguments: Arguments
    handler: Definition | None
    bound: int = 0
    wrappers: tuple[cst.BaseExpression, ...] = ()
    outer: cst.Call | None = None
    used: InngestFunction | None = None

    @property
    def gives(self) -> bool:
        """Whether what makes the function stands for it."""
        use = self.used.use if self.used is not None else None
        return use is None or use.gives

    @property
    def replaces(self) -> cst.FunctionDef | None:
        """The `def` whose name stands for the function: nothing is above what makes it."""
        handler = self.handler
        if not isinstance(handler, cst.FunctionDef) or self.outer is not None or not self.gives:
            return None
        return handler if len(handler.decorators) == len(self.wrappers) + 1 else None

    @property
    def layers(self) -> tuple[cst.BaseExpression, ...]:
        """All that stands between the two as it is written, the outermost first.

        Where a call gives the handler, these are the calls around it and then its decorators.
        """
        if self.outer is None:
            return self.wrappers
        around: list[cst.BaseExpression] = []
        own = self.handler.decorators if isinstance(self.handler, cst.FunctionDef) else ()
        if self.used is not None:
            return tuple(each.decorator for each in own)
        node = self.outer.args[0].value
        while isinstance(node, cst.Call) and len(node.args) == 1 and node.args[0].keyword is None:
            around.append(node)
            node = node.args[0].value
        return (*around, *(each.decorator for each in own))


def find_declarations(
    tree: Tree, scopes: Scopes, values: Values, bindings: Bindings
) -> list[Declaration]:
    """The Inngest functions that a file makes, with decorators or by calls.

    What they show is recorded in `values`: their clients, and the parameters of their handlers.
    """
    made = [call for call in tree.all(cst.Call) if _is_create_function(call, values)]
    for call in made:
        if isinstance(call.func, cst.Attribute):
            _note_client(call.func.value, values, bindings)
    if not made:
        return []
    found = [*_decorated(tree, values, bindings), *_called(tree, scopes, values, bindings)]
    for declaration in found:
        if declaration.handler is not None:
            _note_context(declaration.handler, values, declaration.bound)
        failure = declaration.arguments.get("on_failure")
        on_failure = values.definition(failure.value) if failure is not None else None
        if on_failure is not None:
            _note_context(on_failure, values)
    return found


def _decorated(tree: Tree, values: Values, bindings: Bindings) -> Iterator[Declaration]:
    for function in tree.all(cst.FunctionDef):
        for place, decorator in enumerate(function.decorators):
            made = creation(decorator.decorator, values, bindings)
            if made is not None:
                wrappers = tuple(d.decorator for d in function.decorators[place + 1 :])
                yield Declaration(made, _arguments(made, values), function, wrappers=wrappers)


def _called(
    tree: Tree, scopes: Scopes, values: Values, bindings: Bindings
) -> Iterator[Declaration]:
    for call in tree.all(cst.Call):
        if not call.args or not scopes.may_be_defined(call.func):
            continue
        made = creation(call.func, values, bindings)
        if made is not None:
            given = call.args[0].value
            handler, wrappers = _wrapped(given, values)
            partial = values.of(given)
            bound = len(partial.arguments.positional) if isinstance(partial, Partial) else 0
            yield Declaration(made, _arguments(made, values), handler, bound, wrappers, call)


def creation(node: cst.BaseExpression, values: Values, bindings: Bindings) -> cst.Call | None:
    """The call of `create_function` that gives what `node` stands for."""
    made = bindings.follow(node)
    return made if isinstance(made, cst.Call) and _is_create_function(made, values) else None


def _is_create_function(call: cst.Call, values: Values) -> bool:
    """Whether `call` makes an Inngest function.

    A client of another module is known by what it is asked: no other library has a
    `create_function` with the keywords `fn_id` and `trigger`.
    """
    for arg in call.args:
        if arg.star or (arg.keyword and arg.keyword.value in REQUIRED_FUNCTION_KEYWORDS):
            break
    else:
        return False  # nearly all calls
    symbol = values.symbol(call.func)
    if symbol == CREATE_FUNCTION:
        return True
    if isinstance(call.func, cst.Attribute):
        if isinstance(values.of(call.func.value), (Local, Instance)):
            return False
        named = call.func.attr.value == "create_function"
    else:
        named = symbol.endswith(".create_function")
    hidden = any(arg.star == "**" for arg in call.args)
    keywords = {arg.keyword.value for arg in call.args if arg.keyword is not None}
    return named and (hidden or keywords >= REQUIRED_FUNCTION_KEYWORDS)


def _note_client(receiver: cst.BaseExpression, values: Values, bindings: Bindings) -> None:
    value = values.of(receiver)
    if isinstance(value, Symbol) and value.name != CLIENT:
        values.alias(value.name, CLIENT)
    elif value is None and isinstance(receiver, cst.Name):
        for binding in bindings.of(receiver):
            if binding.kind is Kind.PARAMETER and isinstance(binding.node, cst.Param):
                values.assume(binding.node, Symbol(CLIENT))


def _note_context(handler: Definition, values: Values, bound: int = 0) -> None:
    params = [p for p in parameters(handler) if not values.is_self(p)][bound:]
    for context in params[:1]:
        values.assume(context, Symbol(CONTEXT))
    for step in params[1:2]:  # of SDK 0.4
        if step.default is None and (
            step.annotation is None or values.parameter_symbol(step) == STEP
        ):
            values.assume(step, Symbol(STEP))


def _arguments(call: cst.Call, values: Values) -> Arguments:
    made = values.of(call.func)
    given = Arguments.of(call)
    return made.arguments.then(given) if isinstance(made, Partial) else given


def _wrapped(
    node: cst.BaseExpression, values: Values
) -> tuple[Definition | None, tuple[cst.BaseExpression, ...]]:
    """The handler, also under calls that wrap it, and what wraps it."""
    wrappers: list[cst.BaseExpression] = []
    definition = values.definition(node)
    while definition is None and isinstance(node, cst.Call) and len(node.args) == 1:
        wrappers.append(node.func)
        node = node.args[0].value
        definition = values.definition(node)
    return definition, tuple(wrappers)
