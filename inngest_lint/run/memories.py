"""What is remembered of the projects of a run."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from inngest_lint.run.cache import Cache
from inngest_lint.run.judging import Judge, Judged, Wanted
from inngest_lint.run.memory import Memory
from inngest_lint.run.outcome import Outcome
from inngest_lint.settings import SettingsError


class Memories:
    """The memory of each project; `directory` is that of the cache, if it is not the project's."""

    def __init__(self, wanted: Wanted, judge: Judge, directory: str) -> None:
        self._wanted = wanted
        self._judge = judge
        self._projects = judge.projects
        self._directory = directory
        self._of: dict[Path, Memory] = {}

    def recall(self, path: Path) -> tuple[Outcome, Outcome] | None:
        """What was found in a file, and what in its project touches it, if that still holds.

        Where no rule about the whole project is wanted nothing is remembered: to see whether it
        holds, all files of the project would have to be looked for.
        """
        if not self._projects.are_wanted(path):
            return None
        root = self._projects.root_of(path)
        if root not in self._of:
            files = list(self._projects.universe(root))
            self._of[root] = Memory(Cache(root, self._directory), files, self._way(files))
        return self._of[root].recall(path)

    def keep(self, judged: Mapping[Path, Judged]) -> None:
        """Keeps what has been found in the files that had to be judged."""
        by_root: dict[Path, dict[Path, Judged]] = {}
        for path, each in judged.items():
            if self._projects.are_wanted(path):
                by_root.setdefault(self._projects.root_of(path), {})[path] = each
        for root, found in by_root.items():
            read = self._judge.consulted(next(iter(found)))
            for each in found.values():
                read.add(each.consulted)
            own = {path: each.outcome for path, each in found.items()}
            self._of[root].keep(own, self._whole(root), read)

    def _whole(self, root: Path) -> Mapping[Path, Outcome] | None:
        """What is found in a project, by the files that it touches; None if it was not asked."""
        findings = self._projects.found(root)
        if findings is None or findings.has_crashed:
            return None
        return {path: findings.outcome(path) for path in findings.touched}

    def _way(self, files: Sequence[Path]) -> str:
        """All that decides what is found, but for the files: settings, and what is wanted."""
        wanted = self._wanted
        lines = [os.getcwd(), f"{wanted.unresolved} {wanted.fixes}"]
        for directory in sorted({file.parent for file in files}):
            try:
                settings = repr(wanted.finder.settings(directory))
            except SettingsError as error:
                settings = str(error)
            lines.append(f"{directory} {settings}")
        return "\n".join(lines)
