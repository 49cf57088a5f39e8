"""Tasks that are awaited where they are made, and so run beside nothing."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.values import Values
from inngest_lint.sdk.python import PASS_THROUGH, TASKS
from inngest_lint.syntax.tree import Tree, walk


def is_awaited_at_once(task: cst.Call, symbol: str, tree: Tree, values: Values) -> bool:
    """Whether a call that makes a task is awaited itself, or by its name in the next statement.

    In a `TaskGroup` that helps nothing: it makes a group of the interrupt of its task.
    """
    if symbol not in TASKS:
        return False
    outer = _passed_through(task, tree, values)
    user = tree.parent(outer)
    if isinstance(user, cst.Await):
        return True
    if not isinstance(user, cst.Assign) or len(user.targets) != 1:
        return False
    behind = _next_statement(user, tree)
    awaited = next((n for n in walk(behind) if isinstance(n, cst.Await)), None) if behind else None
    if awaited is None:
        return False
    name = user.targets[0].target
    first = awaited.expression
    if isinstance(first, cst.Call) and values.symbol(first.func) in PASS_THROUGH and first.args:
        first = first.args[0].value
    return isinstance(name, cst.Name) and isinstance(first, cst.Name) and first.value == name.value


def _passed_through(node: cst.BaseExpression, tree: Tree, values: Values) -> cst.BaseExpression:
    """The outermost call around `node` that gives the result of it: `wait_for`, `shield`."""
    while True:
        arg = tree.parent(node)
        call = tree.parent(arg) if isinstance(arg, cst.Arg) else None
        if not isinstance(call, cst.Call) or values.symbol(call.func) not in PASS_THROUGH:
            return node
        node = call


def _next_statement(statement: cst.CSTNode, tree: Tree) -> cst.CSTNode | None:
    line = tree.parent(statement)
    block = tree.parent(line) if line is not None else None
    if line is None or not isinstance(block, (cst.IndentedBlock, cst.Module)):
        return None
    place = next(i for i, each in enumerate(block.body) if each is line)
    return block.body[place + 1] if place + 1 < len(block.body) else None
