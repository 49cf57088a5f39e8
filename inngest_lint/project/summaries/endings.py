"""Callables that never come back: every way through them ends in a `raise`."""

from __future__ import annotations

import ast

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.overrides import is_stub
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place
from inngest_lint.sdk.python import NO_RETURN

_LEAVING = (ast.Return, ast.Yield, ast.YieldFrom)
_NESTED = (*FUNCTIONS, ast.ClassDef)


class Endings:
    """Judges the callables of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._known: dict[Place, bool] = {}

    def always_raises(self, function: Place) -> bool:
        """Whether calling it surely ends in an error."""
        known = self._known.get(function)
        if known is None:
            self._known[function] = False  # of a circle, the other ways decide
            known = self._known[function] = self._judge(function)
        return known

    def _judge(self, function: Place) -> bool:
        node = function.node
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return False
        if is_stub(function):
            return False
        if any(_holds(statement, _LEAVING) for statement in node.body):
            return False
        return self._ends(node.body, Place(function.module, node, node))

    def _ends(self, body: list[ast.stmt], at: Place) -> bool:
        return any(self._never_passes(statement, at) for statement in body)

    def _never_passes(self, node: ast.stmt, at: Place) -> bool:
        if isinstance(node, ast.Raise):
            return True
        if isinstance(node, ast.If):
            return self._ends(node.body, at) and self._ends(node.orelse, at)
        if isinstance(node, (ast.With, ast.AsyncWith)):
            return self._ends(node.body, at) and not _suppresses(node)
        if isinstance(node, ast.Try):
            handled = all(self._ends(handler.body, at) for handler in node.handlers)
            passes = self._ends(node.body, at) or self._ends(node.orelse, at)
            return (passes and handled) or self._ends(node.finalbody, at)
        if isinstance(node, ast.Expr):
            value = node.value.value if isinstance(node.value, ast.Await) else node.value
            return isinstance(value, ast.Call) and self._never_returns(at.at(value.func))
        return False

    def _never_returns(self, called: Place) -> bool:
        thing = self._resolver.one(called)
        if isinstance(thing, External):
            return thing.name in NO_RETURN
        return isinstance(thing, Place) and thing.is_function and self.always_raises(thing)


def _suppresses(node: ast.With | ast.AsyncWith) -> bool:
    """Whether a `with` may swallow errors: all that are no plain `open` or lock could."""
    return any("suppress" in ast.dump(item.context_expr) for item in node.items)


def _holds(node: ast.AST, wanted: tuple[type[ast.AST], ...]) -> bool:
    """Whether such a node stands in the code of a function, not in that of a nested one."""
    if isinstance(node, _NESTED):
        return False
    return isinstance(node, wanted) or any(
        _holds(child, wanted) for child in ast.iter_child_nodes(node)
    )
