"""Code that is too long for a line, laid out as formatters do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from inngest_lint.edits.style import Style

Part: TypeAlias = "str | Bracketed"


@dataclass(frozen=True, slots=True)
class Bracketed:
    """Items in brackets, the opening one with what stands before it.

    The items of a `literal` share no line if they do not fit on that of the brackets.
    """

    opening: str
    items: tuple[Part, ...]
    closing: str = ")"
    literal: bool = False


def laid_out(part: Part, style: Style, indent: str, behind: str = "") -> str:
    """The code at an indentation, which its first line does not have yet."""
    flat = f"{_flat(part)}{behind}"
    if isinstance(part, str) or _fits(indent + flat, style):
        return flat
    inner = indent + style.indent
    together = ", ".join(map(_flat, part.items))
    if part.literal or not _fits(inner + together, style):
        hugs = len(part.items) == 1 and not isinstance(part.items[0], str)
        tail = "" if hugs and not part.literal else ","
        together = f"\n{inner}".join(laid_out(item, style, inner, tail) for item in part.items)
    return f"{part.opening}\n{inner}{together}\n{indent}{part.closing}{behind}"


def _flat(part: Part) -> str:
    if isinstance(part, str):
        return part
    return f"{part.opening}{', '.join(map(_flat, part.items))}{part.closing}"


def _fits(line: str, style: Style) -> bool:
    return len(line.expandtabs(4)) <= style.width
