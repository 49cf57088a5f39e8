"""What a literal says, and names written out with dots."""

from __future__ import annotations

import ast

import libcst as cst


def string(node: cst.BaseExpression) -> str | None:
    """The text of a plain string literal; None for bytes and everything else."""
    if type(node) is not cst.SimpleString:
        return None
    if not node.prefix and "\\" not in node.value and "\r" not in node.value:
        width = len(node.quote)
        return node.value[width:-width]
    value = node.evaluated_value
    return value if isinstance(value, str) else None


def is_bytes(node: cst.SimpleString | cst.ConcatenatedString) -> bool:
    """Whether a literal is of bytes."""
    first = node if isinstance(node, cst.SimpleString) else node.left  # decides for all
    return isinstance(first, cst.SimpleString) and "b" in first.prefix


def formatted_text(content: cst.FormattedStringText, owner: cst.FormattedString) -> str:
    """The text between two placeholders of an f-string, with its escapes read."""
    text = content.value.replace("{{", "{").replace("}}", "}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\\" not in text or "r" in owner.prefix:
        return text
    try:
        return str(ast.literal_eval(f"{owner.quote}{text}{owner.quote}"))
    except (SyntaxError, ValueError):
        return text


def integer(node: cst.BaseExpression) -> int | None:
    """The value of an integer literal, signed or not; None for everything else."""
    if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Minus):
        inner = integer(node.expression)
        return None if inner is None else -inner
    return node.evaluated_value if isinstance(node, cst.Integer) else None


def dotted(node: cst.CSTNode | None) -> str:
    """`a.b.c` for attributes of a name; empty for anything else."""
    parts: list[str] = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    if type(node) is not cst.Name:
        return ""
    return ".".join([node.value, *reversed(parts)])


def is_none(node: cst.BaseExpression | None) -> bool:
    """Whether the expression is the literal `None`."""
    return type(node) is cst.Name and node.value == "None"


def is_true(node: cst.BaseExpression) -> bool:
    """Whether the expression is a literal that always holds: `True`, `1`."""
    if isinstance(node, cst.Name):
        return node.value == "True"
    return isinstance(node, cst.Integer) and node.evaluated_value != 0
