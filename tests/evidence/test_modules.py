"""Loading the modules of a fixture anew."""

import sys
from pathlib import Path

import pytest

from tests.evidence import fresh_modules


def test_every_load_is_a_module_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("state = []\n")

    with fresh_modules(tmp_path) as load:
        first, second = load("bad"), load("bad")
        first.state.append(1)

        assert second.state == []
        assert first.__name__ != second.__name__
        assert sys.modules[first.__name__] is first


def test_siblings_are_importable_and_forgotten_afterwards(tmp_path: Path) -> None:
    (tmp_path / "fixture_rates.py").write_text("rate = 1\n")
    (tmp_path / "bad.py").write_text("import fixture_rates\n")
    known, path = set(sys.modules), list(sys.path)

    with fresh_modules(tmp_path) as load:
        assert load("bad").fixture_rates.rate == 1
        assert "fixture_rates" in sys.modules

    assert set(sys.modules) == known
    assert sys.path == path


def test_a_package_may_import_its_own_modules(tmp_path: Path) -> None:
    package = tmp_path / "bad"
    package.mkdir()
    (package / "__init__.py").write_text("from .app import name\n")
    (package / "app.py").write_text("name = __name__\n")
    known = set(sys.modules)

    with fresh_modules(tmp_path) as load:
        assert load("bad").name.endswith("_bad.app")

    assert set(sys.modules) == known


def test_a_module_that_fails_to_load_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("raise ValueError('at import')\n")
    known = set(sys.modules)

    with pytest.raises(ValueError, match="at import"), fresh_modules(tmp_path) as load:
        load("bad")

    assert set(sys.modules) == known


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    with fresh_modules(tmp_path) as load, pytest.raises(FileNotFoundError, match=r"fixed\.py"):
        load("fixed")
