"""Every rule reports exactly what its fixtures mark, and nothing in its good ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from inngest_lint.engine import check
from inngest_lint.files import decode, display_name
from inngest_lint.project.project import Project
from inngest_lint.run.project_findings import ProjectFindings
from inngest_lint.settings import Settings
from tests.fixture_format import FIXTURES, code_of, expectations, rule_folders

BAD = [path for folder in rule_folders() for path in sorted(folder.glob("bad*.py"))]
GOOD = [path for folder in rule_folders() for path in sorted(folder.glob("good*.py"))]


def name(path: Path) -> str:
    return str(path.relative_to(FIXTURES))


@pytest.mark.parametrize("path", [*BAD, *GOOD], ids=name)
def test_findings_are_exactly_the_marked_ones(path: Path) -> None:
    source = decode(path.read_bytes(), path, path.name)
    result = check(source, Settings(), frozenset({code_of(path.parent), "ING001", "ING003"}))
    findings = list(result.findings)
    missed = []
    for expected in expectations(source.text):
        finding = next((f for f in findings if expected.fits(f)), None)
        if finding is None:
            missed.append(expected)
        else:
            findings.remove(finding)
    false_alarms = [(f.location.row, f.location.column, f.code, f.message) for f in findings]
    assert (missed, false_alarms) == ([], [])


@pytest.mark.parametrize("path", BAD, ids=name)
def test_a_bad_fixture_marks_something(path: Path) -> None:
    assert {e.code for e in expectations(path.read_text())} == {code_of(path.parent)}


@pytest.mark.parametrize("path", GOOD, ids=name)
def test_a_good_fixture_marks_nothing(path: Path) -> None:
    assert expectations(path.read_text()) == []


@pytest.mark.parametrize("app", ["app", "app_fixed"])
def test_the_demo_has_exactly_its_seeded_faults(app: str) -> None:
    expected, found = set(), set()
    paths = sorted((FIXTURES / app).rglob("*.py"))
    project = ProjectFindings(Project(FIXTURES / app, paths), lambda _: Settings().codes())
    for path in paths:
        source = decode(path.read_bytes(), path, name(path))
        marks = expectations(source.text)
        expected |= {(source.name, mark.row, mark.code) for mark in marks if mark.code in RULES}
        findings = check(source, Settings(), Settings().codes()).findings
        found |= {(source.name, finding.location.row, finding.code) for finding in findings}
        touching = [f for f in project.touching(path) if f.path == display_name(path)]
        found |= {(source.name, f.location.row, f.code) for f in touching}
    assert found == expected
    assert len(found) == (5 if app == "app" else 0)  # one of each family that has a rule


def test_every_rule_has_fixtures_in_its_folder() -> None:
    apart = {c for c in RULES if RULES[c].project}  # see test_project_fixtures.py
    judged = {c for c in RULES if not RULES[c].module.startswith("meta.")} - apart
    assert {code_of(folder) for folder in rule_folders()} == judged
    for folder in rule_folders():
        rule = RULES[code_of(folder)]
        assert folder.parent.name == rule.module.partition(".")[0]
        assert folder.name == f"{rule.code}_{rule.name.replace('-', '_')}"
        assert any(folder.glob("bad*.py"))
        assert any(folder.glob("good*.py"))
