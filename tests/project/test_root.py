"""Which project a file belongs to, by settings, repository, and what was named."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.project.root import Roots, common_parent
from inngest_lint.settings import Finder
from tests.command import write

OURS = "[tool.inngest-lint]\n"


def root(file: Path, given: Path | None = None, common: Path = Path("/nowhere")) -> Path:
    directory = file.parent
    directory.mkdir(parents=True, exist_ok=True)
    return Roots(given, common).of(directory, Finder().settings(directory))


def test_the_nearest_settings(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "a/pyproject.toml": OURS, "a/b/.inngest-lint.toml": ""})
    write(tmp_path, {"c/pyproject.toml": "[tool.other]\n"})
    assert root(tmp_path / "a/x/f.py") == tmp_path / "a"
    assert root(tmp_path / "a/b/f.py") == tmp_path / "a/b"
    assert root(tmp_path / "c/f.py") == tmp_path


def test_the_repository(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "modules/one/.git": "gitdir: elsewhere"})
    assert root(tmp_path / "a/b/f.py") == tmp_path
    assert root(tmp_path / "modules/one/a/f.py") == tmp_path / "modules/one"


def test_settings_around_repositories_are_the_root_of_none(tmp_path: Path) -> None:
    write(tmp_path, {".inngest-lint.toml": "", "one/.git/HEAD": "", "two/.git/HEAD": ""})
    assert root(tmp_path / "one/a/f.py") == tmp_path / "one"
    assert root(tmp_path / "a/f.py") == tmp_path


def test_what_was_named(tmp_path: Path) -> None:
    common = common_parent([tmp_path / "a/b", tmp_path / "a/c/d"])
    assert common == tmp_path / "a"
    assert root(tmp_path / "a/c/d/f.py", common=common) == tmp_path / "a"
    assert root(tmp_path / "x/f.py", common=common) == tmp_path / "x"
    assert common_parent([]) == Path.cwd()


def test_not_all_that_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert root(tmp_path / "a/f.py", common=Path("/")) == tmp_path / "a"
    assert root(tmp_path / "a/f.py", common=tmp_path) == tmp_path / "a"


def test_the_option_beats_all(tmp_path: Path) -> None:
    write(tmp_path, {".git/HEAD": "", "a/.inngest-lint.toml": ""})
    assert root(tmp_path / "a/f.py", given=tmp_path / "z") == tmp_path / "z"
