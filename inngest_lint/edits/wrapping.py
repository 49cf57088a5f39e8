"""Breaking a line that a fix has made too long, where formatters break it."""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from typing import NamedTuple

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.style import Style

_CLOSING = {")": "(", "]": "[", "}": "{"}


class _Brackets(NamedTuple):
    """The last brackets of an expression: what stands before them, the items in them, the rest."""

    head: str
    items: tuple[str, ...]
    tail: str


def fit(draft: Draft, node: cst.BaseExpression) -> None:
    """Breaks the line of an expression, if the edits in it have made it too long."""
    sheet = draft.sheet
    start, end = draft.offsets[node]
    for above in draft.code.tree.ancestors(node):
        if isinstance(above, (cst.Call, cst.Await, cst.List)):
            outer = draft.offsets[above]
            if sheet.line_start(outer[0]) == sheet.line_start(outer[1]):
                start, end = outer
    if isinstance(node, cst.IfExp) and not node.lpar and _is_too_long(draft, start, end):
        _break_choice(draft, node)
    else:
        fit_between(draft, start, end)


def fit_between(draft: Draft, start: int, end: int) -> None:
    """The same for an expression between two offsets."""
    if _is_too_long(draft, start, end):
        text = draft.edited(start, end)
        draft.withdraw(start, end)
        draft.replace(start, end, broken(text, draft.sheet.indentation(start), draft.style))


def _is_too_long(draft: Draft, start: int, end: int) -> bool:
    """Whether what stands between two offsets by now is one line, and too long with its rest."""
    sheet = draft.sheet
    line, behind = sheet.line_start(start), sheet.line_end(end)
    rest = draft.text[end:behind].partition("  #")[0].rstrip()
    length = len(draft.edited(line, end).expandtabs(4)) + len(rest)
    is_line = sheet.line_start(end) == line and "\n" not in draft.edited(start, end)
    return is_line and length > draft.style.width


def _break_choice(draft: Draft, node: cst.IfExp) -> None:
    """Puts `a if b else c` into parentheses, with each of its parts on a line."""
    start, end = draft.offsets[node]
    indent = draft.sheet.indentation(start)
    inner = f"\n{indent}{draft.style.indent}"
    draft.insert(start, f"({inner}")
    for before, word in ((node.body, "if"), (node.test, "else")):
        behind = draft.offsets[before][1]
        draft.replace(behind, draft.text.index(word, behind), inner)
    draft.insert(end, f"\n{indent})")


def fitted(text: str, indent: str, style: Style) -> str:
    """An expression of one line at an indentation, broken if it is too long for it."""
    length = len(indent.expandtabs(4)) + len(text)
    return text if length <= style.width else broken(text, indent, style)


def broken(text: str, indent: str, style: Style) -> str:
    """An expression of one line, broken at its last brackets; as it is where it has none.

    `indent` is that of the line on which it begins.
    """
    parts = _last_brackets(text)
    if parts is None:
        return text
    called = parts.head[:-1].rstrip()
    if len(indent.expandtabs(4)) + len(parts.head) > style.width and called[-1:] in _CLOSING:
        return broken(called, indent, style) + text[len(called) :]
    inner = indent + style.indent
    room = style.width - len(inner.expandtabs(4))
    flat = ", ".join(parts.items)
    is_call = parts.head.endswith("(") and parts.head != "("  # that would be a tuple
    if len(flat) <= room and (is_call or len(parts.items) == 1):
        return f"{parts.head}\n{inner}{flat}\n{indent}{parts.tail}"
    lines = [item if len(item) < room else broken(item, inner, style) for item in parts.items]
    together = f",\n{inner}".join(lines) + ("" if is_call and len(lines) == 1 else ",")
    return f"{parts.head}\n{inner}{together}\n{indent}{parts.tail}"


def _last_brackets(text: str) -> _Brackets | None:
    """Those of a call, of a list, of a set or of a dict that end an expression."""
    try:
        tokens = [
            (token.string, token.start[1], token.end[1])
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.string and token.type not in (tokenize.NEWLINE, tokenize.NL)
        ]
    except (tokenize.TokenError, SyntaxError):
        return None
    if not tokens or tokens[-1][0] not in _CLOSING:
        return None
    depth, commas, opening = 0, [tokens[-1][1]], -1
    for place in range(len(tokens) - 1, -1, -1):
        string = tokens[place][0]
        depth += (string in _CLOSING) - (string in _CLOSING.values())
        if depth == 0:
            opening = place
            break
        if depth == 1 and string == ",":
            commas.append(tokens[place][1])
        elif depth == 1 and string == "for":
            return None
    before = tokens[opening - 1][0] if opening > 0 else ""
    if opening < 0 or not (_takes_items(tokens[opening][0], before) or _is_tuple(text, before)):
        return None
    starts = [tokens[opening][2], *(comma + 1 for comma in commas[:0:-1])]
    items = [text[start:end].strip() for start, end in zip(starts, commas[::-1], strict=True)]
    return _Brackets(text[: starts[0]], tuple(filter(None, items)), text[commas[0] :])


def _is_tuple(text: str, before: str) -> bool:
    """Whether an expression is nothing but a tuple in its parentheses."""
    try:
        parsed = None if before else ast.parse(text, mode="eval").body
    except SyntaxError:
        return False
    return isinstance(parsed, ast.Tuple)


def _takes_items(bracket: str, before: str) -> bool:
    """Whether a comma behind the last item changes nothing: not so in `(a)` and in `a[b]`."""
    follows = (before.isidentifier() and not keyword.iskeyword(before)) or before in _CLOSING
    return bracket == "{" or follows == (bracket == "(")
