"""The names in what is called: the first thing to ask of a call, as it costs next to nothing."""

from __future__ import annotations

import ast


def last_name(node: ast.AST) -> str:
    """The name at the end of a dotted one."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def called_name(node: ast.AST) -> str:
    """The name at the root of a callee: `job` in `job("id")(handler)`."""
    while isinstance(node, ast.Call):
        node = node.func
    return last_name(node)
