"""Which version of the SDK a project runs on, as its manifests and lock files say."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from inngest_lint.sdk.versions import NEWEST, Version, newest_allowed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LOCKS = ("uv.lock", "poetry.lock", "pdm.lock")
_MANIFEST = "pyproject.toml"
_LOCKED = re.compile(r'^name = "inngest"\r?\nversion = "([^"]+)"', re.MULTILINE)
# A line of a `requirements.txt` or a dependency of a `pyproject.toml`.
_REQUIREMENT = re.compile(r"inngest\s*(?:\[[^\]]*\])?\s*\(?([^;#)]*)", re.IGNORECASE)
_OTHER_NAME = re.compile(r"inngest[-_.\w]", re.IGNORECASE)


class Pins:
    """Reads the files of a project that pin the SDK; those nearest to a file count."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: dict[Path, Version | None] = {}

    @property
    def consulted(self) -> Iterable[Path]:
        """The directories whose files have been asked."""
        return self._known

    def newest(self, directory: Path) -> Version:
        """The newest version that the code of a directory may run on; without a pin the newest."""
        for at in chain([directory], directory.parents):
            if not at.is_relative_to(self._root):
                break
            if at not in self._known:
                self._known[at] = _pinned(at)
            found = self._known[at]
            if found is not None:
                return found
        return NEWEST


def _pinned(directory: Path) -> Version | None:
    """What the files of a directory allow: a lock decides, else all requirements together."""
    *locks, manifest = (directory / name for name in (*_LOCKS, _MANIFEST))
    for lock in locks:
        found = _LOCKED.search(_text(lock))
        if found is not None:
            return newest_allowed([f"=={found[1]}"])
    required = [*_of_pyproject(manifest)]
    for path in _requirements(directory):
        required += _specifiers(_text(path).splitlines())
    return newest_allowed(required) if required else None


def pinning_files(directory: Path) -> list[Path]:
    """The files of a directory that may pin the SDK, whether they are there or not."""
    names = (directory / name for name in (*_LOCKS, _MANIFEST))
    return [*names, *_requirements(directory)]


def _requirements(directory: Path) -> list[Path]:
    return sorted(directory.glob("requirements*.txt"))


def _of_pyproject(path: Path) -> Iterator[str]:
    """The requirements in the tables of a `pyproject.toml` that name dependencies."""
    text = _text(path)
    if "inngest" not in text.lower():
        return
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    project = _table(document.get("project"))
    yield from _specifiers(_list(project.get("dependencies")))
    groups = [*_table(project.get("optional-dependencies")).values()]
    groups += _table(document.get("dependency-groups")).values()
    for group in groups:
        yield from _specifiers(_list(group))
    poetry = _table(_table(document.get("tool")).get("poetry"))
    tables = [poetry, *map(_table, _table(poetry.get("group")).values())]
    for dependencies in (_table(table.get("dependencies")) for table in tables):
        given = dependencies.get("inngest")
        version = given.get("version") if isinstance(given, dict) else given
        if isinstance(version, str):
            yield version


def _specifiers(lines: list[str]) -> Iterator[str]:
    """The versions that lines ask of the SDK."""
    for line in lines:
        found = _REQUIREMENT.match(line.strip())
        if found is not None and not _OTHER_NAME.match(line.strip()):
            yield found[1].strip()


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _text(path: Path) -> str:
    """The text of a file; empty if there is none that can be read."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
