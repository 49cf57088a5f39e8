"""Which project a file belongs to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from inngest_lint.settings import Settings


class Roots:
    """Finds the root of the project around each file.

    `given` is the root for all of them, if there is one; `common` the directory that is meant where
    neither settings nor a repository are found.
    """

    def __init__(self, given: Path | None, common: Path) -> None:
        self._given = given
        self._common = common
        self._repositories: dict[Path, Path | None] = {}

    def of(self, directory: Path, settings: Settings) -> Path:
        """The root of the project of the files in an absolute directory with these settings.

        The directory of the nearest settings file, else the repository. Settings that lie outside
        the repository hold for more than one project, so that they are the root of none.
        """
        if self._given is not None:
            return self._given
        repository = self._repository(directory)
        if settings.source is not None:
            if repository is None or settings.source.is_relative_to(repository):
                return settings.source.parent
        return repository or self._without_repository(directory)

    def _repository(self, directory: Path) -> Path | None:
        found: Path | None = None
        passed: list[Path] = []
        for parent in chain([directory], directory.parents):
            if parent in self._repositories:
                found = self._repositories[parent]
                break
            passed.append(parent)
            if os.path.lexists(f"{parent}/.git"):
                found = parent
                break
        self._repositories.update(dict.fromkeys(passed, found))
        return found

    def _without_repository(self, directory: Path) -> Path:
        """The common directory, unless all that a machine or a person has lies below it."""
        common = self._common
        if common == Path(common.anchor) or common == Path(os.path.expanduser("~")):
            return directory
        return common if directory.is_relative_to(common) else directory


def common_parent(directories: Iterable[Path]) -> Path:
    """The nearest directory that holds all of these; the current one if there are none."""
    every = [str(directory) for directory in directories]
    try:
        return Path(os.path.commonpath(every) if every else os.getcwd())
    except ValueError:  # on different drives
        return Path(every[0])
