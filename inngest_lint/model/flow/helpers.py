"""The functions of the file behind what is called."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.value import Instance, Local, Partial, Value
from inngest_lint.model.names.values import Values


def helper_of(
    value: Value | None, arguments: Arguments, called: cst.BaseExpression
) -> Helper | None:
    """The function that `called`, resolved to `value`, runs with `arguments`."""
    partial = value.call if isinstance(value, Partial) else None
    if isinstance(value, Partial):
        arguments = value.arguments.then(arguments)
        called = value.call.args[0].value
        value = value.target
    if not isinstance(value, Local) or isinstance(value.node, cst.ClassDef):
        return None
    receiver = called.value if isinstance(called, cst.Attribute) and value.bound else None
    return Helper(value.node, arguments, receiver, partial=partial)


def constructor_of(call: cst.Call, values: Values) -> Helper | None:
    """The `__init__` that `call` runs, if it makes an object of a class of the file."""
    made = values.of(call.func)
    if not isinstance(made, Local) or not isinstance(made.node, cst.ClassDef):
        return None
    init = values.member_of(Instance(made.node), "__init__")
    if not isinstance(init, Local) or not isinstance(init.node, cst.FunctionDef):
        return None
    return Helper(init.node, Arguments.of(call), receiver=call)
