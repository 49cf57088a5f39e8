"""`# noqa` as flake8 7 reads it, so that both ways of running agree.

Sources: flake8 `defaults.py` (the patterns), `processor.py` (`_noqa_line_mapping`: the lines of a
multi-line string or of a backslash continuation are one) and `violation.py` (codes are prefixes,
and compared with their case).
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable
from contextlib import suppress

from inngest_lint.once import cached_property

_INLINE = re.compile(r"# noqa(?::[\s]?(?P<codes>([A-Z]+[0-9]+(?:[,\s]+)?)+))?", re.IGNORECASE)
_WHOLE_FILE = re.compile(r"\s*# flake8[:=]\s*noqa", re.IGNORECASE)


class Noqa:
    """The suppressions of one file."""

    def __init__(self, lines: list[str]) -> None:
        # most files have no such comment, and need not be kept to know that
        self._lines = lines if any("noqa" in line.lower() for line in lines) else []

    @cached_property
    def whole_file(self) -> bool:
        """Whether a line of its own turns every finding off."""
        return any(_WHOLE_FILE.match(line) for line in self._lines)

    def has_comment(self, row: int) -> bool:
        """Whether a row, counted from 1, has a comment that turns something off."""
        return self._comment(row) is not None

    def suppresses(self, code: str, row: int) -> bool:
        """Whether the comment of a row turns `code` off."""
        match = self._comment(row)
        if match is None:
            return False
        codes = match["codes"]
        return codes is None or code.startswith(tuple(filter(None, re.split(r"[,\s]", codes))))

    def _comment(self, row: int) -> re.Match[str] | None:
        return _INLINE.search(self._texts.get(row, ""))

    @cached_property
    def _texts(self) -> dict[int, str]:
        """For each row that has a comment in reach the text in which it is looked for."""
        if not any(_INLINE.search(line) for line in self._lines):
            return {}
        texts = dict(enumerate(self._lines, start=1))  # for what has no tokens, or no end
        with suppress(tokenize.TokenError, SyntaxError):
            for first, last in list(_logical_ranges(self._lines)):
                joined = "".join(self._lines[first - 1 : last])
                texts.update(dict.fromkeys(range(first, last + 1), joined))
        return texts


def _logical_ranges(lines: list[str]) -> Iterable[tuple[int, int]]:
    """The first and the last row of each stretch that flake8 searches as one."""
    first, last = len(lines) + 2, -1
    iterator = iter(lines)
    for token in tokenize.generate_tokens(lambda: next(iterator, "")):
        if token.type in (tokenize.ENDMARKER, tokenize.DEDENT):
            continue
        first, last = min(first, token.start[0]), max(last, token.end[0])
        if token.type in (tokenize.NL, tokenize.NEWLINE):
            yield first, last
            first, last = len(lines) + 2, -1
