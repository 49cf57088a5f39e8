"""The functions of the file that a call hands on, and of which whoever gets them runs some."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.declarations import creation
from inngest_lint.model.flow.helpers import helper_of
from inngest_lint.model.names.calls import UNKNOWN, Arguments, Helper, parameters
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import LOGGER, STEP_INVOKE, STEP_RUN

# Calls that are given functions and run none of them.
_ONLY_MENTIONING = ("builtins.", "logging.", LOGGER)
_SEVERAL = frozenset({cst.Tuple, cst.List, cst.ListComp, cst.GeneratorExp})
_MAY_HAND_ON = _SEVERAL | {cst.Name, cst.Attribute, cst.Call}


class HandedOn:
    """Finds what a call hands on, as to a runner.

    Of what becomes an Inngest function nothing runs: neither its handler nor its `on_failure`.
    """

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._open: set[int] = set()  # the names that are being followed, by identity

    def by(self, call: cst.Call) -> Iterator[Helper]:
        """The functions that `call` hands on; a lambda counts where it stands."""
        symbol = self._values.symbol(call.func)
        if symbol in (STEP_RUN, STEP_INVOKE) or symbol.startswith(_ONLY_MENTIONING):
            return
        handed = [(arg, helper) for arg in call.args for helper in self._functions_in(arg)]
        if not handed or self._values.definition(call) is not None:
            return  # it makes a function, which runs what is handed on where it runs itself
        called = self._called(call)
        for arg, helper in handed:
            if called is not None and self._only_reads(called, arg):
                continue
            if self._may_be_called(helper.function) and not self._is_made_one(call, arg):
                yield helper

    def _called(self, call: cst.Call) -> Helper | None:
        return helper_of(self._values.of(call.func), Arguments.of(call), call.func)

    def _functions_in(self, arg: cst.Arg) -> Iterator[Helper]:
        if arg.value.__class__ not in _MAY_HAND_ON or not self._scopes.may_be_defined(arg.value):
            return
        for node in _callables(self._bindings.expression(arg.value)):
            handed = helper_of(self._values.of(node), UNKNOWN, node)
            if handed is not None:
                yield handed

    def _only_reads(self, called: Helper, arg: cst.Arg) -> bool:
        """Whether the helper only reads attributes of what it is given, as of its `__name__`."""
        for param, value in called.received().items():
            if value is arg.value:
                uses = self._scopes.uses(param.name.value, called.function)
                return all(isinstance(self._tree.parent(use), cst.Attribute) for use in uses)
        return False

    def _may_be_called(self, function: Definition) -> bool:
        """Whether whoever gets `function` gets a `def` as it stands, and no Inngest function."""
        if type(function) is not cst.FunctionDef:
            return False
        for each in function.decorators:
            if self._creation(each.decorator) is not None:
                return False
            made = self._values.definition(each.decorator)
            handed = parameters(made)[:1] if made is not None else []
            if any(self._becomes_one(param.name) for param in handed):
                return False
        return True

    def _is_made_one(self, call: cst.Call, arg: cst.Arg) -> bool:
        """Whether `call`, or one around it, makes an Inngest function of an argument.

        It does itself, as in `create_function(…)(traced(handler))`, or through a helper.
        """
        if any(self._creation(made) is not None for made in (call, call.func)):
            return (
                True  # `create_function(…)` is given an `on_failure`, and what it gives a handler
            )
        called = self._called(call)
        received = called.received() if called is not None else {}
        if any(v is arg.value and self._becomes_one(p.name) for p, v in received.items()):
            return True
        return self._is_given_to_make_one(call)

    def _is_given_to_make_one(self, node: cst.BaseExpression) -> bool:
        arg = self._tree.parent(node)
        if not isinstance(arg, cst.Arg):
            return False
        call = self._tree.parent(arg)
        return isinstance(call, cst.Call) and self._is_made_one(call, arg)

    def _becomes_one(self, name: cst.Name) -> bool:
        """Whether an Inngest function is made of what a name holds, which nobody calls."""
        if id(name) in self._open:
            return False
        self._open.add(id(name))
        try:
            uses = self._scopes.uses(name.value, self._scopes.scope_of(name))
            if any(isinstance(self._tree.parent(use), cst.Call) for use in uses):
                return False
            return any(self._is_given_to_make_one(use) or self._is_each_one(use) for use in uses)
        finally:
            self._open.discard(id(name))

    def _is_each_one(self, handlers: cst.Name) -> bool:
        """The same of the items of a list, where a loop goes through it."""
        loop = self._tree.parent(handlers)
        return (
            isinstance(loop, (cst.For, cst.CompFor))
            and isinstance(loop.target, cst.Name)
            and self._becomes_one(loop.target)
        )

    def _creation(self, node: cst.BaseExpression) -> cst.Call | None:
        return creation(node, self._values, self._bindings)


def _callables(value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The callables in an argument, also in a tuple, a list or a comprehension of them."""
    if type(value) is cst.Name or type(value) is cst.Attribute:  # most are
        yield value
    elif type(value) is cst.Call:
        yield value
        for arg in value.args if type(value.func) is not cst.Attribute else ():
            if arg.value.__class__ in _SEVERAL:
                yield from _callables(arg.value)
    elif isinstance(value, (cst.Tuple, cst.List)):
        for element in value.elements:
            yield from _callables(element.value)
    elif isinstance(value, (cst.GeneratorExp, cst.ListComp)):
        yield from _callables(value.elt)
    else:
        yield value
