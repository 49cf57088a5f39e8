"""Writing a delay as the duration that was meant."""

from __future__ import annotations

import re

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.syntax import literals

_UNITS = {
    **dict.fromkeys(("ms", "millis", "milliseconds"), "milliseconds"),
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), "seconds"),
    **dict.fromkeys(("m", "min", "mins", "minute", "minutes"), "minutes"),
    **dict.fromkeys(("h", "hour", "hours"), "hours"),
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "week", "weeks"), "weeks"),
}
_TEXT = re.compile(r"(\d+) *([a-z]+)")


def from_number(draft: Draft, value: cst.BaseExpression, unit: str) -> None:
    """Makes a duration of a number, in what it counts."""
    draft.before(value, f"{draft.reach('datetime.timedelta', value)}({unit}=")
    draft.behind(value, ")")


def from_int(draft: Draft, value: cst.BaseExpression) -> None:
    """Makes a duration of an int that is sure to count something else than milliseconds."""
    unit = unit_of(literals.dotted(value).rpartition(".")[2])
    if unit is None and draft.code.delays.are_seconds(value):
        unit = "seconds"
    if unit is None or unit == "milliseconds":
        raise UnfixableError("the number may count milliseconds")
    from_number(draft, value, unit)


def from_text(draft: Draft, value: cst.BaseExpression) -> None:
    """Makes a duration of a text like "30s" or f"{minutes}m"; raises UnfixableError for others."""
    amount, unit = _amount(draft, value)
    if unit not in _UNITS:
        raise UnfixableError("the text tells no unit")
    duration = draft.reach("datetime.timedelta", value)
    draft.put(value, f"{duration}({_UNITS[unit]}={amount})")


def _amount(draft: Draft, value: cst.BaseExpression) -> tuple[str, str]:
    """The number that a text begins with, as an expression, and the unit behind it."""
    if isinstance(value, cst.FormattedString) and len(value.parts) == 2:
        number, rest = value.parts
        if isinstance(number, cst.FormattedStringExpression) and isinstance(
            rest, cst.FormattedStringText
        ):
            plain = (number.conversion, number.format_spec, number.equal) == (None, None, None)
            if plain and draft.code.delays.is_number(number.expression):
                return draft.source(number.expression), rest.value.strip()
    text = literals.string(value) if isinstance(value, cst.SimpleString) else None
    match = _TEXT.fullmatch(text) if text is not None else None
    if match is None:
        raise UnfixableError("the text is no duration that is written here")
    return match[1].lstrip("0") or "0", match[2]


def from_float(draft: Draft, value: cst.BaseExpression) -> None:
    """Makes a duration or a time of a float; raises UnfixableError where it may be either."""
    if isinstance(value, cst.Call) and _is(draft, value, "datetime.timedelta().total_seconds()"):
        if not isinstance(value.func, cst.Attribute):
            raise UnfixableError("the duration has no expression of its own")
        draft.delete(draft.offsets[value.func.value][1], draft.offsets.bare(value)[1])
    elif isinstance(value, cst.BinaryOperation) and _is(draft, value.left, "time.time()"):
        time = draft.reach("datetime.datetime", value)
        zone = draft.reach("datetime.timezone", value)
        draft.before(value, f"{time}.fromtimestamp(")
        draft.behind(value, f", {zone}.utc)")
    elif isinstance(value, cst.Float) and draft.code.delays.are_seconds(value):
        from_number(draft, value, "seconds")
    else:
        raise UnfixableError("what the number counts is not known")


def _is(draft: Draft, node: cst.BaseExpression, symbol: str) -> bool:
    return isinstance(node, cst.Call) and draft.code.values.symbol(node) == symbol


def unit_of(name: str) -> str | None:
    """What a value counts by the last word of its name: `retry_after_seconds`, `BACKOFF_S`."""
    _, between, word = name.lower().rpartition("_")
    return _UNITS.get(word) if between or len(word) > 2 else None
