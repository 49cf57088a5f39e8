"""Adding to step ids: text at their end, or values that tell one from another."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.syntax import literals


def append_text(draft: Draft, step_id: cst.BaseExpression, text: str) -> None:
    """Adds plain text at the end of an id."""
    last = _last(step_id)
    if isinstance(last, cst.SimpleString):
        draft.insert(draft.offsets.bare(last)[1] - len(last.quote), text)
        fit(draft, step_id)
    else:
        _extend(draft, step_id, lambda _: text)


def append_values(draft: Draft, step_id: cst.BaseExpression, values: Sequence[str]) -> None:
    """Adds `-{value}` for each value to an id: it becomes an f-string if it is none."""
    _extend(draft, step_id, lambda quote: "".join(_hole(value, quote) for value in values))


def _extend(draft: Draft, step_id: cst.BaseExpression, text: Callable[[str], str]) -> None:
    """Adds what goes into an f-string with some quote to an id, or to the name of one."""
    last = _last(step_id)
    if isinstance(last, cst.SimpleString):
        _make_f_string(draft, last, text(last.quote))
    elif isinstance(last, cst.FormattedString):
        draft.insert(draft.offsets.bare(last)[1] - len(last.end), text(last.end))
    elif isinstance(last, (cst.Name, cst.Attribute)) and literals.dotted(last):
        quote, name = draft.style.quote, literals.dotted(last)
        if isinstance(last, cst.Attribute) and draft.code.bindings.is_member_of_enum(last):
            name = f"{name}.value"  # a member writes itself otherwise
        draft.put(last, f"f{quote}{{{name}}}{text(quote)}{quote}")
    else:
        raise UnfixableError("the id is neither a string nor the name of one")
    fit(draft, step_id)


def _make_f_string(draft: Draft, string: cst.SimpleString, text: str) -> None:
    """Makes an f-string of a string, with this at its end."""
    (start, end), quote = draft.offsets.bare(string), string.quote
    if literals.is_bytes(string):
        raise UnfixableError("the id is no string")
    if "u" in string.prefix.lower() or any(brace in string.raw_value for brace in "{}"):
        body = string.raw_value.replace("{", "{{").replace("}", "}}")
        prefix = string.prefix.lower().replace("u", "")
        draft.put(string, f"f{prefix}{quote}{body}{text}{quote}")
    else:
        draft.insert(start, "f")
        draft.insert(end - len(quote), text)


def _last(node: cst.BaseExpression) -> cst.BaseExpression:
    """The last piece of a string that is written in several."""
    while True:
        if isinstance(node, cst.ConcatenatedString):
            node = node.right
        elif isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            node = node.right
        else:
            return node


def _hole(value: str, quote: str) -> str:
    """A value in a string with this quote, which older Pythons refuse in the value."""
    other = "'" if '"' in quote else '"'
    if quote[0] in value and (other in value or "\\" in value):
        raise UnfixableError("it cannot stand in the f-string")
    return f"-{{{value.replace(quote[0], other)}}}"
