"""What is found in a project does not depend on how it is run, or on which files are named."""

from __future__ import annotations

import json
import multiprocessing
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from inngest_lint.rules import load

from inngest_lint.codes import RULES
from inngest_lint.rule import ProjectRule
from tests.command import Ran, run, run_python, write

JOBS = """\
import inngest
from app.clients import client


@client.create_function(fn_id="{0}", trigger=inngest.TriggerEvent(event="app/{0}"))
async def {0}(
    ctx: inngest.Context,
) -> None: ...
"""
# `lists.py` and `names.py` do not have the word by which files are chosen for the rules of a file
PROJECT = {
    ".inngest-lint.toml": "",
    "app/__init__.py": "",
    "app/clients.py": "import inngest\n\nclient = inngest.Inngest(app_id='a')\n",
    "app/kept.py": JOBS.format("kept"),
    "app/lost.py": JOBS.format("lost"),
    "app/hidden.py": JOBS.format("hidden").replace("(\n", "(  # noqa: ING401\n", 2),
    "app/twin.py": JOBS.format("twin").replace('fn_id="twin"', 'fn_id="kept"'),
    "app/lists.py": (
        "from app import clients, kept, twin\n\nJOBS = [kept.kept, twin.twin, clients]\n"
    ),
    "app/main.py": (
        "import fastapi\nimport inngest.fast_api\nfrom app.clients import client\n"
        "from app.lists import JOBS\n\n"
        "api = fastapi.FastAPI()\ninngest.fast_api.serve(api, client, JOBS)\n"
    ),
    "app/plain.py": "x = 1\n",
}
FILES = sorted(name for name in PROJECT if name.endswith(".py"))
SELECT = ("--select", "ING4")

Key = tuple[str, int, int, str, str]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, PROJECT)


def by_command(*args: str, cwd: Path, **given: Any) -> list[dict[str, Any]]:
    ran = run(*SELECT, "--output-format", "json", *args, cwd=cwd, **given)
    assert ran.err == ""
    found = json.loads(ran.out)
    assert isinstance(found, list)
    return found


def keys(found: list[dict[str, Any]]) -> list[Key]:
    return [
        (f["filename"], f["location"]["row"], f["location"]["column"], f["code"], f["message"])
        for f in found
    ]


def places(finding: dict[str, Any]) -> set[str]:
    return {finding["filename"], *(related["filename"] for related in finding["related"])}


def test_the_whole(project: Path) -> None:
    found = keys(by_command(".", cwd=project))
    assert [(path, row, column, code) for path, row, column, code, _ in found] == [
        ("app/lists.py", 3, 31, "ING404"),
        ("app/lost.py", 6, 1, "ING401"),
        ("app/twin.py", 5, 31, "ING402"),
    ]
    assert "app/lists.py:3" in found[1][-1]


def test_each_target_shows_what_touches_it(project: Path) -> None:
    whole = by_command(".", cwd=project)
    shown = {name: by_command(name, cwd=project) for name in FILES}
    for name, found in shown.items():
        assert found == [f for f in whole if name in places(f)]
    assert shown["app/lists.py"]  # named alone, as in a commit
    assert shown["app/plain.py"] == []


def test_random_splits(project: Path) -> None:
    whole = by_command(".", cwd=project)
    chance = random.Random(1)
    for _ in range(3):
        names = chance.sample(FILES, len(FILES))
        cut = chance.randrange(1, len(names))
        parts = [by_command(*part, cwd=project) for part in (names[:cut], names[cut:])]
        assert {json.dumps(f) for part in parts for f in part} == set(map(json.dumps, whole))
        for part in parts:
            assert len(part) == len({json.dumps(f) for f in part})  # each once
            assert part == [f for f in whole if f in part]  # in one order


def test_from_another_directory(project: Path) -> None:
    inside = by_command("lists.py", cwd=project / "app")
    assert [finding["filename"] for finding in inside] == ["lists.py", "lost.py"]
    assert "app/lists.py" not in inside[1]["message"]


