"""The calls that a function makes, and which of them run with nothing to decide about them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_LOOPS = (ast.For, ast.AsyncFor)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)
_ENDING = (ast.Return, ast.Raise, ast.Assert)
_TURNING = (*_ENDING, ast.Continue, ast.Break)


class Made(NamedTuple):
    """A call, and whether it is made whatever the data of its function are."""

    call: ast.Call
    is_sure: bool


def calls_made(function: ast.AST) -> Iterator[Made]:
    """The calls of a function in the order in which they run, as long as some are sure.

    None is behind a `return`, a `raise` or an `assert` that something decides about.
    """
    if isinstance(function, ast.Lambda):
        yield from _expression(function.body)
    elif isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _block(function.body)


def can_stop(function: ast.AST) -> bool:
    """Whether a function has a `raise` or an `assert` of its own."""
    body = [] if isinstance(function, ast.Lambda) else getattr(function, "body", [])
    return _has(body, (ast.Raise, ast.Assert))


def is_generator(function: ast.AST) -> bool:
    """Whether calling a function does not run its code."""
    body = [] if isinstance(function, ast.Lambda) else getattr(function, "body", [])
    return any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in _inside(body))


def _block(body: list[ast.stmt]) -> Iterator[Made]:
    waiting = body[::-1]
    while waiting:
        statement = waiting.pop()
        if isinstance(statement, _DEFINITIONS):
            continue
        if isinstance(statement, ast.Assert):
            return
        if isinstance(statement, ast.Try) or statement.__class__.__name__ == "TryStar":
            handlers = [each for h in statement.handlers for each in h.body]  # type: ignore[attr-defined]
            after = [*statement.orelse, *statement.finalbody]  # type: ignore[attr-defined]
            if _has(handlers, _ENDING):
                waiting, after = [], []
            yield from _unsure(handlers)
            waiting += [*statement.body, *after][::-1]  # type: ignore[attr-defined]
            continue
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, (ast.expr, ast.withitem)):
                yield from _expression(child)
        if isinstance(statement, (ast.With, ast.AsyncWith)):
            waiting += statement.body[::-1]
            continue
        if isinstance(statement, _LOOPS) and _has_items(statement.iter):
            if not _has(statement.body, _TURNING):
                waiting += statement.body[::-1]
                continue
        if _has([statement], _ENDING):
            return
        yield from _unsure([c for c in ast.iter_child_nodes(statement) if not _is_expr(c)])


def _is_expr(node: ast.AST) -> bool:
    return isinstance(node, ast.expr)


def _expression(node: ast.AST) -> Iterator[Made]:
    if isinstance(node, ast.IfExp):
        yield from _expression(node.test)
        yield from _unsure([node.body, node.orelse])
    elif isinstance(node, ast.BoolOp):
        yield from _expression(node.values[0])
        yield from _unsure(node.values[1:])
    elif isinstance(node, _COMPREHENSIONS):
        yield from _expression(node.generators[0].iter)
    elif not isinstance(node, FUNCTIONS):
        for child in ast.iter_child_nodes(node):
            yield from _expression(child)
        if isinstance(node, ast.Call):
            yield Made(node, True)


def _unsure(nodes: Sequence[ast.AST]) -> Iterator[Made]:
    for node in _inside(nodes):
        if isinstance(node, ast.Call):
            yield Made(node, False)


def _has_items(node: ast.expr) -> bool:
    """Whether a loop over it has a turn for sure."""
    return isinstance(node, (ast.List, ast.Tuple, ast.Set)) and any(
        not isinstance(each, ast.Starred) for each in node.elts
    )


def _has(body: Sequence[ast.AST], kinds: tuple[type[ast.AST], ...]) -> bool:
    """Whether a block has such a statement, definitions in it aside."""
    return any(isinstance(node, kinds) for node in _inside(body))


def _inside(nodes: Sequence[ast.AST]) -> Iterator[ast.AST]:
    """Some nodes and what is in them, without the code of definitions."""
    waiting = [*nodes]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*_DEFINITIONS, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)
