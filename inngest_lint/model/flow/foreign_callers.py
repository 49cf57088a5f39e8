"""Which parameters hold a context that callers in other modules give."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.contexts import propagate
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Symbol
from inngest_lint.sdk.names import OF_CONTEXT
from inngest_lint.sdk.retrying import RETRYING

_AROUND = frozenset({cst.IndentedBlock, cst.ClassDef, cst.Module, cst.If, cst.Else, cst.Try})


def receive_from_elsewhere(names: Names, reach: Reach) -> None:
    """Asks the project what parameters are given that look like a context, and follows it on.

    Asked after the file itself, so that nothing of the project is read for what that shows.
    """
    learnt = False
    for path, param in list(_open_parameters(names)):
        symbol = names.elsewhere.received(path, param.name.value)
        if symbol:
            learnt = names.values.assume(param, Symbol(symbol)) or learnt
    if learnt:
        reach.forget()
        propagate(names.tree, names.scopes, names.values, reach)


def _open_parameters(names: Names) -> Iterator[tuple[list[str], cst.Param]]:
    """The parameters used like a context or a step of which the file does not tell what they hold.

    Each with the names that lead to its function: of the classes around it, and its own.
    """
    known: set[int] = set()
    for used in names.tree.all(cst.Attribute):
        if used.attr.value not in OF_CONTEXT or type(used.value) is not cst.Name:
            continue
        bindings = names.scopes.of_name(used.value)
        param = bindings[0].node if len(bindings) == 1 else None
        if type(param) is not cst.Param or param.annotation is not None or id(param) in known:
            continue
        known.add(id(param))
        if names.values.of_parameter(param) is None:
            path = path_to(names, names.scopes.home_of(bindings[0]))
            if path:
                yield path, param


def path_to(names: Names, function: cst.CSTNode) -> list[str]:
    """The names that lead to an undecorated function of the module or a class; empty for others."""
    if type(function) is not cst.FunctionDef:
        return []
    if any(names.values.symbol(each.decorator) not in RETRYING for each in function.decorators):
        return []
    path = [function.name.value]
    for above in names.tree.ancestors(function):
        if type(above) is cst.ClassDef:
            path.insert(0, above.name.value)
        elif type(above) not in _AROUND:
            return []
    return path
