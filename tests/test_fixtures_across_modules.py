"""Rules about a file report exactly what fixture projects mark, where other modules decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from inngest_lint.engine import Result, check
from inngest_lint.files import SourceFile, decode
from inngest_lint.project.project import Project
from inngest_lint.settings import Settings
from tests.fixture_format import FIXTURES, Expected, code_of, expectations

pytestmark = pytest.mark.usefixtures("syntax_trees")

PROJECTS = sorted(path for path in FIXTURES.glob("*/across/ING*_*") if path.is_dir())
CODES = sorted({code_of(project) for project in PROJECTS})


def name(path: Path) -> str:
    return str(path.relative_to(FIXTURES))


def marks(project: Path) -> Iterator[tuple[str, Expected]]:
    for path in sorted(project.rglob("*.py")):
        for expected in expectations(path.read_text(encoding="utf-8")):
            yield path.relative_to(project).as_posix(), expected


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_findings_are_exactly_the_marked_ones(project: Path) -> None:
    settings = Settings(root=project)
    codes = frozenset({code_of(project), "ING001", "ING003"})
    around = Project(project, sorted(project.rglob("*.py")), settings=settings)
    missed = list(marks(project))
    false_alarms = []
    for path in sorted(project.rglob("*.py")):
        at = path.relative_to(project).as_posix()
        source = decode(path.read_bytes(), path, at)
        for finding in check(source, settings, codes, project=around).findings:
            known = next((m for m in missed if m[0] == at and m[1].fits(finding)), None)
            if known is None:
                false_alarms.append((at, finding.location.row, finding.code, finding.message))
            else:
                missed.remove(known)
    assert (missed, false_alarms) == ([], [])


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_other_modules_decide(project: Path) -> None:
    expected = {(at, mark.row) for at, mark in marks(project)}
    settings = Settings(root=project)
    found = set()
    for path in sorted(project.rglob("*.py")):
        source = decode(path.read_bytes(), path, path.name)
        alone = check(source, settings, frozenset({code_of(project)}))
        at = path.relative_to(project).as_posix()
        found |= {(at, finding.location.row) for finding in alone.findings}
    assert found != expected or not expected


@pytest.mark.parametrize("code", CODES)
def test_every_rule_has_marks_and_silent_projects(code: str) -> None:
    own = [project for project in PROJECTS if code_of(project) == code]
    silent = [project for project in own if not list(marks(project))]
    assert len(own) > len(silent) >= 1


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_what_is_found_in_a_file_does_not_depend_on_the_others(project: Path) -> None:
    """All rules, each file with a project of its own, and all with one in two orders."""
    settings = Settings(root=project, preset="all")
    paths = sorted(project.rglob("*.py"))
    sources = [decode(path.read_bytes(), path, path.name) for path in paths]

    def fresh() -> Project:
        return Project(project, paths, settings=settings)

    def findings(source: SourceFile, around: Project) -> Result:
        return check(source, settings, settings.codes(), project=around)

    alone = {source.path: findings(source, fresh()) for source in sources}
    one, other = fresh(), fresh()
    assert {source.path: findings(source, one) for source in sources} == alone
    assert {source.path: findings(source, other) for source in sources[::-1]} == alone
