"""The errors that a callable lets out: what it raises, and what its `except` clauses keep."""

from __future__ import annotations

import ast

from inngest_lint.project.code.lineage import UNKNOWN, Lineage, Lineages
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.summaries.walks import Ran

_EVERYTHING = frozenset({"builtins.BaseException"})
_NOTHING: frozenset[str] = frozenset()
_COMPUTING = (
    ast.Subscript,
    ast.BinOp,
    ast.Compare,
    ast.AugAssign,
    ast.Assert,
    ast.For,
    ast.comprehension,
)


class Errors:
    """Judges the `raise` statements and the `except` clauses of a project."""

    def __init__(self, resolver: Resolver) -> None:
        self._lineages = Lineages(resolver)

    def raised(self, ran: Ran, node: ast.Raise) -> Lineage | None:
        """The error that a `raise` lets out of its function; None if it has been caught before.

        What an `except` raises again has come from elsewhere, and counts there.
        """
        if node.exc is None or _names_caught(node.exc, ran):
            return None
        error = self._lineages.raised(ran.place.at(node.exc)) or UNKNOWN
        return None if error.is_a(self.caught(ran)) else error

    def caught(self, ran: Ran) -> frozenset[str]:
        """The keys of the errors that the clauses around something keep for themselves."""
        found = _NOTHING
        for clause in ran.around.clauses:
            if clause.type is None:
                found |= _NOTHING if _may_raise_again(clause) else _EVERYTHING
            elif not _may_raise_again(clause):
                types = self._lineages.caught(ran.place.at(clause.type))
                found |= {each.key for each in types if each is not None}
        return found


def computes(function: ast.AST) -> bool:
    """Whether the code of a function may raise by itself, as operators and look-ups do."""
    body = getattr(function, "body", None)
    statements: list[ast.AST] = body if isinstance(body, list) else [body or function]
    return any(isinstance(node, _COMPUTING) for each in statements for node in ast.walk(each))


def _names_caught(error: ast.expr, ran: Ran) -> bool:
    return isinstance(error, ast.Name) and error.id in ran.around.caught_as


def _may_raise_again(clause: ast.ExceptHandler) -> bool:
    """Whether a clause lets out what it has caught, at least at times."""
    return any(
        isinstance(node, ast.Raise)
        and (node.exc is None or (isinstance(node.exc, ast.Name) and node.exc.id == clause.name))
        for node in ast.walk(clause)
    )
