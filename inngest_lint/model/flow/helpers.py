"""The functions of the file behind what is called, and in what is handed on."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.value import Local, Partial, Value


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


def handed_on(value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """The callables in an argument, also in a tuple, a list or a comprehension of them."""
    if type(value) is cst.Name or type(value) is cst.Attribute:  # most are
        yield value
    elif isinstance(value, (cst.Tuple, cst.List)):
        for element in value.elements:
            yield from handed_on(element.value)
    elif isinstance(value, (cst.GeneratorExp, cst.ListComp)):
        yield from handed_on(value.elt)
    elif isinstance(value, cst.Call) and not isinstance(value.func, cst.Attribute):
        yield value
        for arg in value.args:
            if isinstance(arg.value, (cst.Tuple, cst.List, cst.GeneratorExp, cst.ListComp)):
                yield from handed_on(arg.value)
    else:
        yield value
