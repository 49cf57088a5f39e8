"""What was found is kept as long as it holds, and nothing else is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inngest_lint.run.cache import DIRECTORY
from tests.command import Ran, run, run_python, write
from tests.fixture_format import FIXTURES

FILES = {
    ".inngest-lint.toml": 'select = ["ING2", "ING4"]\n',
    "app/__init__.py": "",
    "app/client.py": 'import inngest\n\nshop = inngest.Inngest(app_id="shop")\n',
    "app/names.py": 'EVENT = "cards/charge"\n',
    "app/plain.py": "def plain():\n    return 1\n",
    "app/jobs.py": (
        "import inngest\n\nfrom app.client import shop\nfrom app.names import EVENT\n\n\n"
        '@shop.create_function(fn_id="charge", trigger=inngest.TriggerEvent(event=EVENT))\n'
        "async def charge(ctx: inngest.Context) -> None: ...\n"
    ),
    "app/main.py": (
        "import flask\nimport inngest.flask\n\nfrom app.client import shop\n\n"
        'app = flask.Flask("shop")\ninngest.flask.serve(app, shop, [])\n'
    ),
}
DRIVER = """
import sys
from inngest_lint.cli import main
sys.argv[1:] = {args!r}
try:
    main()
finally:
    print("libcst" in sys.modules, file=sys.stderr)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def lint(root: Path, *args: str, env: dict[str, str] | None = None) -> tuple[list[str], bool]:
    """What is found, and whether it was remembered: then LibCST is not even imported."""
    driver = DRIVER.format(args=list(args or (".",)))
    ran = run_python("-c", driver, cwd=root, env=env)
    assert ran.err.splitlines()[-1] in ("True", "False"), ran.err
    return ran.findings, ran.err.splitlines()[-1] == "False"


def codes(found: list[str]) -> list[str]:
    return [line.split()[1] for line in found]


def test_what_has_not_changed_is_remembered(project: Path) -> None:
    cold, remembered = lint(project)
    assert (codes(cold), remembered) == (["ING202", "ING401", "ING405"], False)
    assert lint(project) == (cold, True)
    assert lint(project, "app/jobs.py") == (cold[:2], True)
    os.utime(project / "app" / "jobs.py", (1, 1))
    os.utime(project / "app" / "plain.py", (1, 1))
    assert lint(project) == (cold, True)


def edit(name: str, old: str, new: str) -> Callable[[Path], object]:
    def change(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new))

    return change


CHANGES: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "the file itself": (
        edit("app/jobs.py", "TriggerEvent", "TriggerEvent "),
        ["ING202", "ING401", "ING405"],
    ),
    "a constant elsewhere": (
        edit("app/names.py", "cards/charge", "inngest/run"),
        ["ING401", "ING405"],
    ),
    "a list elsewhere": (edit("app/main.py", "[]", "[app.jobs.charge]"), ["ING202", "ING401"]),
    "a file for which nothing was in it": (
        edit("app/plain.py", "1", "inngest"),
        ["ING202", "ING401", "ING405"],
    ),
    "a new file": (
        lambda root: write(root, {"app/new.py": FILES["app/jobs.py"].replace("charge", "new")}),
        ["ING202", "ING401", "ING405", "ING202", "ING401"],
    ),
    "a file that is gone": (lambda root: (root / "app/names.py").unlink(), ["ING401", "ING405"]),
    "a setting": (edit(".inngest-lint.toml", ', "ING4"', ""), ["ING202"]),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_has_changed_is_checked_again(what: str, project: Path) -> None:
    change, expected = CHANGES[what]
    lint(project)
    change(project)
    found, remembered = lint(project)
    fresh, _ = lint(project, "--no-cache", ".")
    assert (found, remembered) == (fresh, False)
    assert codes(found) == expected


def test_a_pin_of_the_sdk_counts(project: Path) -> None:
    edit("app/jobs.py", "(ctx: inngest.Context)", "(ctx: inngest.Context, step: inngest.Step)")(
        project
    )
    select = ("--select", "ING801,ING402", ".")
    assert codes(lint(project, *select)[0]) == ["ING801"]
    write(project, {"requirements.txt": "inngest==0.4.1\n"})
    assert lint(project, *select) == ([], False)
    assert lint(project, *select) == ([], True)
    write(project, {"requirements.txt": "inngest==0.5.1\n"})
    found, remembered = lint(project, *select)
    assert (codes(found), remembered) == (["ING801"], False)


def test_rules_that_ask_for_no_project_do_not_look_for_one(project: Path) -> None:
    select = ("--select", "ING202", ".")
    assert lint(project, *select) == lint(project, *select)
    assert not (project / DIRECTORY).exists()


