"""A fix in the making: text that takes the place of text."""

from __future__ import annotations

from inngest_lint.edits.sheet import Sheet
from inngest_lint.edits.style import Style
from inngest_lint.finding import Edit


class UnfixableError(Exception):
    """What a fix would need is not there, or it might break something: there is no fix."""


class TextDraft:
    """The edits of one fix in one file, by offsets.

    What is added may have plain newlines: they become those of the file.
    """

    def __init__(self, sheet: Sheet) -> None:
        self.text = sheet.text
        self.sheet = sheet
        self._edits: dict[tuple[int, int], str] = {}

    @property
    def style(self) -> Style:
        """How the file is written."""
        return self.sheet.style

    def replace(self, start: int, end: int, text: str) -> None:
        """Puts `text` in the place of what stands there; raises UnfixableError for two in one."""
        for other_start, other_end in self._edits:
            if start < other_end and other_start < end:
                raise UnfixableError("edits overlap")
        self._edits[start, end] = self._edits.get((start, end), "") + text

    def insert(self, at: int, text: str) -> None:
        """Puts `text` at an offset, behind what has been put there already."""
        self.replace(at, at, text)

    def prepend(self, at: int, text: str) -> None:
        """Puts `text` at an offset, before what has been put there already."""
        self._edits[at, at] = text + self._edits.pop((at, at), "")

    def delete(self, start: int, end: int) -> None:
        """Takes out what stands there."""
        self.replace(start, end, "")

    def edited(self, start: int, end: int) -> str:
        """What stands between two offsets by now."""
        parts, done = [], start
        for (first, last), text in sorted(self._edits.items()):
            if start <= first and last <= end:
                parts += [self.text[done:first], text]
                done = last
        return "".join([*parts, self.text[done:end]])

    def withdraw(self, start: int, end: int) -> None:
        """Takes back what has been changed between two offsets."""
        self._edits = {
            (first, last): text
            for (first, last), text in self._edits.items()
            if not (start <= first and last <= end)
        }

    def edits(self, path: str = "") -> tuple[Edit, ...]:
        """All of it in order, for a file that the finding calls `path`."""
        location, newline = self.sheet.location, self.style.newline
        return tuple(
            Edit(location(start), location(end), text.replace("\n", newline), path)
            for (start, end), text in sorted(self._edits.items())
        )
