"""The files from which a project is known: all of it, whichever of them are under check."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from inngest_lint.discovery import Exclude, python_files, without_excluded
from inngest_lint.once import cached_property
from inngest_lint.settings import Finder, SettingsError

# Without the monitor, which is a program that the settings of the repository name.
_TRACKED = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--", "*.py")
_PATIENCE = 60  # seconds


class Universe:
    """The Python files below a root, looked for when somebody goes through them.

    Without what git or the settings leave out; `walked` are these if they are known. Under
    pre-commit they are the files that git tracks: what else lies in the directory is not what is
    about to be committed.
    """

    def __init__(self, root: Path, finder: Finder, walked: Iterable[Path] | None = None) -> None:
        self._root = root
        self._finder = finder
        self._walked = walked

    def __iter__(self) -> Iterator[Path]:
        return iter(self._paths)

    @cached_property
    def _paths(self) -> list[Path]:
        tracked = _tracked(self._root) if os.environ.get("PRE_COMMIT") == "1" else None
        if tracked is None:
            found = self._walked or python_files(self._root, self._exclude_of, _pass_over)
        else:
            found = without_excluded(tracked, self._root, self._exclude_of)
        inside = _is_inside(self._root)
        return [path for path in found if inside(path)]

    def _exclude_of(self, directory: Path) -> Exclude:
        try:
            settings = self._finder.settings(directory)
        except SettingsError:  # said where a file in it is under check
            return Exclude((), directory)
        return Exclude(settings.exclude, settings.root)


def _pass_over(_: Exception) -> None:
    """What cannot be read is complained of where it is under check."""


def _tracked(root: Path) -> list[Path] | None:
    """The Python files that git tracks below a directory; None if git does not say."""
    try:
        done = subprocess.run(
            _TRACKED, cwd=root, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError):
        return None
    if done.returncode:
        return None
    names = sorted({os.fsdecode(name) for name in done.stdout.split(b"\0") if name})
    return [root / name for name in names]


def _is_inside(root: Path) -> Callable[[Path], bool]:
    """Whether a path, or what the link there leads to, lies below a directory."""
    real = f"{os.path.realpath(root).rstrip(os.sep)}{os.sep}"

    def inside(path: Path) -> bool:
        name = str(path)
        return not os.path.islink(name) or os.path.realpath(name).startswith(real)

    return inside
