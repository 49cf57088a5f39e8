"""A dotted name means the file that Python would import, as far as the layout tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.project.code.imports import Imports

ROOT = Path("/project")


def imports(*names: str) -> Imports:
    return Imports(ROOT, [ROOT / name for name in names])


@pytest.mark.parametrize(
    ("files", "dotted", "importer", "expected"),
    [
        ("app/__init__.py app/jobs.py", "app.jobs", "main.py", "app/jobs.py"),
        ("app/__init__.py app/jobs.py", "app", "main.py", "app/__init__.py"),
        ("app/__init__.py app/jobs.py", "jobs", "app/main.py", None),
        ("app/jobs.py", "app.jobs", "main.py", "app/jobs.py"),
        ("app/jobs.py", "jobs", "app/main.py", "app/jobs.py"),
        ("src/app/__init__.py src/app/jobs.py", "app.jobs", "tests/test.py", "src/app/jobs.py"),
        ("src/jobs.py", "jobs", "tests/test.py", "src/jobs.py"),
        ("tools/jobs.py", "jobs", "app/main.py", None),
        ("a/app/jobs.py b/app/jobs.py", "app.jobs", "b/main.py", "b/app/jobs.py"),
        ("a/app/jobs.py b/app/jobs.py", "app.jobs", "c/main.py", None),
        ("logging.py", "logging", "main.py", None),
        ("app/logging.py app/__init__.py", "app.logging", "main.py", "app/logging.py"),
        ("inngest/client.py inngest/__init__.py", "inngest.client", "main.py", "inngest/client.py"),
    ],
)
def test_an_absolute_name(files: str, dotted: str, importer: str, expected: str | None) -> None:
    found = imports(*files.split(), importer).absolute(dotted, ROOT / importer)
    assert found == (ROOT / expected if expected is not None else None)


@pytest.mark.parametrize(
    ("dotted", "expected"),
    [
        (".jobs", "app/jobs/__init__.py"),
        (".jobs.sync", "app/jobs/sync.py"),
        (".", "app/__init__.py"),
        ("..lib", "lib.py"),
        (".nothing", None),
    ],
)
def test_a_relative_name(dotted: str, expected: str | None) -> None:
    known = imports("app/__init__.py", "app/jobs/__init__.py", "app/jobs/sync.py", "lib.py")
    found = known.relative(dotted, ROOT / "app/main.py")
    assert found == (ROOT / expected if expected is not None else None)


def test_the_modules_below_a_package() -> None:
    known = imports("app/__init__.py", "app/a/b.py", "application/c.py")
    assert known.below(ROOT / "app/__init__.py") == [ROOT / "app/__init__.py", ROOT / "app/a/b.py"]
