"""Putting `await` in front of what an expression gives."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.syntax.scopes import COMPREHENSIONS

_POSTFIX = (cst.Attribute, cst.Subscript, cst.Call)
_ASYNC = (cst.For, cst.CompFor, cst.With)


def can_await(draft: Draft, node: cst.CSTNode) -> bool:
    """Whether Python takes an `await` at a node, and what stands around it stays what it is."""
    scope = draft.code.scopes.scope_of(node)
    if isinstance(scope, COMPREHENSIONS):
        if isinstance(scope, cst.GeneratorExp):
            return False  # it would become an async generator
        scope = draft.code.scopes.scope_of(scope)  # another one may not hold it in Python 3.10
    return isinstance(scope, cst.FunctionDef) and scope.asynchronous is not None


def add_await(draft: Draft, expression: cst.BaseExpression) -> None:
    """Awaits an expression where it stands; an `await` of a part of it becomes that of it."""
    tree = draft.code.tree
    user = tree.parent(expression)
    if not can_await(draft, expression):
        raise UnfixableError("nothing can be awaited here")
    if any(isinstance(each, _ASYNC) and each.asynchronous for each in (user, _above(draft, user))):
        raise UnfixableError("nobody can go through what it gives")
    part: cst.CSTNode = expression
    while isinstance(user, _POSTFIX):
        part, user = user, tree.parent(user)
    if part is not expression and isinstance(user, cst.Await):
        start = draft.offsets.bare(user)[0]
        if user.lpar or draft.offsets[part][0] != draft.offsets[expression][0]:
            raise UnfixableError("what is awaited stands in parentheses")
        draft.insert(start, "(")
        draft.behind(expression, ")")
    elif part is not expression and not expression.lpar:
        draft.before(expression, "(await ")
        draft.behind(expression, ")")
    else:
        draft.insert(draft.offsets.bare(expression)[0], "await ")


def _above(draft: Draft, node: cst.CSTNode | None) -> cst.CSTNode | None:
    return None if node is None else draft.code.tree.parent(node)
