"""Which parameters and attributes hold a context that code in other modules gives or sets."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.contexts import propagate
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.paths import path_to
from inngest_lint.model.names.value import Instance, Symbol
from inngest_lint.sdk.names import OF_CONTEXT, is_from_context


def receive_from_elsewhere(names: Names, reach: Reach) -> None:
    """Asks the project what looks like a context and is not known, and follows it on.

    Asked after the file itself, so that nothing of the project is read for what that shows.
    """
    learnt = False
    for path, param in list(_open_parameters(names)):
        symbol = names.elsewhere.own.received(path, param.name.value)
        if symbol:
            learnt = names.values.assume(param, Symbol(symbol)) or learnt
    for attribute in _open_attributes(names):
        learnt = _learn_attribute(names, attribute) or learnt
    if learnt:
        reach.forget()
        propagate(names.tree, names.scopes, names.values, reach)


def _open_parameters(names: Names) -> Iterator[tuple[list[str], cst.Param]]:
    """The parameters used like a context or a step of which the file does not tell what they hold.

    Each with the names that lead to its function: of the classes around it, and its own.
    """
    known: set[int] = set()
    for used in _used_like_contexts(names):
        bindings = names.scopes.of_name(used)
        param = bindings[0].node if len(bindings) == 1 else None
        if type(param) is not cst.Param or param.annotation is not None or id(param) in known:
            continue
        known.add(id(param))
        if names.values.of_parameter(param) is None:
            path = path_to(names.tree, names.values, names.scopes.home_of(bindings[0]))
            if path:
                yield path, param


def _used_like_contexts(names: Names) -> Iterator[cst.Name]:
    """The names that are asked for what a context has, or given first to what makes steps of it."""
    for used in names.tree.all(cst.Attribute):
        if used.attr.value in OF_CONTEXT and type(used.value) is cst.Name:
            yield used.value
    for call in names.tree.all(cst.Call):
        first = call.args[0].value if call.args and not call.args[0].star else None
        if type(first) is cst.Name and _is_parameter(first, names):
            symbol = names.values.symbol(call.func)
            if names.elsewhere.may_show(symbol) and names.elsewhere.makes_steps_of(symbol):
                yield first


def _is_parameter(name: cst.Name, names: Names) -> bool:
    """Whether a name is a parameter of which the file does not tell what it holds."""
    bindings = names.scopes.of_name(name)
    return len(bindings) == 1 and (
        type(bindings[0].node) is cst.Param
        and bindings[0].node.annotation is None
        and names.values.of_parameter(bindings[0].node) is None
    )


def _open_attributes(names: Names) -> Iterator[cst.Attribute]:
    """The attributes of objects used like a context or a step, that are not known to be one."""
    for used in names.tree.all(cst.Attribute):
        if used.attr.value in OF_CONTEXT and type(used.value) is cst.Attribute:
            if not is_from_context(names.values.symbol(used.value)):
                yield used.value


def _learn_attribute(names: Names, node: cst.Attribute) -> bool:
    """Asks what an attribute holds: of an object of a class elsewhere, or below one of the file."""
    values, name = names.values, node.attr.value
    symbol = values.symbol(node)
    if symbol:
        is_attribute = "()." in symbol and names.elsewhere.may_show(symbol)
        held = names.elsewhere.context(symbol) if is_attribute else None
        if held:
            values.alias(symbol, held)
        return bool(held)
    owner = values.of(node.value)
    if not isinstance(owner, Instance) or values.of(node) is not None:
        return False
    path = path_to(names.tree, names.values, owner.cls)
    held = names.elsewhere.own.context_of_heirs(path, name) if path else None
    if held:
        values.assume_member(owner.cls, name, Symbol(held))
    return bool(held)
