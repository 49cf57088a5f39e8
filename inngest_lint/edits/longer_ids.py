"""Adding to step ids: text at their end, or values that tell one from another."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.syntax import literals


def append_text(draft: Draft, step_id: cst.BaseExpression, text: str) -> None:
    """Adds plain text at the end of an id."""
    last = _last(step_id)
    if isinstance(last, cst.SimpleString):
        end = draft.offsets.bare(last)[1] - len(last.quote)
        draft.insert(end, text)
        fit(draft, step_id)
    else:
        _extend(draft, step_id, last, text)


def append_values(draft: Draft, step_id: cst.BaseExpression, values: Sequence[str]) -> None:
    """Adds `-{value}` for each value to an id: it becomes an f-string if it is none."""
    last = _last(step_id)
    text = "".join(f"-{{{value}}}" for value in values)
    if not isinstance(last, cst.SimpleString):
        _extend(draft, step_id, last, text)
        return
    quote, start = last.quote, draft.offsets.bare(last)[0]
    text = _quoted_otherwise(text, quote)
    if literals.is_bytes(last):
        raise UnfixableError("the id is no string")
    if "u" in last.prefix.lower() or any(brace in last.raw_value for brace in "{}"):
        body = last.raw_value.replace("{", "{{").replace("}", "}}")
        draft.put(last, f"f{quote}{body}{text}{quote}")
    else:
        draft.insert(start, "f")
        draft.insert(draft.offsets.bare(last)[1] - len(quote), text)
    fit(draft, step_id)


def _extend(draft: Draft, step_id: cst.BaseExpression, last: cst.BaseExpression, text: str) -> None:
    """The same for what is an f-string already, or the name of a string."""
    if isinstance(last, cst.FormattedString):
        quote: str = last.end
        text = _quoted_otherwise(text, quote)
        draft.insert(draft.offsets.bare(last)[1] - len(quote), text)
        fit(draft, step_id)
    elif isinstance(last, (cst.Name, cst.Attribute)) and literals.dotted(last):
        quote, name = draft.style.quote, literals.dotted(last)
        if isinstance(last, cst.Attribute) and draft.code.bindings.is_member_of_enum(last):
            name = f"{name}.value"  # a member writes itself otherwise
        new = f"f{quote}{{{name}}}{_quoted_otherwise(text, quote)}{quote}"
        draft.put(last, new)
        fit(draft, step_id)
    else:
        raise UnfixableError("the id is neither a string nor the name of one")


def _last(node: cst.BaseExpression) -> cst.BaseExpression:
    """The last piece of a string that is written in several."""
    while True:
        if isinstance(node, cst.ConcatenatedString):
            node = node.right
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            node = node.right
        else:
            return node


def _quoted_otherwise(value: str, quote: str) -> str:
    """An expression that may stand in a string with this quote; older Pythons refuse that quote."""
    other = "'" if '"' in quote else '"'
    if quote[0] in value and (other in value or "\\" in value):
        raise UnfixableError("it cannot stand in the f-string")
    return value.replace(quote[0], other)
