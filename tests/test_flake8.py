"""flake8 shows what the command shows, and nothing of ours can end its run."""

from __future__ import annotations

import json
import multiprocessing
import re
import shutil
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from inngest_lint.codes import RULES
from tests.command import CRON, FOUND, Ran, run, run_python, write
from tests.fixture_format import FIXTURES, rule_folders

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Found = tuple[str, int, int, str, str]
FORMAT = "%(path)s\t%(row)d\t%(col)d\t%(code)s\t%(text)s"
EVENT = CRON.replace('TriggerCron(cron="0 3 * * *")', 'TriggerEvent(event="a/b")')


def flake8(*args: str | Path, cwd: Path, stdin: bytes = b"") -> Ran:
    return run_python("-m", "flake8", "--isolated", *args, cwd=cwd, stdin=stdin)


def by_flake8(*args: str | Path, cwd: Path, stdin: bytes = b"") -> list[Found]:
    ran = flake8("--select", "ING", "--format", FORMAT, *args, cwd=cwd, stdin=stdin)
    assert ran.err == ""
    rows = [line.split("\t") for line in ran.out.splitlines()]
    return sorted((path, int(row), int(column), *rest) for path, row, column, *rest in rows)  # type: ignore[misc]


def by_command(*args: str | Path, cwd: Path, stdin: bytes = b"") -> list[Found]:
    ran = run(*args, "--output-format", "json", cwd=cwd, stdin=stdin)
    assert ran.err == ""
    return sorted(
        (
            found["filename"],
            found["location"]["row"],
            found["location"]["column"],
            found["code"],
            found["message"],
        )
        for found in json.loads(ran.out)
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the demo, the first bad fixture of each rule, and a project of each rule."""
    root = tmp_path_factory.mktemp("house")
    (root / ".inngest-lint.toml").touch()
    shutil.copytree(FIXTURES / "app", root / "app", ignore=shutil.ignore_patterns(".*"))
    for folder in rule_folders():
        (root / folder.name).mkdir()
        shutil.copy(folder / "bad.py", root / folder.name)
    for code in (code for code, rule in RULES.items() if rule.project):
        folder = min(f for f in FIXTURES.glob(f"*/projects/{code}_*") if "silent" not in f.name)
        shutil.copytree(folder, root / folder.name)
    return root


@pytest.fixture(scope="module")
def findings(house: Path) -> list[Found]:
    found = by_command(".", cwd=house)
    of_files = {code for code, rule in RULES.items() if rule.default and not rule.project}
    assert {code for _, _, _, code, _ in found} >= of_files - {"ING001", "ING003"}
    return found


@pytest.mark.parametrize("jobs", ["-j1", "-j2"])
def test_a_directory(house: Path, findings: list[Found], jobs: str) -> None:
    found = by_flake8(jobs, ".", cwd=house)
    assert [(path.removeprefix("./"), *rest) for path, *rest in found] == findings


def test_a_file_and_standard_input(house: Path, findings: list[Found]) -> None:
    path = house / "app/functions/reports_monthly.py"
    name = str(path.relative_to(house))
    expected = [found for found in findings if found[0] == name]
    assert expected
    assert by_flake8(name, cwd=house) == expected
    named = [f"--stdin-display-name={name}", "-"]
    assert by_flake8(*named, cwd=house, stdin=path.read_bytes()) == expected
    ours = ["--stdin-filename", name, "-"]
    assert by_command(*ours, cwd=house, stdin=path.read_bytes()) == expected


ODD = {
    "bom.py": b"\xef\xbb\xbf" + CRON.encode(),
    "crlf.py": CRON.encode().replace(b"\n", b"\r\n"),
    "cr.py": CRON.encode().replace(b"\n", b"\r"),
    "latin.py": b"# coding: latin-1\n# \xe9\n" + CRON.encode(),
    "feed.py": b"\x0c\n" + CRON.encode(),
    "tabs.py": CRON.replace("(fn_id", "(\n\tfn_id").encode(),
    "wide.py": CRON.replace('"f",', '"日本",').encode(),
    "end.py": CRON.rstrip().encode(),
    "empty.py": b"",
    "hidden.py": CRON.replace("))", "))  # noqa: ING201").encode(),
    "long.py": CRON.replace('"0 3 * * *"))', '"""0 3 * *\n *"""))  # noqa').encode(),
    "all.py": CRON.encode() + b"# flake8: noqa\n",
    "other.py": CRON.replace("))", "))  # noqa: E501").encode(),
    "both.py": (CRON + EVENT.partition("\n\n\n")[2]).encode(),
}


def test_odd_files(tmp_path: Path) -> None:
    write(tmp_path, ODD)
    found = by_command(*ODD, cwd=tmp_path)
    shown = {path for path, *_ in found}
    assert shown == set(ODD) - {"empty.py", "hidden.py", "long.py", "all.py"}
    assert by_flake8(*ODD, cwd=tmp_path) == found
    unhidden = by_flake8(*ODD, "--disable-noqa", cwd=tmp_path)
    assert {path for path, *_ in unhidden} == set(ODD) - {"empty.py"}


def test_entry_points_are_the_codes() -> None:
    text = (FIXTURES.parent / "pyproject.toml").read_text(encoding="utf-8")
    declared = tomllib.loads(text)["project"]["entry-points"]["flake8.extension"]
    assert list(declared) == sorted(set(RULES) - {"ING001"})
    for code, value in declared.items():
        plugin = EntryPoint(code, value, "flake8.extension").load()
        assert (plugin.code, plugin.off_by_default) == (code, not RULES[code].default)
        assert re.fullmatch(r"[A-Z]{3}[0-9]{3}", code)  # or `extend-ignore` would refuse it


def test_the_plugin_has_no_other_names() -> None:
    from inngest_lint import flake8_plugin

    for name in ("ING001", "ING999", "nothing"):
        with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
            getattr(flake8_plugin, name)
    # flake8 tells plugins apart by identity
    assert flake8_plugin.ING302 is flake8_plugin.ING302


DRIVER = """\
import multiprocessing, sys
from flake8.main.cli import main
{}
if __name__ == "__main__":
    {}
    code = main(sys.argv[1:])
    print("libcst" in sys.modules, file=sys.stderr)
    sys.exit(code)
"""


def drive(*args: str, cwd: Path, before: str = "", inside: str = "pass", parts: str = "-j1") -> Ran:
    """Runs flake8 in a process in which something is prepared first; stderr: LibCST is loaded."""
    write(cwd, {"driver.py": DRIVER.format(before, inside)})
    fixed = ["--isolated", parts, "--exclude", "driver.py"]
    return run_python("driver.py", *fixed, *args, cwd=cwd)


def test_libcst_is_loaded_only_to_check(tmp_path: Path) -> None:
    write(tmp_path, {"cron.py": CRON, "plain.py": "x = 1\n"})
    shown = f"cron.py:{FOUND}\n"
    assert drive("--select", "ING", "cron.py", cwd=tmp_path) == Ran(1, shown, "True\n")
    assert drive("--select", "ING", "plain.py", cwd=tmp_path) == Ran(0, "", "False\n")
    assert drive("--select", "E9,F", "cron.py", cwd=tmp_path) == Ran(0, "", "False\n")
    assert drive("--ignore", "ING,E,W", "cron.py", cwd=tmp_path) == Ran(0, "", "False\n")


@pytest.mark.parametrize("method", multiprocessing.get_all_start_methods())
def test_start_methods(tmp_path: Path, method: str) -> None:
    """Under spawn and forkserver each worker reads the options for itself."""
    write(tmp_path, {**{f"{n}.py": CRON for n in range(4)}, "ok/pyproject.toml": OURS})
    write(tmp_path, {"ok/x.py": CRON})
    ran = drive(
        *("--select", "ING", "."),
        cwd=tmp_path,
        inside=f"multiprocessing.set_start_method({method!r})",
        parts="-j2",
    )
    assert ran.out.splitlines() == [f"./{n}.py:{FOUND}" for n in range(4)]
    assert (ran.code, ran.err) == (1, "False\n")  # the workers did it


OURS = "[tool.inngest-lint]\nignore = ['ING201']\n"


def test_our_settings_hold(tmp_path: Path) -> None:
    both = CRON + EVENT.partition("\n\n\n")[2].replace('"f"', '"g"')
    write(
        tmp_path,
        {
            "a/pyproject.toml": OURS,
            "a/x.py": both,
            "b/.inngest-lint.toml": "per-file-ignores = {'/x.py' = ['missing-cron-trigger']}",
            "b/x.py": both,
            "b/c/x.py": both,
            "c/.inngest-lint.toml": "dual-trigger-exempt = ['a/*']\nselect = ['ING202']",
            "c/x.py": both,
        },
    )
    found = by_flake8(".", cwd=tmp_path)
    assert {(path, code) for path, _, _, code, _ in found} == {
        ("./a/x.py", "ING202"),
        ("./b/x.py", "ING201"),
        ("./b/c/x.py", "ING201"),
        ("./b/c/x.py", "ING202"),
    }
    bare = [(path.removeprefix("./"), *rest) for path, *rest in found]
    assert bare == by_command(".", cwd=tmp_path)
    # not those of the current directory, but those of the file
    assert [code for *_, code, _ in by_flake8("../b/x.py", cwd=tmp_path / "a")] == ["ING201"]
    named = ["--stdin-display-name=../b/x.py", "-"]
    found = by_flake8(*named, cwd=tmp_path / "a", stdin=both.encode())
    assert [code for *_, code, _ in found] == ["ING201"]


def test_a_directory_beside_the_current_one_has_none_of_its_settings(tmp_path: Path) -> None:
    write(tmp_path, {"a/pyproject.toml": OURS, "b/x.py": CRON})
    found = by_flake8("../b/x.py", cwd=tmp_path / "a")
    assert [(path, code) for path, _, _, code, _ in found] == [("../b/x.py", "ING201")]


def test_the_settings_of_flake8_hold(tmp_path: Path) -> None:
    write(tmp_path, {"x.py": CRON, "y.py": CRON, "setup.cfg": "[flake8]\nextend-ignore = ING2\n"})
    assert run_python("-m", "flake8", "--select", "F", "x.py", cwd=tmp_path) == Ran(0, "", "")
    assert run_python("-m", "flake8", "--extend-ignore=E,W", ".", cwd=tmp_path).out == (
        f"./x.py:{FOUND}\n./y.py:{FOUND}\n"
    )
    write(tmp_path, {"setup.cfg": "[flake8]\nper-file-ignores = y.py:ING201\nextend-ignore=E,W\n"})
    assert run_python("-m", "flake8", cwd=tmp_path).out == f"./x.py:{FOUND}\n"


def test_wrong_settings(tmp_path: Path) -> None:
    text = "[tool.inngest-lint]\nignor = []\n"
    write(tmp_path, {"a/pyproject.toml": text, "a/x.py": f"import os\n{CRON}", "y.py": CRON})
    ran = flake8("--select", "ING,F", ".", cwd=tmp_path)
    assert ran == Ran(
        1,
        f"./a/x.py:1:1: ING003 {tmp_path}/a/pyproject.toml: unknown setting 'ignor';"
        f" did you mean 'ignore'?\n"
        f"./a/x.py:1:1: F401 'os' imported but unused\n"
        f"./y.py:{FOUND}\n",
        "",
    )


CRASH = """
from inngest_lint.rules import load
def check(*_):
    raise {}
type(load("ING201")).check = check
"""


@pytest.mark.parametrize("error", ["KeyError('oh')", "SyntaxError('oh')", "RecursionError('oh')"])
def test_a_rule_that_crashes(tmp_path: Path, error: str) -> None:
    write(tmp_path, {"x.py": f"import os\n{EVENT}", "y.py": "import sys\n"})
    ran = drive("--select", "ING,F,E9", ".", cwd=tmp_path, before=CRASH.format(error))
    said = error.replace("('oh')", ": 'oh'" if "Key" in error else ": oh")
    problem = f"rule ING201 (missing-event-trigger) failed with {said} at driver.py:6"
    crash, *others = ran.out.splitlines()
    assert crash == f"./x.py:1:1: ING003 internal error: {problem}; the others still ran"
    assert [line.split(" ")[1] for line in others] == ["F401", "ING202", "F401"]
    assert (ran.code, ran.err) == (1, "True\n")


def test_an_analysis_that_crashes(tmp_path: Path) -> None:
    before = (
        "from inngest_lint.model import module\n"
        "def init(*_):\n    raise ValueError('two\\nlines')\n"
        "module.Module.__init__ = init"
    )
    write(tmp_path, {"x.py": CRON, "y.py": "import sys\n"})
    ran = drive("--select", "ING,F", ".", cwd=tmp_path, before=before)
    assert [line.split(": ", 1)[1] for line in ran.out.splitlines()] == [
        "ING003 internal error: the analysis failed with ValueError: two at driver.py:5",
        "F401 'sys' imported but unused",
    ]


def test_a_file_that_does_not_parse(tmp_path: Path) -> None:
    write(tmp_path, {"x.py": "import inngest\nx = (\n", "y.py": CRON})
    ran = flake8("--select", "ING,E9", "x.py", "y.py", cwd=tmp_path)
    error, found = ran.out.splitlines()
    assert error.startswith("x.py:2:")
    assert " E999 SyntaxError: " in error
    assert (found, ran.err) == (f"y.py:{FOUND}", "")


OPT_IN = """
from inngest_lint.codes import RULES
RULES["ING201"] = RULES["ING201"]._replace(default=False)
"""


# the options of flake8, and the settings of ours with which the rule reports
ENABLED: list[tuple[list[str], set[str]]] = [
    ([], set()),
    (["--select", "ING"], set()),  # flake8 does not even ask a plugin it has not enabled
    (["--enable-extensions", "ING201"], {"none", "all", "select"}),
    (["--enable-extensions", "ING201", "--ignore", "ING2"], set()),
]


@pytest.mark.parametrize(("args", "reporting"), ENABLED)
def test_an_opt_in_rule(tmp_path: Path, args: list[str], reporting: set[str]) -> None:
    ours = {
        "none": "",
        "all": "preset = 'all'",
        "select": "select = ['ING302']",  # what is on by default, that is
        "ignore": "ignore = ['ING2']",
        "per-file": "per-file-ignores = {'x.py' = ['ING2']}",
    }
    write(tmp_path, {f"{name}/.inngest-lint.toml": text for name, text in ours.items()})
    write(tmp_path, {f"{name}/x.py": CRON for name in ours})
    ran = drive("--extend-ignore=E,W", *args, ".", cwd=tmp_path, before=OPT_IN)
    assert ran.out == "".join(f"./{name}/x.py:{FOUND}\n" for name in sorted(reporting))
    assert ran.code == bool(reporting)
