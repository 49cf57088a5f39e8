"""Which functions a file has: those that it makes, their failure handlers, and helpers."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.function import Function, Role
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.paths import path_to
from inngest_lint.model.names.value import Definition
from inngest_lint.project.wiring import Wiring
from inngest_lint.sdk.names import CONTEXT, MOCKED, is_from_context


def functions_of(code: Code) -> list[Function]:
    """The functions of a file in source order, then those whose handlers it does not show."""
    if _is_mocked(code):
        return []
    declared: list[tuple[Definition, Role, Declaration | None]] = [
        (declaration.handler, Role.FUNCTION, declaration)
        for declaration in code.declarations
        if declaration.handler is not None
    ]
    for declaration in code.declarations:
        failure = declaration.arguments.get("on_failure")
        definition = code.values.definition(failure.value) if failure else None
        if definition is not None and all(node is not definition for node, *_ in declared):
            declared.append((definition, Role.ON_FAILURE, None))
    wirings: dict[int, Wiring] = {}
    for helper in _helpers(code, [node for node, *_ in declared]):
        wiring = _wiring(code, helper)
        if wiring is not None:
            wirings[id(helper)] = wiring
        declared.append((helper, Role.FUNCTION if wiring else Role.HELPER, None))
    declared.sort(key=lambda each: code.tree.place(each[0]))
    nested = _nested(code, [node for node, *_ in declared])
    own = [
        Function(code, [node, *nested[id(node)]], role, declaration, wirings.get(id(node)))
        for node, role, declaration in declared
    ]
    foreign = [each for each in code.declarations if each.handler is None]
    return own + [Function(code, [], Role.FUNCTION, declaration) for declaration in foreign]


def _wiring(code: Code, helper: cst.FunctionDef) -> Wiring | None:
    """How another module makes a function of a helper; asked only of what looks like one."""
    params = [each for each in parameters(helper) if not code.values.is_self(each)]
    if len(params) != 1 or code.values.parameter_symbol(params[0]) != CONTEXT:
        return None
    path = path_to(code.tree, code.values, helper)
    return code.elsewhere.own.wiring(path) if path and not code.calls_of(helper) else None


def _nested(code: Code, roots: Collection[Definition]) -> dict[int, list[Definition]]:
    """The `def`s inside each root that are none themselves."""
    found: dict[int, list[Definition]] = {id(root): [] for root in roots}
    for node in code.tree.all(cst.FunctionDef):
        if id(node) not in found:
            owner = next((a for a in code.tree.ancestors(node) if id(a) in found), None)
            if owner is not None:
                found[id(owner)].append(node)
    return found


def _helpers(code: Code, roots: Collection[Definition]) -> Iterator[cst.FunctionDef]:
    """The `def`s outside functions that receive a context or make steps."""
    outer = {id(above) for node in roots for above in code.tree.ancestors(node)}
    inner = {id(node) for node in roots}  # helpers join as they are found
    others = [
        node
        for node in code.tree.all(cst.FunctionDef)
        if id(node) not in outer and id(node) not in inner
    ]
    steps = code.reach.steps if others else ()
    holding = {id(above) for call in steps for above in code.tree.ancestors(call)}
    for node in others:
        if any(id(above) in inner for above in code.tree.ancestors(node)):
            continue
        if id(node) in holding or _receives_context(code, node) or code.reach.makes_steps(node):
            inner.add(id(node))
            yield node


def _receives_context(code: Code, node: cst.FunctionDef) -> bool:
    params = (*node.params.posonly_params, *node.params.params, *node.params.kwonly_params)
    return any(is_from_context(code.values.parameter_symbol(param)) for param in params)


def _is_mocked(code: Code) -> bool:
    """Whether the file tests functions with the SDK's mock, which never runs them for real."""
    return any(
        code.values.imported(alias).startswith(MOCKED) for alias in code.tree.all(cst.ImportAlias)
    ) or (
        code.scopes.mentions("mocked")
        and any(
            attribute.attr.value == "mocked" and code.values.symbol(attribute) == MOCKED
            for attribute in code.tree.all(cst.Attribute)
        )
    )
