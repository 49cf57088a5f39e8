"""What a statement binds: which names, and to what."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Scope: TypeAlias = ast.Module | Function | ast.ClassDef

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = frozenset({*FUNCTIONS, ast.ClassDef})


class Kind(Enum):
    """What a binding is."""

    IMPORT = auto()
    DEFINITION = auto()
    PARAMETER = auto()
    VALUE = auto()  # bound to the whole of an expression
    CHANGE = auto()  # changed by `+=`
    HELD = auto()  # bound by a `with` to what entering an expression gives
    ITEM = auto()  # bound to something else: a part of a value, a turn of a loop, an exception …


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that binds a name.

    `value` is the expression that a VALUE or a CHANGE is bound to, or whose items a loop's name
    takes; `target` the dotted name that an IMPORT names, with the dots of a relative one before it.
    """

    name: str
    kind: Kind
    node: ast.AST
    value: ast.expr | None = None
    target: str = ""


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements of a scope, also those in its `if`s, loops and `try`s."""
    waiting = body[::-1]
    while waiting:
        statement = waiting.pop()
        yield statement
        if statement.__class__ not in SCOPES:
            for block in _BLOCKS.get(statement.__class__, ()):
                for inner in getattr(statement, block)[::-1]:
                    if isinstance(inner, (ast.ExceptHandler, ast.match_case)):
                        waiting += inner.body[::-1]
                    else:
                        waiting.append(inner)


_BLOCKS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: tuple(
        field
        for field in ("finalbody", "orelse", "handlers", "cases", "body")
        if field in kind._fields
    )
    for kind in (ast.If, ast.For, ast.AsyncFor, ast.While, ast.With, ast.AsyncWith, ast.Try)
    + (ast.Match,)
    + ((ast.TryStar,) if hasattr(ast, "TryStar") else ())
}


def source_of(statement: ast.ImportFrom) -> str:
    """The module that `from … import` names, with the dots before it."""
    return "." * statement.level + (statement.module or "")


def bindings_of(statement: ast.stmt) -> Iterator[Binding]:
    """The names that a statement itself binds, those in its blocks not."""
    bind = _BINDERS.get(statement.__class__)
    return bind(statement) if bind is not None else iter(())


def _imported_from(statement: ast.ImportFrom) -> Iterator[Binding]:
    source = source_of(statement)
    separator = "" if source.endswith(".") else "."
    for alias in statement.names:
        named = f"{source}{separator}{alias.name}"
        yield Binding(alias.asname or alias.name, Kind.IMPORT, alias, target=named)


def _imported(statement: ast.Import) -> Iterator[Binding]:
    for alias in statement.names:
        name = alias.asname or alias.name.partition(".")[0]
        yield Binding(name, Kind.IMPORT, alias, target=alias.name if alias.asname else name)


def _defined(statement: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Iterator[Binding]:
    yield Binding(statement.name, Kind.DEFINITION, statement)


def _assigned(statement: ast.Assign) -> Iterator[Binding]:
    for target in statement.targets:
        yield from _target(target, statement, statement.value)


def _annotated(statement: ast.AnnAssign) -> Iterator[Binding]:
    yield from _target(statement.target, statement, statement.value)


def _changed(statement: ast.AugAssign) -> Iterator[Binding]:
    if isinstance(statement.target, ast.Name):
        yield Binding(statement.target.id, Kind.CHANGE, statement, statement.value)


def _gone_through(statement: ast.For | ast.AsyncFor) -> Iterator[Binding]:
    if isinstance(statement.target, ast.Name):
        yield Binding(statement.target.id, Kind.ITEM, statement.target, statement.iter)
    else:
        yield from _items(statement.target)


def _held(statement: ast.With | ast.AsyncWith) -> Iterator[Binding]:
    for item in statement.items:
        target = item.optional_vars
        if isinstance(target, ast.Name):
            yield Binding(target.id, Kind.HELD, target, item.context_expr)
        elif target is not None:
            yield from _items(target)


def _matched(statement: ast.Match) -> Iterator[Binding]:
    for case in statement.cases:
        yield from _items(case.pattern)


def _caught(statement: ast.Try) -> Iterator[Binding]:
    for handler in statement.handlers:
        if handler.name:
            yield Binding(handler.name, Kind.ITEM, handler)


_BINDERS: dict[type[ast.stmt], Callable[[Any], Iterator[Binding]]] = {
    ast.ImportFrom: _imported_from,
    ast.Import: _imported,
    ast.FunctionDef: _defined,
    ast.AsyncFunctionDef: _defined,
    ast.ClassDef: _defined,
    ast.Assign: _assigned,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _changed,
    ast.For: _gone_through,
    ast.AsyncFor: _gone_through,
    ast.With: _held,
    ast.AsyncWith: _held,
    ast.Match: _matched,
    ast.Try: _caught,
    **({ast.TryStar: _caught} if hasattr(ast, "TryStar") else {}),
}


def _target(target: ast.expr, node: ast.stmt, value: ast.expr | None) -> Iterator[Binding]:
    """The names an assignment binds: to the value, or each to its element of a literal."""
    if isinstance(target, ast.Name):
        yield Binding(target.id, Kind.VALUE, node, value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        starred = any(isinstance(e, ast.Starred) for e in (*target.elts, *values))
        if len(values) == len(target.elts) and not starred:
            for element, item in zip(target.elts, values, strict=True):
                yield from _target(element, node, item)
        else:
            yield from _items(target)


def _items(target: ast.AST) -> Iterator[Binding]:
    """The names in a target that are bound to something other than one whole expression."""
    for node in ast.walk(target):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield Binding(node.id, Kind.ITEM, node)
        elif isinstance(node, (ast.MatchAs, ast.MatchStar)) and node.name:
            yield Binding(node.name, Kind.ITEM, node)
        elif isinstance(node, ast.MatchMapping) and node.rest:
            yield Binding(node.rest, Kind.ITEM, node)


def walrus(statement: ast.stmt) -> Iterator[Binding]:
    """The names that the expressions of a statement bind; those of its blocks come with these."""
    waiting: list[ast.AST] = [
        child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr)
    ]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.NamedExpr):
            yield Binding(node.target.id, Kind.VALUE, node, node.value)
        if not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
