"""A string as far as the file shows it: known parts, and holes between them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

import libcst as cst

from inngest_lint.model.names.value import Definition

_HOLE = "\0"  # stands for any string, in a text and in a pattern


@dataclass(frozen=True, slots=True)
class Hole:
    """An expression whose value is unknown but stable: its source, and what its names mean.

    Two holes are equal when they are sure to hold the same value in one run. `reads` are the names
    of the caller that decide it.
    """

    source: str
    depends: tuple[object, ...]
    reads: tuple[cst.Name, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return f"{{{self.source}}}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string with holes; adjacent strings are one part."""

    parts: tuple[str | Hole, ...]

    @property
    def constant(self) -> str | None:
        """The string, if it has no holes."""
        known = [part for part in self.parts if isinstance(part, str)]
        return "".join(known) if len(known) == len(self.parts) else None

    @property
    def reads(self) -> tuple[cst.Name, ...]:
        """The names that decide what stands in its holes."""
        return tuple(name for part in self.parts if isinstance(part, Hole) for name in part.reads)

    def matches(self, patterns: Iterable[str]) -> bool | None:
        """Whether the string matches one of the patterns (`*.failed`); None if a hole decides."""
        text = "".join(part if isinstance(part, str) else _HOLE for part in self.parts)
        if any(fnmatchcase(text, pattern) for pattern in patterns):
            return True
        if _HOLE not in text:
            return False
        open_patterns = (pattern.replace("*", _HOLE) for pattern in patterns)
        return None if any(_overlap(text, pattern) for pattern in open_patterns) else False

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


def joined(*texts: Text) -> Text:
    """The texts one after the other."""
    parts: list[str | Hole] = []
    for part in (part for text in texts for part in text.parts):
        if parts and isinstance(part, str) and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return Text(tuple(parts))


def _overlap(one: str, other: str) -> bool:
    """Whether some string fits both patterns, in which a hole is any string."""
    ends = range(len(other), -1, -1)
    below: dict[int, bool] = {}  # whether what is left of both, behind the next of `one`, overlaps
    for start in range(len(one), -1, -1):
        left = one[start : start + 1]
        row: dict[int, bool] = {}
        for place in ends:
            right = other[place : place + 1]
            if left == _HOLE:
                row[place] = below[place] or row.get(place + 1, False)
            elif right == _HOLE:
                row[place] = row[place + 1] or below.get(place, False)
            elif left and right:
                row[place] = below[place + 1] and (left == right or "?" in (left, right))
            else:
                row[place] = left == right
        below = row
    return below[0]


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a helper, or one turn of a comprehension: what its names stand for there.

    `received` tells it of the parameters, or the variable of the loop, by what binds them; None
    where that is unknown. `outer` is the one around it that the names inside can reach.
    """

    function: Definition | cst.ListComp | cst.GeneratorExp
    received: tuple[tuple[cst.CSTNode, Text | None], ...]
    outer: Frame | None = None

    def frame_of(self, function: object) -> Frame | None:
        """The call of `function` among this one and those around it."""
        frame: Frame | None = self
        while frame is not None and frame.function is not function:
            frame = frame.outer
        return frame

    def of(self, param: cst.CSTNode) -> Text | None:
        """What a parameter of this very function stands for, or the variable of its loop."""
        return next((text for p, text in self.received if p is param), None)

    @property
    def reads(self) -> tuple[int, ...]:
        """The names that its holes read, by identity: equal frames can read different ones."""
        own = tuple(id(name) for _, text in self.received if text for name in text.reads)
        return own if self.outer is None else own + self.outer.reads


@dataclass(frozen=True, slots=True)
class CallFrame(Frame):
    """One call of a helper."""

    function: Definition
    received: tuple[tuple[cst.Param, Text | None], ...]
