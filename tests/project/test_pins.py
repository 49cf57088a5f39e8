"""Which version of the SDK a project runs on."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.project.pins import Pins
from inngest_lint.sdk.versions import Version, newest_allowed

LOCK = """\
[[package]]
name = "inngest-encryption"
version = "0.1.0"

[[package]]
name = "inngest"
version = "0.4.22"
"""


@pytest.mark.parametrize(
    ("requirement", "newest"),
    [
        ("", (0, 5)),
        (">=0.4", (0, 5)),
        (">0.4.2", (0, 5)),
        (">=0.4.20,<0.5", (0, 4)),
        (">= 0.4, < 0.5.0", (0, 4)),
        ("<0.5.1", (0, 5)),
        ("<1", (0, 5)),
        ("<=0.4", (0, 4)),
        ("<=0.5.3", (0, 5)),
        ("==0.4.22", (0, 4)),
        ("===0.4.22", (0, 4)),
        ("0.4.22", (0, 4)),
        ("==0.4.*", (0, 4)),
        ("==0.3.14", (0, 3)),
        ("~=0.4.20", (0, 4)),
        ("~=0.4", (0, 5)),
        ("~0.4.2", (0, 4)),
        ("^0.4", (0, 4)),
        ("^0.4.20", (0, 4)),
        ("^0.5", (0, 5)),
        ("!=0.5.*", (0, 4)),
        ("!=0.5.2", (0, 5)),
        ("^0.3 || ^0.4", (0, 4)),
        ("@ https://example.com/inngest.whl", (0, 5)),
        ("latest", (0, 5)),
    ],
)
def test_a_requirement_allows(requirement: str, newest: Version) -> None:
    assert newest_allowed([requirement]) == newest


def test_all_requirements_count() -> None:
    assert newest_allowed([">=0.4", "<0.5"]) == (0, 4)
    assert newest_allowed([]) == (0, 5)


@pytest.mark.parametrize(
    ("name", "text", "newest"),
    [
        ("requirements.txt", "fastapi==1\nInngest[connect]==0.4.22 ; python_version > '3'", (0, 4)),
        ("requirements-dev.txt", "inngest == 0.4.22  # old", (0, 4)),
        ("requirements.txt", "inngest-encryption==0.4.1\ninngest_lint==0.1", (0, 5)),
        ("requirements.txt", "# inngest==0.4.22\ninngest", (0, 5)),
        ("other.txt", "inngest==0.4.22", (0, 5)),
        ("pyproject.toml", "[project]\ndependencies = ['inngest (>=0.4,<0.5)']", (0, 4)),
        ("pyproject.toml", "[project.optional-dependencies]\njobs = ['inngest<0.5']", (0, 4)),
        ("pyproject.toml", "[dependency-groups]\njobs = ['inngest<0.5', {a = 'b'}]", (0, 4)),
        ("pyproject.toml", "[tool.poetry.dependencies]\ninngest = '^0.4'", (0, 4)),
        (
            "pyproject.toml",
            "[tool.poetry.group.jobs.dependencies]\ninngest = {version = '^0.4'}",
            (0, 4),
        ),
        ("pyproject.toml", "[tool.poetry.dependencies]\ninngest = {path = '../x'}", (0, 5)),
        ("pyproject.toml", "inngest = [", (0, 5)),
        ("pyproject.toml", "project = 'inngest<0.5'", (0, 5)),
        ("uv.lock", LOCK, (0, 4)),
        ("poetry.lock", LOCK, (0, 4)),
        ("uv.lock", LOCK.replace("\n", "\r\n"), (0, 4)),
        ("uv.lock", LOCK.replace('"inngest"', '"inngest-lint"'), (0, 5)),
    ],
)
def test_a_file_pins(tmp_path: Path, name: str, text: str, newest: Version) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    assert Pins(tmp_path).newest(tmp_path) == newest


def test_a_lock_decides(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("inngest>=0.5")
    (tmp_path / "uv.lock").write_text(LOCK)
    assert Pins(tmp_path).newest(tmp_path) == (0, 4)


def test_the_nearest_files_decide(tmp_path: Path) -> None:
    old, new = tmp_path / "old" / "src", tmp_path / "new" / "src"
    for directory in (old, new):
        directory.mkdir(parents=True)
    (tmp_path / "requirements.txt").write_text("inngest>=0.5")
    (old.parent / "requirements.txt").write_text("inngest<0.5")
    pins = Pins(tmp_path)
    assert (pins.newest(old), pins.newest(new)) == ((0, 4), (0, 5))
    assert Pins(new).newest(new) == (0, 5)


def test_what_lies_outside_the_root_does_not_count(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "requirements.txt").write_text("inngest<0.5")
    assert Pins(inside).newest(inside) == (0, 5)


def test_what_cannot_be_read_pins_nothing(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_bytes(b"\xff\xfe\x00inngest<0.5")
    (tmp_path / "pyproject.toml").mkdir()
    assert Pins(tmp_path).newest(tmp_path) == (0, 5)
