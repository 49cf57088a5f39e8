"""The house rules: linters, types, layers, generated files, and what a release would hold."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import fields
from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from inngest_lint.settings import Settings
from tests.fixture_format import FIXTURES

ROOT = FIXTURES.parent
CODE = ["inngest_lint", "rules", "scripts", "tests", "benchmarks"]


def run(*command: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as a wheel lays it out, `rules` inside, for tools that read directories."""
    root = tmp_path_factory.mktemp("installed")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "inngest_lint", root / "inngest_lint", ignore=ignore)
    shutil.copytree(ROOT / "rules", root / "inngest_lint" / "rules", ignore=ignore)
    shutil.copy(ROOT / "pyproject.toml", root)
    return root


def test_ruff_finds_nothing() -> None:
    result = run("-m", "ruff", "check", "--no-cache", *CODE)
    assert result.returncode == 0, result.stdout


def test_the_code_is_formatted() -> None:
    result = run("-m", "ruff", "format", "--no-cache", "--check", *CODE)
    assert result.returncode == 0, result.stdout


def test_mypy_finds_nothing(installed: Path) -> None:
    result = run("-m", "mypy", "--strict", "-p", "inngest_lint", cwd=installed)
    assert result.returncode == 0, result.stdout


def test_the_layers_hold(installed: Path) -> None:
    lint_imports = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint_imports, "--config", "pyproject.toml", "--no-cache"],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_generated_files_are_fresh() -> None:
    result = run("scripts/generate.py", "--check")
    assert result.returncode == 0, result.stdout


def test_private_libcst_api_stays_in_one_module() -> None:
    private = re.compile(r"libcst\._|\._codegen|libcst\.metadata|libcst\.matchers|\.visit\(")
    users = {
        path.relative_to(ROOT).as_posix()
        for folder in ("inngest_lint", "rules")
        for path in (ROOT / folder).rglob("*.py")
        if private.search(path.read_text())
    }
    assert users == {"inngest_lint/syntax/spans.py"}


def test_every_setting_of_a_rule_is_named_in_the_docstring_of_one() -> None:
    selection = {"preset", "select", "extend_select", "ignore", "per_file_ignores", "exclude"}
    judging = {f.name for f in fields(Settings)} - selection - {"root", "source"}
    docstrings = "".join(path.read_text() for path in (ROOT / "rules").rglob("*.py"))
    assert [s for s in judging if f"`{s.replace('_', '-')}`" not in docstrings] == []


def test_a_release_holds_every_module(tmp_path: Path) -> None:
    built = run("-m", "build", "--outdir", str(tmp_path), "--installer", "pip")
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    (sdist,) = tmp_path.glob("*.tar.gz")
    modules = {
        str(Path("inngest_lint") / path.relative_to(ROOT).as_posix().removeprefix("inngest_lint/"))
        for folder in ("inngest_lint", "rules")
        for path in (ROOT / folder).rglob("*.py")
    }
    in_wheel = {name for name in zipfile.ZipFile(wheel).namelist() if name.endswith(".py")}
    assert in_wheel == modules
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    assert {"README.md", "LICENSE", "rules/__init__.py", "pyproject.toml"} <= in_sdist
    rules = {entry.module for entry in RULES.values()}
    assert {f"rules/{module.replace('.', '/')}.py" for module in rules} <= in_sdist
