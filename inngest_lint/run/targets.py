"""What a run is to check: paths in, files with their settings out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from inngest_lint.discovery import Exclude, is_excluded, python_files
from inngest_lint.files import UnreadableError, is_directory
from inngest_lint.settings import Finder, Settings, SettingsError


@dataclass(frozen=True, slots=True)
class Target:
    """A file to check; `data` is given where it does not come from the disk."""

    path: Path
    settings: Settings
    data: bytes | None = None


class Targets:
    """Finds the files to check; what cannot be used is left out, and is among the problems."""

    def __init__(self, finder: Finder, options: dict[str, Any]) -> None:
        self._finder = finder
        self._options = options
        self.problems: list[str] = []
        self.walked: dict[Path, list[Path]] = {}  # the files below directories that were named
        self._seen: set[Path] = set()

    def find(self, paths: Sequence[str]) -> Iterator[Target]:
        """The targets in order, each file once."""
        for given in paths:
            try:
                yield from self._targets(given)
            except (UnreadableError, SettingsError) as error:
                self._complain(error)

    def _targets(self, given: str) -> Iterator[Target]:
        if given == "-":
            name = self._options["stdin_filename"] or "stdin.py"
            yield from self._target(Path(os.path.abspath(name)), named=True, data=_stdin())
            return
        path = Path(os.path.abspath(given))
        if not is_directory(path, given):
            yield from self._target(path, named=True)
            return
        self.walked[path] = list(python_files(path, self._exclude_of, self._complain))
        for file in self.walked[path]:
            try:
                yield from self._target(file, named=False)
            except SettingsError as error:
                self._complain(error)
        if not self.walked[path]:
            click.echo(f"warning: {given}: no Python files found", err=True)

    def _target(self, path: Path, *, named: bool, data: bytes | None = None) -> Iterator[Target]:
        if path in self._seen:
            return
        self._seen.add(path)
        settings = self._finder.settings(path.parent)
        if named and self._options["force_exclude"]:
            if is_excluded(path, Exclude(settings.exclude, settings.root)):
                return
        yield Target(path, settings, data)

    def _exclude_of(self, directory: Path) -> Exclude:
        try:
            settings = self._finder.settings(directory)
        except SettingsError as error:
            self._complain(error)
            return Exclude((), directory)
        return Exclude(settings.exclude, settings.root)

    def _complain(self, error: Exception) -> None:
        if str(error) not in self.problems:
            self.problems.append(str(error))


def _stdin() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except (AttributeError, OSError):  # there is none if the caller closed it
        raise UnreadableError("-: standard input cannot be read") from None


def directories(paths: Sequence[str], options: dict[str, Any]) -> Iterator[Path]:
    """The directories that were named, and those of the files that were."""
    for given in paths:
        if given == "-":
            given = options["stdin_filename"] or "stdin.py"
        path = Path(os.path.abspath(given))
        yield path if os.path.isdir(path) else path.parent
