"""From which files a project is known, and when they are read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from inngest_lint.project.code.modules import Modules
from inngest_lint.project.project import Project
from inngest_lint.project.universe import Universe
from inngest_lint.project.view import View
from inngest_lint.settings import Finder
from tests.command import write


def names(root: Path) -> list[str]:
    return [path.relative_to(root).as_posix() for path in Universe(root, Finder())]


def git(root: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=root, check=True, capture_output=True)


FILES = {
    ".gitignore": "made/\n",
    ".inngest-lint.toml": "exclude = ['old/']",
    "a.py": "",
    "pkg/b.py": "",
    "pkg/notes.txt": "",
    "made/c.py": "",
    "old/d.py": "",
    "build/e.py": "",
}


@pytest.fixture(autouse=True)
def no_hook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRE_COMMIT", raising=False)


def test_the_walk(tmp_path: Path) -> None:
    git(write(tmp_path, FILES), "init", "-q")
    assert names(tmp_path) == ["a.py", "pkg/b.py"]
    assert names(tmp_path / "pkg") == ["b.py"]


def test_nothing_outside_the_root(tmp_path: Path) -> None:
    write(tmp_path, {"out/secret.py": "", "in/a.py": "", "in/pkg/b.py": ""})
    (tmp_path / "in/link.py").symlink_to(tmp_path / "out/secret.py")
    (tmp_path / "in/own.py").symlink_to("a.py")
    (tmp_path / "in/around").symlink_to(tmp_path / "out")
    assert names(tmp_path / "in") == ["a.py", "own.py", "pkg/b.py"]


def test_wrong_settings_leave_nothing_out(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "", "pkg/.inngest-lint.toml": "no = 1", "pkg/b.py": ""})
    assert names(tmp_path) == ["a.py", "pkg/b.py"]


def test_under_pre_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT", "1")
    assert names(write(tmp_path, FILES)) == ["a.py", "made/c.py", "pkg/b.py"]  # no repository
    git(tmp_path, "init", "-q")
    # whatever the settings of the repository name is not run
    git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path}/ran; false")
    git(tmp_path, "-c", "core.fsmonitor=false", "add", ".")
    git(tmp_path, "-c", "core.fsmonitor=false", "add", "-f", "made/c.py")
    write(tmp_path, {"new.py": "", "sub/über.py": ""})
    assert names(tmp_path) == ["a.py", "made/c.py", "pkg/b.py"]
    git(tmp_path, "-c", "core.fsmonitor=false", "add", ".")
    assert names(tmp_path) == ["a.py", "made/c.py", "new.py", "pkg/b.py", "sub/über.py"]
    assert names(tmp_path / "sub") == ["über.py"]
    assert not (tmp_path / "ran").exists()


def test_a_deleted_file_under_pre_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT", "1")
    git(write(tmp_path, {"a.py": "import inngest", "b.py": "import inngest"}), "init", "-q")
    git(tmp_path, "add", ".")
    (tmp_path / "b.py").unlink()
    project = Project(tmp_path, Universe(tmp_path, Finder()))
    assert [module.path.name for module in project.modules.behind_gate] == ["a.py"]


def test_nothing_is_read_before_it_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise AssertionError

    with monkeypatch.context() as patch:
        patch.setattr("inngest_lint.project.universe.python_files", fail)
        project = Project(tmp_path, Universe(tmp_path, Finder()))
        view = View(project, tmp_path / "a.py", "x = 1")
    write(tmp_path, {"a.py": "x = 2", "b.py": "import inngest"})
    assert view.facts.text == "x = 1"
    assert view.project is not project


def test_the_text_in_hand(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "import inngest\r\n", "b.py": "import inngest"})
    a, b, c = (tmp_path / name for name in ("a.py", "b.py", "c.py"))
    project = Project(tmp_path, [a, b])
    assert project.with_text(a, "\ufeffimport inngest\n") is project  # as flake8 hands it over
    known = project.modules.behind_gate
    assert [module.path for module in known] == [a, b]
    changed = project.with_text(a, "x = 1")
    assert changed.modules.behind_gate == known[1:]  # the others are not read again
    added = project.with_text(c, "import inngest")
    assert [module.path for module in added.modules.behind_gate] == [a, b, c]
    assert c not in project.modules


def test_each_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {"a.py": "import inngest", "b.py": "x = 1"})
    project = Project(tmp_path, Universe(tmp_path, Finder()))
    assert project.modules.is_plain(tmp_path / "b.py")
    assert not project.modules.is_plain(tmp_path / "a.py")
    monkeypatch.setattr("inngest_lint.project.code.modules.read", None)
    assert len(project.modules.behind_gate) == 1
    assert len(project.with_text(tmp_path / "c.py", "y = 2").modules.behind_gate) == 1
    assert isinstance(project.modules, Modules)