def test_related_places(project: Path) -> None:
    (lost,) = by_command("app/lost.py", cwd=project)
    assert lost["end_location"] == {"row": 8, "column": 11}  # the head of the `def`
    (place,) = lost["related"]
    assert place["filename"] == "app/lists.py"
    assert (place["location"], place["end_location"]["row"]) == ({"row": 3, "column": 8}, 3)
    shown = run(*SELECT, "app/lost.py", "--output-format", "full", cwd=project).out
    assert "  --> app/lost.py:6:1\n" in shown
    assert "  ::: app/lists.py:3\n 3 | JOBS = [kept.kept" in shown


def test_noqa_counts_where_the_finding_is(project: Path) -> None:
    write(project, {"app/lists.py": PROJECT["app/lists.py"].replace("]\n", "]  # noqa\n")})
    assert [code for *_, code, _ in keys(by_command(".", cwd=project))] == ["ING401", "ING402"]
    write(project, {"app/lost.py": f"# flake8: noqa\n{PROJECT['app/lost.py']}"})
    assert [code for *_, code, _ in keys(by_command(".", cwd=project))] == ["ING402"]


def test_the_settings_where_the_finding_is(project: Path) -> None:
    write(project, {".inngest-lint.toml": "per-file-ignores = {'app/lost.py' = ['ING401']}"})
    assert [code for *_, code, _ in keys(by_command(".", cwd=project))] == ["ING404", "ING402"]
    write(project, {".inngest-lint.toml": "per-file-ignores = {'app/lists.py' = ['ING4']}"})
    assert [code for *_, code, _ in keys(by_command("app/lists.py", cwd=project))] == ["ING401"]


def test_standard_input_beats_the_disk(project: Path) -> None:
    name = "app/lists.py"
    text = PROJECT[name].replace(", clients]", ", lost.lost]").replace("kept, ", "kept, lost, ", 1)
    typed = ["app/lost.py", "-", "--stdin-filename", name]
    assert by_command("app/lost.py", cwd=project)
    assert by_command(*typed, cwd=project, stdin=text.encode()) == []
    found = by_command("-", "--stdin-filename", name, cwd=project, stdin=PROJECT[name].encode())
    assert found == by_command(name, cwd=project)
    new = by_command(
        *("-", "--stdin-filename", "app/new.py"), cwd=project, stdin=JOBS.format("new").encode()
    )
    assert [(path, code) for path, _, _, code, _ in keys(new)] == [("app/new.py", "ING401")]


