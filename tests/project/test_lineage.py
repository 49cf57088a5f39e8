"""Classes of errors and what they inherit from, across modules."""

from __future__ import annotations

import pytest

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.lineage import Lineage
from tests.project.build import ROOT, project

APP = {
    "app/__init__.py": "",
    "app/base.py": """
        import inngest
        from missing import Elsewhere
        Final = inngest.NonRetriableError
        class Refused(Final): ...
        class Limit(Refused, ValueError):
            def __init__(self, left): self.left = left
        class Signal(BaseException): ...
        class Strange(Elsewhere): ...
        class Circle(Circle): ...
        """,
    "app/errors.py": """
        from dataclasses import dataclass
        from . import base
        class Twice(base.Limit): ...
        @dataclass
        class Coded(base.Refused):
            code: int
        """,
}


def lineage(name: str) -> Lineage | None:
    found = project(APP)
    [thing] = found.resolver.lookup(name, ModuleFacts(ROOT / "main.py", ""))
    return found.lineages.of(thing)


@pytest.mark.parametrize(
    ("name", "base", "is_one"),
    [
        ("app.base.Refused", "inngest.NonRetriableError", True),
        ("app.base.Refused", "builtins.Exception", True),
        ("app.base.Refused", "builtins.ValueError", False),
        ("app.errors.Twice", "builtins.ValueError", True),
        ("app.base.Signal", "builtins.Exception", False),
        ("app.base.Strange", "builtins.Exception", True),
        ("app.base.Circle", "builtins.Exception", True),
    ],
)
def test_a_class_is_all_that_it_inherits_from(name: str, base: str, is_one: bool) -> None:
    found = lineage(name)
    assert found is not None
    assert found.is_a({base}) is is_one


@pytest.mark.parametrize(
    ("name", "is_known"),
    [("app.errors.Twice", True), ("app.base.Strange", False), ("app.base.Circle", False)],
)
def test_a_base_may_be_missing(name: str, is_known: bool) -> None:
    found = lineage(name)
    assert found is not None
    assert found.is_known is is_known


@pytest.mark.parametrize(
    ("name", "made_as"),
    [
        ("app.base.Final", "inngest.NonRetriableError"),
        ("app.base.Refused", "inngest.NonRetriableError"),
        ("app.errors.Twice", ""),
        ("app.errors.Coded", ""),
    ],
)
def test_who_takes_the_arguments_of_a_class(name: str, made_as: str) -> None:
    found = lineage(name)
    assert found is not None
    assert found.made_as == made_as
