"""Which form the values of one file have in JSON.

The project answers, as it can follow a value into other modules: it is told the text of an
expression and the number of the `def` around it.
"""

from __future__ import annotations

from functools import cached_property

import libcst as cst

from inngest_lint.model.names.value import Definition
from inngest_lint.project.elsewhere import Elsewhere
from inngest_lint.project.outputs.client_options import Options
from inngest_lint.project.outputs.forms import UNKNOWN, Form
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import COMPREHENSIONS, Scopes
from inngest_lint.syntax.tree import Tree

_PLAIN_TYPES = frozenset({"None", "bool", "int", "str"})


class Forms:
    """Asks the project about the expressions and the functions of one file."""

    def __init__(self, tree: Tree, scopes: Scopes, elsewhere: Elsewhere) -> None:
        self._tree = tree
        self._scopes = scopes
        self._elsewhere = elsewhere
        self._known: dict[int, Form] = {}  # by identity, as in `Tree`
        self._known_results: dict[tuple[int, bool], Form] = {}

    def of(self, node: cst.BaseExpression) -> Form:
        """The form of what an expression gives."""
        if id(node) not in self._known:
            self._known[id(node)] = self._of(node)
        return self._known[id(node)]

    def returned(self, function: Definition, *, bare: bool = False) -> Form:
        """The form of what a function gives when it has run; `bare` without its decorators."""
        if _is_plain(function):
            return Form()
        key = id(function), bare
        if key not in self._known_results:
            self._known_results[key] = self._returned(function, bare)
        return self._known_results[key]

    def annotated(self, annotation: cst.BaseExpression) -> Form:
        """The form of what a type says that it is."""
        return self._elsewhere.own_annotated_form(
            self._tree.text(annotation), self._number(annotation)
        )

    def client_options(self, node: cst.BaseExpression) -> list[Options]:
        """The options of each client that an expression may stand for."""
        return self._elsewhere.own_client_options(self._tree.text(node), self._number(node))

    def _of(self, node: cst.BaseExpression) -> Form:
        if any(isinstance(above, (cst.Lambda, *COMPREHENSIONS)) for above in self._around(node)):
            return UNKNOWN  # it may name what these bind
        return self._elsewhere.own_form(self._tree.text(node), self._number(node), returned=False)

    def _returned(self, function: Definition, bare: bool) -> Form:
        if isinstance(function, cst.FunctionDef):
            return self._elsewhere.own_returned_form(self._numbers[id(function)], bare=bare)
        text = self._tree.text(function)
        return self._elsewhere.own_form(text, self._number(function), returned=True)

    def _number(self, node: cst.CSTNode) -> int | None:
        """The number of the `def` around a node."""
        function = next((a for a in self._around(node) if isinstance(a, cst.FunctionDef)), None)
        return None if function is None else self._numbers[id(function)]

    def _around(self, node: cst.CSTNode) -> list[cst.CSTNode]:
        """The scopes around a node, the innermost first, up to a `def`."""
        found: list[cst.CSTNode] = []
        scope: cst.CSTNode = self._scopes.scope_of(node)
        while not isinstance(scope, cst.Module):
            found.append(scope)
            if isinstance(scope, cst.FunctionDef):
                break
            scope = self._scopes.scope_of(scope)
        return found

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
