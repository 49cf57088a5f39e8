"""Rules about a project report exactly what the fixture projects mark, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from inngest_lint.files import display_name
from inngest_lint.finding import Finding
from inngest_lint.project.project import Project
from inngest_lint.run.project_findings import ProjectFindings
from inngest_lint.settings import Finder
from tests.fixture_format import FIXTURES, Expected, expectations

pytestmark = pytest.mark.usefixtures("syntax_trees")

PROJECTS = sorted(
    path
    for kind in ("projects", "apps")
    for path in FIXTURES.glob(f"*/{kind}/*")
    if path.is_dir() and any(path.rglob("*.py"))
)
ON = frozenset(code for code, rule in RULES.items() if rule.project and rule.default)


def name(path: Path) -> str:
    return str(path.relative_to(FIXTURES))


def codes(project: Path) -> frozenset[str]:
    """The rules that are on, and the one that a project is named after."""
    own = project.name.partition("_")[0]
    return ON | {own} if own in RULES else ON


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_findings_are_exactly_the_marked_ones(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)  # messages name files as they are seen from here
    paths = [path for path in sorted(project.rglob("*.py")) if path.name != "proof.py"]
    settings = Finder().settings(project)
    found = ProjectFindings(Project(project, paths, settings=settings), lambda _: codes(project))
    missed: list[tuple[str, Expected]] = []
    false_alarms: list[tuple[str, int, str, str]] = []
    for path in paths:
        findings = found.problems_at(path)
        findings += [f for f in found.touching(path) if f.path == display_name(path)]
        marks = expectations(path.read_text(encoding="utf-8"))
        missed += [(name(path), mark) for mark in _unmet(marks, findings)]
        false_alarms += [(name(path), f.location.row, f.code, f.message) for f in findings]
    assert (missed, false_alarms) == ([], [])


def _unmet(marks: list[Expected], findings: list[Finding]) -> list[Expected]:
    """The marks that no finding fits; takes those that fit one out of `findings`."""
    unmet = []
    for mark in marks:
        finding = next((f for f in findings if mark.fits(f)), None)
        if finding is None:
            unmet.append(mark)
        else:
            findings.remove(finding)
    return unmet


@pytest.mark.parametrize("code", sorted(ON))
def test_every_rule_about_the_project_has_marks(code: str) -> None:
    marked = [
        mark
        for project in PROJECTS
        for path in project.rglob("*.py")
        for mark in expectations(path.read_text(encoding="utf-8"))
        if mark.code == code
    ]
    assert len(marked) >= 4
