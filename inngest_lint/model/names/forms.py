"""Which form the values of one file have in JSON."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.model.names.plain import PlainCode
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property
from inngest_lint.project.outputs.client_options import Options
from inngest_lint.project.outputs.forms import Form
from inngest_lint.project.value_mirror import ValueMirror
from inngest_lint.syntax import literals

_PLAIN_TYPES = frozenset({"None", "bool", "int", "str"})


class Forms:
    """Asks the project about the functions and the names of one file, which it follows on."""

    def __init__(self, names: Names, mirror: ValueMirror) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._mirror = mirror
        self._plain = PlainCode(names)
        self._known: dict[tuple[int, bool], Form] = {}  # by identity, as in `Tree`

    def returned(self, function: Definition, *, bare: bool = False) -> Form:
        """The form of what a function gives when it has run; `bare` without its decorators."""
        if _is_plain(function):
            return Form()
        key = id(function), bare
        if key not in self._known:
            self._known[key] = self._returned(function, bare)
        return self._known[key]

    def elsewhere(self, node: cst.BaseExpression) -> Form:
        """The form of what an expression stands for in another module."""
        return self._mirror.form(self._values.symbol(node))

    def returned_elsewhere(self, callee: cst.BaseExpression) -> Form:
        """The form of what calling something gives that is no function of the file."""
        return self._mirror.returned_form(self._values.symbol(callee))

    def is_cut_elsewhere(self, callee: cst.BaseExpression) -> bool:
        """Whether calling something gives only the beginning or the end of something."""
        return self._mirror.returns_cut(self._values.symbol(callee))

    def annotated(self, annotation: cst.BaseExpression) -> Form:
        """The form of what a type says that it is."""
        text = self._tree.text(annotation)
        return self._mirror.own_annotated_form(text, self._number(annotation))

    def client_options(self, node: cst.BaseExpression) -> list[Options]:
        """The options of each client that an expression may stand for."""
        return self._mirror.own_client_options(self._tree.text(node), self._number(node))

    def _returned(self, function: Definition, bare: bool) -> Form:
        if isinstance(function, cst.FunctionDef):
            if self._plain.is_plain(function):
                return Form()
            return self._mirror.own_returned_form(self._numbers[id(function)], bare=bare)
        return self._mirror.own_form(self._tree.text(function), self._number(function))

    def _number(self, node: cst.CSTNode) -> int | None:
        """The number of the `def` in whose code a node stands."""
        scope = self._scopes.scope_of(node)
        while not isinstance(scope, (cst.FunctionDef, cst.Module)):
            scope = self._scopes.scope_of(scope)
        return self._numbers[id(scope)] if isinstance(scope, cst.FunctionDef) else None

    @cached_property
    def _numbers(self) -> dict[int, int]:
        functions = self._tree.all(cst.FunctionDef)
        return {id(function): number for number, function in enumerate(functions)}


def _is_plain(function: Definition) -> bool:
    """Whether a function gives text, whole numbers or nothing, as it says; a cheap question."""
    if isinstance(function, cst.Lambda):
        body = function.body
        return isinstance(body, (cst.FormattedString, cst.Integer)) or bool(literals.string(body))
    returns = function.returns.annotation if function.returns is not None else None
    return isinstance(returns, cst.Name) and returns.value in _PLAIN_TYPES
