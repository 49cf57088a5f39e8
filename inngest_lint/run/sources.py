"""The files that a report shows, read when it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from inngest_lint.files import UnreadableError, decode, read

_MOST = 20  # files that are kept: findings come file by file, and touch few others


def line_reader(contents: Mapping[Path, bytes]) -> Callable[[str], Sequence[str]]:
    """Gives the lines of a file by the name that findings have for it, none if it has no text.

    `contents` is what is in some files now.
    """

    @lru_cache(_MOST)
    def lines_of(name: str) -> Sequence[str]:
        path = Path.cwd() / name
        data = contents.get(path)
        try:
            return decode(read(path) if data is None else data, path, name).lines
        except (UnreadableError, SyntaxError):
            return []

    return lines_of
