"""The code of one callable: what runs when it does, behind which tests and which `except`."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.bindings import Function, Scope
from inngest_lint.project.code.things import Place

_WANTED = (ast.Call, ast.Raise, ast.Yield, ast.YieldFrom, ast.Return)
_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_ENDING = (ast.Return, ast.Raise, ast.Continue, ast.Break)


class Around(NamedTuple):
    """The tests that lead to a piece of code, and the `except` clauses that get what it raises.

    `caught_as` are the names of the errors whose `except` it stands in.
    """

    tests: tuple[ast.expr, ...] = ()
    clauses: tuple[ast.ExceptHandler, ...] = ()
    caught_as: tuple[str | None, ...] = ()

    def behind(self, *tests: ast.expr) -> Around:
        """The same behind more tests."""
        return self._replace(tests=(*self.tests, *tests))

    def inside(self, statement: ast.Try) -> Around:
        """The same in the body of a `try`."""
        return self._replace(clauses=(*self.clauses, *statement.handlers))

    def after(self, clause: ast.ExceptHandler) -> Around:
        """The same in the body of an `except`."""
        return self._replace(caught_as=(*self.caught_as, clause.name))


class Ran(NamedTuple):
    """A call, a `raise`, a `yield` or a `return`, where it runs, and what is around it.

    `given_to` are the calls that a lambda around it is an argument of, the outermost first.
    """

    place: Place
    around: Around
    given_to: tuple[ast.Call, ...]

    @property
    def tests(self) -> tuple[ast.expr, ...]:
        """The tests that lead to it."""
        return self.around.tests


def ran_by(function: Place) -> Iterator[Ran]:
    """What runs when a function runs, in source order; lambdas where they stand."""
    node = function.node
    if isinstance(node, ast.Lambda):
        yield from _Walk(function, node).expression(node.body, Around())
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _Walk(function, node).block(node.body, Around())


class _Walk:
    """Goes through one function; `scope` is it, or the lambda in it that is gone through."""

    def __init__(
        self, function: Place, scope: Function, given_to: tuple[ast.Call, ...] = ()
    ) -> None:
        self._module = function.module
        self._function = function
        self._scope: Scope = scope
        self._given_to = given_to

    def block(self, body: list[ast.stmt], around: Around) -> Iterator[Ran]:
        """The statements of a block; what stands behind `if x: return` hangs on the test too."""
        for statement in body:
            yield from self._statement(statement, around)
            if isinstance(statement, ast.If) and _leaves(statement):
                around = around.behind(statement.test)

    def _statement(self, node: ast.stmt, around: Around) -> Iterator[Ran]:
        if isinstance(node, _DEFINITIONS):
            for decorator in node.decorator_list:
                yield from self.expression(decorator, around)
            return
        if isinstance(node, ast.If):
            yield from self.expression(node.test, around)
            inner = around.behind(node.test)
            yield from self.block(node.body, inner)
            yield from self.block(node.orelse, inner)
            return
        if isinstance(node, ast.Match):
            yield from self.expression(node.subject, around)
            for case in node.cases:
                yield from self.block(case.body, around.behind(node.subject))
            return
        for name, value in ast.iter_fields(node):
            if isinstance(value, list) and value and isinstance(value[0], ast.stmt):
                tried = node if isinstance(node, ast.Try) and name == "body" else None
                yield from self.block(value, around if tried is None else around.inside(tried))
            elif name == "handlers":
                for handler in value:
                    yield from self.block(handler.body, around.after(handler))
            else:
                for each in value if isinstance(value, list) else (value,):
                    if isinstance(each, ast.AST):
                        yield from self.expression(each, around)
        if isinstance(node, _WANTED):
            yield self._ran(node, around)

    def expression(self, node: ast.AST, around: Around) -> Iterator[Ran]:
        """What runs in an expression, innermost first."""
        if isinstance(node, ast.Lambda):
            return  # it runs only where it is given away
        if isinstance(node, ast.IfExp):
            yield from self.expression(node.test, around)
            for branch in (node.body, node.orelse):
                yield from self.expression(branch, around.behind(node.test))
            return
        if isinstance(node, ast.BoolOp):
            yield from self.expression(node.values[0], around)
            for value in node.values[1:]:
                yield from self.expression(value, around.behind(node.values[0]))
            return
        for child in ast.iter_child_nodes(node):
            yield from self.expression(child, around)
        if isinstance(node, ast.Call):
            for given in _lambdas_in(node):
                inside = _Walk(self._function, given, (*self._given_to, node))
                yield from inside.expression(given.body, around)
        if isinstance(node, _WANTED):
            yield self._ran(node, around)

    def _ran(self, node: ast.AST, around: Around) -> Ran:
        return Ran(Place(self._module, node, self._scope), around, self._given_to)


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
