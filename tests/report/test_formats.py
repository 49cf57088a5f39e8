"""Every format has its module, and none is imported before it is used."""

from __future__ import annotations

from pathlib import Path

import pytest

import inngest_lint.report as package
from inngest_lint.report import FOR_PEOPLE, FORMATS
from tests.command import run_python
from tests.report.rendered import rendered


def test_every_module_is_a_format() -> None:
    modules = {path.stem for path in Path(package.__file__).parent.glob("*.py")}
    assert modules - {"__init__", "summary"} == set(FORMATS)
    assert set(FOR_PEOPLE) < set(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_renders_nothing(name: str) -> None:
    assert rendered(name, []).endswith("\n")


def test_rich_is_imported_only_to_show_source(tmp_path: Path) -> None:
    script = (
        "import sys; from inngest_lint.report import renderer\n"
        "for name in ('concise', 'json', 'full'):\n"
        "    renderer(name); print('rich' in sys.modules)"
    )
    assert run_python("-c", script, cwd=tmp_path).out.split() == ["False", "False", "True"]