def test_a_file_that_says_nothing_new_is_no_reason(project: Path) -> None:
    cold, _ = lint(project)
    write(project, {"app/plain.py": "def plain():\n    return 2\n"})
    assert lint(project) == (cold, True)
    write(project, {"app/plain.py": "async def plain(x):\n    await x.gather()\n"})
    assert lint(project) == (cold, False)


def test_each_way_of_asking_is_remembered(project: Path) -> None:
    for args in ((".",), ("--select", "ING202,ING401", "."), ("--show-unresolved", ".")):
        first = lint(project, *args)
        assert not first[1], args
        assert lint(project, *args) == (first[0], True)
    assert lint(project)[1]
    assert not lint(project / "app")[1]  # names of files are other ones there


def test_a_fix_is_remembered_as_well(project: Path) -> None:
    assert lint(project, "--diff", "--unsafe-fixes", ".") == lint(
        project, "--no-cache", "--diff", "--unsafe-fixes", "."
    )


def files_of(root: Path) -> list[Path]:
    return sorted((root / DIRECTORY).glob("*.json"))


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"nonsense",
        b"[]",
        b"[[[[[]]]]]",
        b"[{}, {}, {}, [], {}]",
        b"[1, 2, 3, 4, 5]",
        b"[" * 100_000,
        "half",
        "shapeless",
        "foreign",
    ],
)
def test_a_damaged_cache_is_rebuilt(damage: bytes | str, project: Path) -> None:
    cold, _ = lint(project)
    (file,) = files_of(project)
    content = file.read_bytes()
    if damage == "half":
        file.write_bytes(content[: len(content) // 2])
    elif damage == "shapeless":
        stats, pins, texts, words, ways = json.loads(content)
        for wrong in (1, {}, {"own": [], "whole": {}}, {"own": {}, "whole": "x"}):
            broken = dict.fromkeys(ways, wrong)
            file.write_text(json.dumps([stats, pins, texts, words, broken]))
            assert lint(project) == (cold, False)
        file.write_bytes(b"")
    elif damage == "foreign":
        stats, pins, texts, words, ways = json.loads(content)
        for way in ways.values():
            way["own"] = {name: [[{"code": "ING1"}], [], {}] for name in way["own"]}
        file.write_text(json.dumps([stats, pins, texts, words, ways]))
    elif isinstance(damage, bytes):
        file.write_bytes(damage)
    assert lint(project) == (cold, False)
    assert lint(project) == (cold, True)


def test_a_cache_that_cannot_be_written(project: Path) -> None:
    cold, _ = lint(project, "--no-cache", ".")
    assert not (project / DIRECTORY).exists()
    (project / DIRECTORY).write_text("a file")
    assert lint(project) == (cold, False)
    assert lint(project) == (cold, False)


def test_git_and_backups_leave_it_out(project: Path) -> None:
    lint(project)
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    status = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=project, capture_output=True, check=True
    )
    assert DIRECTORY not in status.stdout.decode()
    tag = (project / DIRECTORY / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")


def test_a_directory_of_ones_own(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "new" / "cache"
    env = {"INNGEST_LINT_CACHE_DIR": str(elsewhere)}
    cold, _ = lint(project, env=env)
    assert lint(project, env=env) == (cold, True)
    assert not (project / DIRECTORY).exists()
    assert len(list(elsewhere.glob("*.json"))) == 1


def test_what_nobody_asks_for_goes(project: Path) -> None:
    lint(project)
    old, new = project / DIRECTORY / "old.json", project / DIRECTORY / "new.json"
    for path, days in ((old, 31), (new, 29)):
        path.write_text("{}")
        then = time.time() - days * 24 * 3600
        os.utime(path, (then, then))
    write(project, {"app/other.py": ""})
    lint(project)
    assert (old.exists(), new.exists()) == (False, True)
    assert len(files_of(project)) == 2


def test_several_processes_at_once(project: Path) -> None:
    cold, _ = lint(project, "--no-cache", ".")
    command = [sys.executable, "-m", "inngest_lint", "."]
    running = [
        subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, text=True) for _ in range(6)
    ]
    for process in running:
        out, _ = process.communicate(timeout=60)
        assert Ran(process.returncode, out, "").findings == cold
    assert lint(project) == (cold, True)
    assert [path.name for path in (project / DIRECTORY).glob("new.*")] == []


def test_findings_are_the_same_cold_and_warm_alone_and_in_parallel(tmp_path: Path) -> None:
    env = {"INNGEST_LINT_CACHE_DIR": str(tmp_path)}
    common = ("--preset", "all", "--output-format", "json", "--show-unresolved")
    alone = run(*common, "--no-cache", "-j1", ".", cwd=FIXTURES)
    parallel = run(*common, "-j3", ".", cwd=FIXTURES, env=env)
    warm = run(*common, ".", cwd=FIXTURES, env=env)
    assert len(json.loads(alone.out)) > 5_000
    assert alone == parallel == warm
