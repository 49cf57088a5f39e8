"""A string as far as the file shows it: known parts, and holes between them."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.value import Definition


@dataclass(frozen=True, slots=True)
class Hole:
    """An expression whose value is unknown but stable: its source, and what its names mean.

    Two holes are equal when they are sure to hold the same value in one run.
    """

    source: str
    depends: tuple[object, ...]

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
    def end(self) -> str:
        """The known string at its end; empty if a hole stands there."""
        last = self.parts[-1] if self.parts else ""
        return last if isinstance(last, str) else ""

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


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a helper: what its parameters stand for there, None where that is unknown.

    `outer` is the call around it that the names of a nested helper can reach.
    """

    function: Definition
    received: tuple[tuple[cst.Param, Text | None], ...]
    outer: Frame | None = None

    def frame_of(self, function: object) -> Frame | None:
        """The call of `function` among this one and those around it."""
        frame: Frame | None = self
        while frame is not None and frame.function is not function:
            frame = frame.outer
        return frame

    def of(self, param: cst.Param) -> Text | None:
        """What a parameter of this very function stands for."""
        return next((text for p, text in self.received if p is param), None)
