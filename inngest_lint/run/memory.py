"""What was found in a project before, and whether it still holds.

It holds as long as the project has the same files, and what was read of them says the same. Of the
files that were only looked through, most of a project, it is enough that nothing for which they
were searched stands in them now; and of those that are as old and as large as they were nothing is
read at all.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inngest_lint.files import UnreadableError, decode, may_be_reached, passes_gate, read
from inngest_lint.once import cached_property
from inngest_lint.project.pins import pinning_files
from inngest_lint.run.cache import Cache, digest
from inngest_lint.run.consulted import Consulted
from inngest_lint.run.outcome import Outcome, from_json

_MOST_WAYS = 8  # settings, selections and directories of which the findings are kept


@dataclass(slots=True)
class _Kept:
    """What there is on the disk.

    `stats` are all files of the project, `pins` those that say which SDK it runs on, by directory.
    In each of the `ways`, `own` is what was found in files by themselves, and `whole` what in the
    project as a whole, by path; it is None where that was not asked.
    """

    stats: dict[str, list[int]]
    pins: dict[str, dict[str, list[int]]]
    texts: dict[str, str]
    words: list[str]
    ways: dict[str, dict[str, Any]]


class Memory:
    """What was found in the project of these files, told in one way.

    `way` names all on which it depends beside them: settings, selection, the current directory.
    """

    def __init__(self, cache: Cache, files: Iterable[Path], way: str) -> None:
        self._cache = cache
        self._stats = _stats(files)  # before anything is read: what changes meanwhile is noticed
        self._way = digest(way)

    def recall(self, path: Path) -> tuple[Outcome, Outcome] | None:
        """What was found in a file by itself, and in the whole project; None if it must be asked.

        A file of which nothing was read has nothing in it.
        """
        kept, name = self._kept, str(path)
        way = kept.ways.get(self._way) if kept is not None else None
        if kept is None or way is None or name not in kept.stats:
            return None
        if way["whole"] is None or (name not in way["own"] and name in kept.texts):
            return None
        found = way["own"].get(name), way["whole"].get(name)
        try:
            own, of_whole = (Outcome() if each is None else from_json(each) for each in found)
        except (AttributeError, TypeError, ValueError):
            return None
        return own, of_whole

    def keep(
        self,
        own: Mapping[Path, Outcome],
        whole: Mapping[Path, Outcome] | None,
        consulted: Consulted,
    ) -> None:
        """Keeps what has been found now, beside what still holds; `whole` if it was asked."""
        kept = self._kept or _Kept({}, {}, {}, [], {})
        way = kept.ways.pop(self._way, {"own": {}, "whole": None})
        way["own"].update(_lasting(own))
        if whole is not None and all(each.is_lasting for each in whole.values()):
            way["whole"] = _lasting(whole)
        ways = dict([*kept.ways.items(), (self._way, way)][-_MOST_WAYS:])
        directories = {*kept.pins, *consulted.directories}
        self._cache.keep(
            [
                self._stats,
                _pins(directories),
                {**kept.texts, **consulted.texts},
                sorted({*kept.words, *consulted.words}),
                ways,
            ]
        )

    @cached_property
    def _kept(self) -> _Kept | None:
        """What is kept, if it holds."""
        try:
            kept = _Kept(*self._cache.load())
            return kept if _is_sound(kept) and self._holds(kept) else None
        except (AttributeError, KeyError, TypeError, ValueError):  # it is of something else
            return None

    def _holds(self, kept: _Kept) -> bool:
        if kept.stats.keys() != self._stats.keys() or kept.pins != _pins(kept.pins):
            return False
        changed = (path for path, stat in self._stats.items() if kept.stats[path] != stat)
        return all(_says_the_same(path, kept) for path in changed)


def _is_sound(kept: _Kept) -> bool:
    """Whether what is kept has the shape that it should have, down to what was found."""
    found = [(way["own"], way["whole"] or {}) for way in kept.ways.values()]
    return all(
        isinstance(each, dict)
        for each in (kept.stats, kept.pins, kept.texts, *(each for pair in found for each in pair))
    )


def _lasting(found: Mapping[Path, Outcome]) -> dict[str, Any]:
    return {str(path): each.to_json() for path, each in found.items() if each.is_lasting}


def _pins(directories: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """How old and how large the files of directories are that may pin the SDK."""
    return {each: _stats(pinning_files(Path(each))) for each in directories}


def text_digest(text: str | None) -> str:
    """What stands for the text of a file; None is one that cannot be read."""
    return "" if text is None else digest(text)


def _says_the_same(path: str, kept: _Kept) -> bool:
    """Whether a file that is not as old or as large as it was still says what was read of it."""
    try:
        data = read(Path(path))
    except UnreadableError:
        return kept.texts.get(path) == ""
    if path not in kept.texts:
        was_found = any(word.encode() in data for word in kept.words)
        return not was_found and not passes_gate(data) and not may_be_reached(data)
    try:
        text = decode(data, Path(path), path).text.removeprefix("\ufeff")
    except SyntaxError:
        return kept.texts[path] == ""
    return kept.texts[path] == digest(text)


def _stats(paths: Iterable[Path]) -> dict[str, list[int]]:
    """How old and how large files are; -1 for what is not there."""
    found = {}
    for path in paths:
        try:
            stat = os.stat(path)
            found[str(path)] = [stat.st_mtime_ns, stat.st_size]
        except OSError:
            found[str(path)] = [-1, -1]
    return found
