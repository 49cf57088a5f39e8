"""Every fix makes of its bad example just what stands beside it, and then the rule is silent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from tests.fixed import fixed
from tests.fixture_format import FIXTURES, code_of, rule_folders

FIXED = [path for folder in rule_folders() for path in sorted(folder.glob("fixed*.py"))]
UNFIXABLE = [path for folder in rule_folders() for path in folder.glob("bad_without_fix*.py")]
PROJECTS = sorted(path for path in FIXTURES.glob("*/fixed/ING*") if path.is_dir())


def name(path: Path) -> str:
    return str(path.relative_to(FIXTURES))


@pytest.mark.parametrize("path", FIXED, ids=name)
def test_the_bad_example_becomes_the_fixed_one(path: Path, tmp_path: Path) -> None:
    code = code_of(path.parent)
    file = tmp_path / "module.py"
    shutil.copy(path.with_name(path.name.replace("fixed", "bad", 1)), file)
    found = fixed(tmp_path, code)
    assert found.files[file].decode() == path.read_bytes().decode()
    assert list(found.outcome.findings) == []


@pytest.mark.parametrize("path", sorted(UNFIXABLE), ids=name)
def test_what_has_no_fix_stays_as_it_is(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    shutil.copy(path, file)
    assert fixed(tmp_path, code_of(path.parent)).files[file] == path.read_bytes()


@pytest.mark.parametrize("project", PROJECTS, ids=name)
def test_the_project_before_becomes_the_one_after(project: Path, tmp_path: Path) -> None:
    before, after = (_files(project / each) for each in ("before", "after"))
    shutil.copytree(project / "before", tmp_path / "project")
    found = fixed(tmp_path / "project", code_of(project))
    now = {str(p.relative_to(tmp_path / "project")): t.decode() for p, t in found.files.items()}
    assert now == after
    assert list(found.outcome.findings) == []
    assert before != after


def _files(root: Path) -> dict[str, str]:
    return {str(p.relative_to(root)): p.read_bytes().decode() for p in sorted(root.rglob("*.py"))}


def test_every_rule_with_fixes_shows_them() -> None:
    shown = {code_of(path.parent) for path in FIXED} | {code_of(path) for path in PROJECTS}
    assert shown == {code for code, rule in RULES.items() if rule.fixes}