def test_a_file_that_git_ignores_is_judged_where_it_is_named(project: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    write(project, {".gitignore": "made.py\n", "app/made.py": JOBS.format("made")})
    assert len(by_command(".", cwd=project)) == 3
    found = keys(by_command("app/made.py", cwd=project))
    assert [(path, code) for path, _, _, code, _ in found] == [("app/made.py", "ING401")]


def test_the_root_as_an_option(project: Path) -> None:
    found = keys(by_command("app/lost.py", "--project-root", "app", cwd=project))
    assert [code for *_, code, _ in found] == ["ING401"]
    write(project, {"alone/lost.py": PROJECT["app/lost.py"]})
    args = ["alone/lost.py", "--project-root", "alone"]
    assert by_command(*args, cwd=project) == []  # nothing is served there
    assert run("x.py", "--project-root", "none", cwd=project).code == 2


def test_projects_in_projects_are_judged_by_themselves(project: Path) -> None:
    inner = {f"inner/{name}": text for name, text in PROJECT.items()}
    before = keys(by_command(".", cwd=project))
    write(project, inner)
    found = keys(by_command("inner", cwd=project))
    assert [(path, code) for path, _, _, code, _ in found] == [
        (f"inner/{path}", code) for path, _, _, code, _ in before
    ]


def test_only_what_is_wanted_is_read(project: Path) -> None:
    driver = (
        "import sys\nfrom inngest_lint.project import universe\n"
        "universe.python_files = None\nfrom inngest_lint.cli import main\nmain()\n"
    )
    ran = run_python("-c", driver, "app/kept.py", "--select", "ING601", cwd=project)
    assert ran == Ran(0, "All checks passed!\n", "")
    ran = run_python("-c", driver, "app/kept.py", "--select", "ING401", cwd=project)
    assert ran.code == 2


CRASH = """
from inngest_lint.rules import load
def check(*_):
    raise KeyError("oh")
    yield
type(load("ING404")).check = check
"""


def test_a_rule_that_crashes(project: Path) -> None:
    driver = f"{CRASH}\nfrom inngest_lint.cli import main\nmain()\n"
    ran = run_python("-c", driver, *SELECT, "app", cwd=project)
    assert ran.code == 2
    crash, *others = ran.findings
    assert crash.startswith("app/__init__.py:1:1: ING003 internal error: rule ING404")
    assert [line.split()[1] for line in others] == ["ING401", "ING402"]


def test_under_pre_commit_with_the_list_alone(project: Path) -> None:
    for args in (["init", "-q"], ["add", "."]):
        subprocess.run(["git", *args], cwd=project, check=True)
    write(project, {"app/main.py": "x = 1\n", "app/untracked.py": JOBS.format("untracked")})
    subprocess.run(["git", "checkout", "-q", "app/main.py"], cwd=project, check=True)
    ran = run(
        "check", "--force-exclude", *SELECT, "app/lists.py", cwd=project, env={"PRE_COMMIT": "1"}
    )
    assert [line.split()[:2] for line in ran.findings] == [
        ["app/lists.py:3:31:", "ING404"],
        ["app/lost.py:6:1:", "ING401"],
    ]
    # beside what git tracks, there is one more
    found = keys(by_command("app/lists.py", cwd=project))
    assert [path for path, _, _, code, _ in found if code == "ING401"] == [
        "app/lost.py",
        "app/untracked.py",
    ]


DRIVER = """\
import multiprocessing, sys
from flake8.main.cli import main
if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv.pop(1))
    sys.exit(main(sys.argv[1:]))
"""


def by_flake8(*args: str, cwd: Path, stdin: bytes = b"", method: str = "fork") -> list[str]:
    write(cwd, {"driver.py": DRIVER})
    fixed = ["--isolated", "--select", "ING4", "--exclude", "driver.py"]
    ran = run_python("driver.py", method, *fixed, *args, cwd=cwd, stdin=stdin)
    assert ran.err == ""
    return [line.removeprefix("./") for line in ran.out.splitlines()]


def lines(found: list[dict[str, Any]]) -> list[str]:
    return [f"{path}:{row}:{column}: {c} {text}" for path, row, column, c, text in keys(found)]


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
@pytest.mark.parametrize("named", [["."], FILES])
def test_flake8_with_workers(project: Path, method: str, named: list[str]) -> None:
    expected = lines(by_command(".", cwd=project))
    found = by_flake8("-j2", *named, cwd=project, method=method)
    hidden = [line for line in found if "hidden.py" in line]
    assert (sorted(found), hidden) == (sorted(expected), [])


def test_flake8_file_by_file(project: Path) -> None:
    expected = lines(by_command(".", cwd=project))
    assert [line for name in FILES for line in by_flake8(name, cwd=project)] == expected


def test_flake8_shows_the_text_in_the_editor(project: Path) -> None:
    name = "app/lists.py"
    args = [f"--stdin-display-name={name}", "-"]
    own = lines(by_command(name, cwd=project))[:1]
    assert by_flake8(*args, cwd=project, stdin=PROJECT[name].encode()) == own
    text = PROJECT[name].replace(", clients]", "]")
    assert by_flake8(*args, cwd=project, stdin=text.encode()) == []
    write(project, {name: text})
    assert by_flake8(*args, cwd=project, stdin=PROJECT[name].encode()) == own


def test_flake8_reads_nothing_that_is_not_wanted(project: Path) -> None:
    driver = (
        "from inngest_lint.project import universe\nuniverse.python_files = None\n"
        "import sys\nfrom flake8.main.cli import main\nsys.exit(main(sys.argv[1:]))\n"
    )
    for select in ("F", "F,ING601"):
        args = ["-c", driver, "--isolated", "-j1", "--select", select, "."]
        assert run_python(*args, cwd=project) == Ran(0, "", "")


def test_a_rule_knows_whether_it_judges_the_whole_project() -> None:
    assert {code for code, entry in RULES.items() if entry.project} == {
        code for code in RULES if isinstance(load(code), ProjectRule)
    }
