"""The rules about events report exactly what the projects of their fixtures mark."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from inngest_lint.project.code.things import Place
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectFault, ProjectRule
from inngest_lint.settings import Finder
from tests.fixture_format import FIXTURES, expectations

PROJECTS = sorted((FIXTURES / "events" / "projects").iterdir())


def rule(code: str) -> ProjectRule:
    module = importlib.import_module(f"inngest_lint.rules.{RULES[code].module}")
    name = "".join(word.title() for word in RULES[code].name.split("-"))
    made = getattr(module, name)()
    assert isinstance(made, ProjectRule)
    return made


def faults(root: Path, code: str) -> list[tuple[str, int, str]]:
    project = Project(root, sorted(root.rglob("*.py")), settings=Finder().settings(root))
    found = []
    for fault in rule(code).check(project):
        assert isinstance(fault, ProjectFault)
        values = {k: at(v, root) if isinstance(v, Place) else v for k, v in fault.values.items()}
        message = fault.template.format(**values)
        path = fault.place.module.path.relative_to(root).as_posix()
        found.append((path, fault.place.row, message))
    return found


def at(place: Place, root: Path) -> str:
    return f"{place.module.path.relative_to(root).as_posix()}:{place.row}"


@pytest.mark.parametrize("root", PROJECTS, ids=lambda path: path.name)
def test_a_project_has_exactly_its_marked_faults(root: Path) -> None:
    code = root.name.partition("_")[0]
    found = faults(root, code)
    missed = []
    marked = 0
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        for mark in expectations(path.read_text()):
            assert mark.code == code
            marked += 1
            fitting = [
                each
                for each in found
                if each[:2] == (name, mark.row) and (mark.message or "") in each[2]
            ]
            if fitting:
                found.remove(fitting[0])
            else:
                missed.append((name, mark))
    assert (missed, found) == ([], [])
    assert bool(marked) is ("silent" not in root.name or "taker" in root.name)


MESSAGES = {
    "ING709_inflection": [
        "nothing in the project takes 'billing/sync.complete': "
        "it is 'billing/sync.completed' that jobs.py:8 takes"
    ],
    "ING709_letter": [
        "nothing in the project sends 'user/delted', so this starts nothing: "
        "it is 'user/deleted' that routes.py:15 sends",
        "nothing in the project takes 'user/craeted': it is 'user/created' that jobs.py:7 takes",
    ],
    "ING710_through_others": [
        "'chain/second' starts 'second' (second.py:11), then 'third' (third.py:9), which ends in "
        "'first' and this send again, every time: this never ends"
    ],
}


@pytest.mark.parametrize("name", MESSAGES)
def test_the_messages(name: str) -> None:
    root = FIXTURES / "events" / "projects" / name
    found = faults(root, name.partition("_")[0])
    assert [message for _, _, message in found] == MESSAGES[name]


@pytest.mark.parametrize("code", ["ING709", "ING710"])
def test_the_rules_that_are_on_are_silent_about_the_other_projects(code: str) -> None:
    for root in PROJECTS:
        if not root.name.startswith(code) and not root.name.startswith(("ING707", "ING708")):
            assert [root.name, faults(root, code)] == [root.name, []]
