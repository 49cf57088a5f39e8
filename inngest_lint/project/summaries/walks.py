"""The code of one callable: what runs when it does, and which tests decide that it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from inngest_lint.project.code.bindings import Function, Scope
from inngest_lint.project.code.things import Place

_Tests: TypeAlias = tuple[ast.expr, ...]
_WANTED = (ast.Call, ast.Raise, ast.Yield, ast.YieldFrom, ast.Return)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ENDING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Ran(NamedTuple):
    """A call, a `raise`, a `yield` or a `return`, where it runs, and the tests that lead to it.

    `given_to` are the calls that a lambda around it is an argument of, the outermost first.
    """

    place: Place
    tests: _Tests
    given_to: tuple[ast.Call, ...]


def ran_by(function: Place) -> Iterator[Ran]:
    """What runs when a function runs, in source order; lambdas where they stand."""
    node = function.node
    if isinstance(node, ast.Lambda):
        yield from _Walk(function, node).expression(node.body, ())
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _Walk(function, node).block(node.body, ())


class _Walk:
    """Goes through one function; `scope` is it, or the lambda in it that is gone through."""

    def __init__(
        self, function: Place, scope: Function, given_to: tuple[ast.Call, ...] = ()
    ) -> None:
        self._module = function.module
        self._function = function
        self._scope: Scope = scope
        self._given_to = given_to

    def block(self, body: list[ast.stmt], tests: _Tests) -> Iterator[Ran]:
        """The statements of a block; what stands behind `if x: return` hangs on the test too."""
        for statement in body:
            yield from self._statement(statement, tests)
            if isinstance(statement, ast.If) and _leaves(statement):
                tests = (*tests, statement.test)

    def _statement(self, node: ast.stmt, tests: _Tests) -> Iterator[Ran]:
        if isinstance(node, _DEFINITIONS):
            for decorator in node.decorator_list:
                yield from self.expression(decorator, tests)
            return
        if isinstance(node, ast.If):
            yield from self.expression(node.test, tests)
            inner = (*tests, node.test)
            yield from self.block(node.body, inner)
            yield from self.block(node.orelse, inner)
            return
        if isinstance(node, ast.Match):
            yield from self.expression(node.subject, tests)
            for case in node.cases:
                yield from self.block(case.body, (*tests, node.subject))
            return
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                yield from self.block(value, tests)
            elif name == "handlers":
                for handler in value:
                    yield from self.block(handler.body, tests)
            else:
                for each in value if isinstance(value, list) else (value,):
                    if isinstance(each, ast.AST):
                        yield from self.expression(each, tests)
        if isinstance(node, _WANTED):
            yield self._ran(node, tests)

    def expression(self, node: ast.AST, tests: _Tests) -> Iterator[Ran]:
        """What runs in an expression, innermost first."""
        if isinstance(node, ast.Lambda):
            return  # it runs only where it is given away
        if isinstance(node, ast.IfExp):
            yield from self.expression(node.test, tests)
            for branch in (node.body, node.orelse):
                yield from self.expression(branch, (*tests, node.test))
            return
        if isinstance(node, ast.BoolOp):
            yield from self.expression(node.values[0], tests)
            for value in node.values[1:]:
                yield from self.expression(value, (*tests, node.values[0]))
            return
        for child in ast.iter_child_nodes(node):
            yield from self.expression(child, tests)
        if isinstance(node, ast.Call):
            for given in _lambdas_in(node):
                self._module.nest(given, self._scope)
                inside = _Walk(self._function, given, (*self._given_to, node))
                yield from inside.expression(given.body, tests)
        if isinstance(node, _WANTED):
            yield self._ran(node, tests)

    def _ran(self, node: ast.AST, tests: _Tests) -> Ran:
        return Ran(Place(self._module, node, self._scope), tests, self._given_to)


def _lambdas_in(call: ast.Call) -> Iterator[ast.Lambda]:
    """The lambdas among the arguments of a call, also in a tuple or a list of them."""
    waiting: list[ast.expr] = [*call.args, *(keyword.value for keyword in call.keywords)][::-1]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda):
            yield node
        elif isinstance(node, (ast.Tuple, ast.List)):
            waiting += node.elts[::-1]
        elif isinstance(node, (ast.ListComp, ast.GeneratorExp)):
            waiting.append(node.elt)


def _leaves(statement: ast.If) -> bool:
    """Whether a branch of an `if` ends the block around it."""
    return any(
        block and isinstance(block[-1], _ENDING) for block in (statement.body, statement.orelse)
    )
