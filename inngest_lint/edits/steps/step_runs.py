"""Calling a helper by a step."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.flow.reactions import touched_names
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.value import Local
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk


def refuse_helper(call: cst.Call, draft: Draft) -> None:
    """Refuses a call that a step cannot make as it stands, or whose result would be another."""
    code = draft.code
    helper = code.values.of(call.func)
    if not literals.dotted(call.func) or not isinstance(helper, Local):
        raise UnfixableError("it is no call of a function of the file")
    if not isinstance(helper.node, cst.FunctionDef) or helper.node.decorators:
        raise UnfixableError("nobody knows how it is called")
    if code.values.is_open(call.func) or code.reach.makes_steps(helper.node):
        raise UnfixableError("it may make steps")
    if any(arg.star or arg.keyword is not None for arg in call.args):
        raise UnfixableError("a step hands on positional arguments alone")
    user = code.tree.parent(call)
    awaited = isinstance(user, cst.Await)
    if awaited is not (helper.node.asynchronous is not None):
        raise UnfixableError("something else than this function awaits it")
    statement = code.tree.parent(user) if isinstance(user, cst.Await) else user
    if not isinstance(statement, cst.Expr):
        raise UnfixableError("what it gives is used")
    if not all(_is_of_send(each, draft) for each in returned_expressions(helper.node, code.scopes)):
        raise UnfixableError("what it gives may be no JSON")
    if code.raises.can(helper.node):
        raise UnfixableError("what it raises would be another error")
    _refuse_changes(helper.node)


def _is_of_send(given: cst.BaseExpression, draft: Draft) -> bool:
    """Whether an expression gives the ids of sent events."""
    call = given.expression if isinstance(given, cst.Await) else given
    return isinstance(call, cst.Call) and draft.code.sends.is_by_client(call)


def _refuse_changes(helper: cst.FunctionDef) -> None:
    """Refuses a helper that changes what the function holds: the next request knows nothing of it.

    Names of its own are its own affair.
    """
    if any(isinstance(node, (cst.Nonlocal, cst.Global)) for node in walk(helper.body)):
        raise UnfixableError("it changes variables of others")
    if any("." in name for name in touched_names(helper.body)):
        raise UnfixableError("it changes an object")
