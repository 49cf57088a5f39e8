"""Which rules hold for which file, and who decides it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from inngest_lint import settings as module
from inngest_lint.cli import cli
from inngest_lint.codes import RULES, RuleEntry
from inngest_lint.settings import (
    ALWAYS,
    Finder,
    Settings,
    SettingsError,
    check_selectors,
    validated,
)
from tests.command import CRON, write

# two families, an error and a policy in each, and two rules that are off by default
TABLE = {
    entry.code: entry
    for entry in (
        RULES["ING001"],
        RULES["ING003"],
        RuleEntry("ING301", "first-step", "error", True, "steps.first"),
        RuleEntry("ING302", "second-step", "policy", True, "steps.second"),
        RuleEntry("ING309", "last-step", "warning", False, "steps.last"),
        RuleEntry("ING501", "first-gather", "error", True, "parallel.first"),
        RuleEntry("ING901", "a-template", "policy", False, "template.first"),
    )
}


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RULES", TABLE)


def chosen(codes: frozenset[str]) -> str:
    """The codes without those that are always on, if these are there as they should be."""
    assert codes >= ALWAYS
    return " ".join(sorted(code.removeprefix("ING") for code in codes - ALWAYS))


# what is set, and what it selects
SELECTED: list[tuple[dict[str, Any], str]] = [
    ({}, "301 302 501"),
    ({"preset": "default"}, "301 302 501"),
    ({"preset": "errors"}, "301 501"),
    ({"preset": "template"}, "301 302 501 901"),
    ({"preset": "all"}, "301 302 309 501 901"),
    ({"select": ["ING3"]}, "301 302 309"),
    ({"select": ["ING309"]}, "309"),
    ({"select": ["last-step", "first-gather"]}, "309 501"),
    ({"select": ["ING"]}, "301 302 309 501 901"),
    ({"select": ["ING3"], "preset": "errors"}, "301 302 309"),
    ({"extend-select": ["ING309"]}, "301 302 309 501"),
    ({"extend-select": ["a-template"], "preset": "errors"}, "301 501 901"),
    ({"extend-select": ["ING5"], "select": ["ING301"]}, "301 501"),
    ({"ignore": ["ING3"]}, "501"),
    ({"ignore": ["second-step"]}, "301 501"),
    ({"ignore": ["I"]}, ""),
    # of two selectors for a rule the longer one decides, and of equal ones `ignore`
    ({"select": ["ING302"], "ignore": ["ING3"]}, "302"),
    ({"select": ["ING3"], "ignore": ["ING302"]}, "301 309"),
    ({"select": ["ING3"], "ignore": ["ING3"]}, ""),
    ({"select": ["second-step"], "ignore": ["ING302"]}, ""),
    ({"select": ["second-step"], "ignore": ["ING30"]}, "302"),
    ({"extend-select": ["ING301"], "ignore": ["ING3"]}, "301 501"),
    ({"extend-select": ["ING3"], "ignore": ["ING30"]}, "501"),
    ({"select": ["ING"], "extend-select": ["ING309"], "ignore": ["ING3"]}, "309 501 901"),
]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("given", "expected"), SELECTED, ids=lambda value: str(value))
def test_selection(given: dict[str, Any], expected: str) -> None:
    assert chosen(Settings(**validated(given, "here")).codes()) == expected


@pytest.mark.parametrize(
    ("ignore", "off"),
    [
        (["ING", "ING0", "ING00"], set()),
        (["ING001"], {"ING001"}),
        (["internal-error", "syntax-error"], {"ING001", "ING003"}),
    ],
)
def test_what_is_always_on_goes_only_by_its_full_name(
    tmp_path: Path, ignore: list[str], off: set[str]
) -> None:
    settings = Settings(**validated({"ignore": ignore, "select": ["ING302"]}, "here"))
    assert settings.codes() & ALWAYS == ALWAYS - off
    per_file = Settings(**validated({"per-file-ignores": {"a.py": ignore}}, "here"), root=tmp_path)
    assert per_file.codes_for(tmp_path / "a.py") & ALWAYS == ALWAYS - off


# the file, the command line, and what the two select
COMMANDED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"select": ["ING3"], "ignore": ["ING301"]}, {}, "302 309"),
    # `--select` and `--preset` start anew
    ({"select": ["ING3"], "ignore": ["ING5"]}, {"select": ("ING501",)}, "501"),
    (
        {"ignore": ["ING5"], "extend-select": ["ING309"]},
        {"select": ("ING",)},
        "301 302 309 501 901",
    ),
    ({"select": ["ING302"], "ignore": ["ING5"]}, {"preset": "errors"}, "301 501"),
    ({}, {"preset": "all", "ignore": ("ING3",)}, "501 901"),
    ({"preset": "all"}, {"select": ("ING3",), "ignore": ("last-step",)}, "301 302"),
    ({"preset": "all"}, {"select": ("ING3",), "extend_select": ("ING9",)}, "301 302 309 901"),
    # the others change what the file selects, however precise the file is
    ({"select": ["ING302"]}, {"ignore": ("ING3",)}, ""),
    ({"select": ["ING302", "ING5"]}, {"ignore": ("ING",)}, ""),
    ({"ignore": ["ING302"]}, {"extend_select": ("ING3",)}, "301 302 309 501"),
    ({"ignore": ["ING3"]}, {"extend_select": ("ING302",)}, "302 501"),
    ({}, {"ignore": ("ING3",)}, "501"),
    # among themselves they are as precise as in the file
    ({}, {"extend_select": ("ING309",), "ignore": ("ING3",)}, "309 501"),
    ({}, {"extend_select": ("ING3",), "ignore": ("ING302",)}, "301 309 501"),
    ({}, {"extend_select": ("ING3",), "ignore": ("ING3",)}, "501"),
]


@pytest.mark.usefixtures("table")
@pytest.mark.parametrize(("file", "command", "expected"), COMMANDED, ids=lambda value: str(value))
def test_the_command_line_beats_the_file(
    file: dict[str, Any], command: dict[str, Any], expected: str
) -> None:
    settings = Settings(**validated(file, "here"))
    assert chosen(module.overridden(settings, command).codes()) == expected


def test_the_command_line_does_not_beat_what_holds_for_a_file(tmp_path: Path) -> None:
    settings = Settings(per_file_ignores={"a.py": ("ING201",)}, root=tmp_path)
    selected = module.overridden(settings, {"select": ("ING201",)})
    assert selected.codes_for(tmp_path / "a.py") == ALWAYS
    assert selected.codes_for(tmp_path / "b.py") == ALWAYS | {"ING201"}


# patterns are those of `.gitignore`, relative to the settings
PATTERNS = [
    ("a.py", {"a.py", "src/a.py", "tests/a.py", "tests/deep/a.py"}),
    ("/a.py", {"a.py"}),
    ("tests", {"tests/a.py", "tests/deep/a.py"}),
    ("tests/", {"tests/a.py", "tests/deep/a.py"}),
    ("tests/*.py", {"tests/a.py"}),
    ("tests/**", {"tests/a.py", "tests/deep/a.py"}),
    ("**/deep/*", {"tests/deep/a.py"}),
    ("other/a.py", set()),
]


@pytest.mark.parametrize(("pattern", "matched"), PATTERNS)
def test_per_file_ignores(tmp_path: Path, pattern: str, matched: set[str]) -> None:
    table = {"per-file-ignores": {pattern: ["ING2", "duplicate-step-id"]}}
    settings = Settings(**validated(table, "here"), root=tmp_path)
    names = ("a.py", "src/a.py", "tests/a.py", "tests/deep/a.py")
    without = {c for c in settings.codes() if not c.startswith("ING2") and c != "ING302"}
    assert without < settings.codes()
    for name in names:
        expected = without if name in matched else settings.codes()
        assert settings.codes_for(tmp_path / name) == expected, name
    assert settings.codes_for(tmp_path.parent / "a.py") == settings.codes()


def ours(text: str) -> str:
    return f"[project]\nname = 'x'\n\n[tool.inngest-lint]\n{text}\n"


def test_the_nearest_settings_hold(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": ours("select = ['ING1']"),
            "packages/a/pyproject.toml": ours("select = ['ING2']"),
            "packages/b/pyproject.toml": "[tool.ruff]\nselect = ['F']\n# inngest-lint has none\n",
            "packages/c/pyproject.toml": ours("select = ['ING5']"),
            "packages/c/.inngest-lint.toml": "select = ['ING3']",
            "packages/d/.inngest-lint.toml": "",
            "packages/e/.inngest-lint.toml": "\n[tool.inngest-lint]\n",
        },
    )
    finder = Finder()
    expected = {
        ".": (".", ("ING1",)),
        "packages": (".", ("ING1",)),
        "packages/a": ("packages/a", ("ING2",)),
        "packages/a/src/deep": ("packages/a", ("ING2",)),
        "packages/b/src": (".", ("ING1",)),  # a file without our table is none of ours
        "packages/c": ("packages/c", ("ING3",)),
        "packages/d/src": ("packages/d", ()),  # one of ours that is empty is
    }
    for directory, (root, select) in expected.items():
        settings = finder.settings(tmp_path / directory)
        assert (settings.root, settings.select) == (tmp_path / root, select), directory
    with pytest.raises(SettingsError, match="unknown setting 'tool'"):
        finder.settings(tmp_path / "packages/e")


def test_settings_do_not_depend_on_what_was_asked_before(tmp_path: Path) -> None:
    write(tmp_path, {"a/pyproject.toml": ours("ignore = ['ING2']"), "b/c/x.py": CRON})
    directories = [tmp_path / name for name in ("a", "a/x", "b", "b/c", ".")]
    alone = [Finder().settings(directory).source for directory in directories]
    for order in (directories, directories[::-1]):
        finder = Finder()
        found = {directory: finder.settings(directory).source for directory in order}
        assert [found[directory] for directory in directories] == alone


def test_a_directory_that_is_very_deep(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": ours("select = ['ING1']")})
    assert Finder().settings(tmp_path.joinpath(*["a"] * 1800)).root == tmp_path


Findings = Callable[..., set[tuple[str, str]]]


@pytest.fixture
def findings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Findings:
    """Runs the command in a directory of the project; gives path and code of the findings."""

    def find(*args: str, cwd: str = ".") -> set[tuple[str, str]]:
        monkeypatch.chdir(tmp_path / cwd)
        result = CliRunner().invoke(cli, ["check", "--output-format", "json", *args])
        assert result.exit_code in (0, 1), result.output
        return {
            (str(Path(f["filename"]).absolute().relative_to(tmp_path)), f["code"])
            for f in json.loads(result.stdout)
        }

    return find


EVENT = CRON.replace('TriggerCron(cron="0 3 * * *")', 'TriggerEvent(event="invoice/paid")')
BOTH = CRON + EVENT.partition("\n\n\n")[2].replace("f(", "g(").replace('"f"', '"g"')


def test_each_file_of_a_monorepo_by_its_own_settings(tmp_path: Path, findings: Findings) -> None:
    write(
        tmp_path,
        {
            "a/pyproject.toml": ours("ignore = ['ING201']"),
            "b/pyproject.toml": ours("[tool.inngest-lint.per-file-ignores]\n'src' = ['ING2']"),
            **dict.fromkeys(("a/x.py", "b/x.py", "b/src/x.py", "c/src/x.py"), BOTH),
        },
    )
    expected = {
        ("a/x.py", "ING202"),
        ("b/x.py", "ING201"),
        ("b/x.py", "ING202"),
        ("c/src/x.py", "ING201"),
        ("c/src/x.py", "ING202"),
    }
    assert findings(".") == expected
    assert findings("../b", ".", "../c/src/x.py", cwd="a") == expected
    assert findings("x.py", cwd="a") == {("a/x.py", "ING202")}
    assert findings("../a/x.py", cwd="b") == {("a/x.py", "ING202")}
    assert findings("src/x.py", cwd="b") == set()
    assert findings(".", "--select", "ING201") == {e for e in expected if e[1] == "ING201"} | {
        ("a/x.py", "ING201")
    }


def test_the_settings_of_a_directory_leave_out_what_is_below_it(
    tmp_path: Path, findings: Findings
) -> None:
    """Also when the walk begins above it, and instead of the settings of the directory above."""
    write(
        tmp_path,
        {
            "pyproject.toml": ours("exclude = ['generated', 'b/old.py']"),
            "a/pyproject.toml": ours("exclude = ['/only/here.py']"),
            **dict.fromkeys(
                (
                    "generated/x.py",
                    "a/generated/x.py",
                    "a/only/here.py",
                    "a/b/only/here.py",
                    "b/old.py",
                    "b/b/old.py",
                ),
                CRON,
            ),
        },
    )
    below_a = {("a/generated/x.py", "ING201"), ("a/b/only/here.py", "ING201")}
    assert findings(".") == {*below_a, ("b/b/old.py", "ING201")}
    assert findings("a") == below_a
    assert findings(".", cwd="a") == below_a


def test_exclude_may_take_back_a_default(tmp_path: Path, findings: Findings) -> None:
    write(tmp_path, {"build/x.py": CRON, "dist/x.py": CRON})
    assert findings(".") == set()
    write(tmp_path, {".inngest-lint.toml": "exclude = ['!build']"})
    assert findings(".") == {("build/x.py", "ING201")}


def test_dual_trigger_exempt_reaches_its_rule(tmp_path: Path, findings: Findings) -> None:
    write(tmp_path, {"a/x.py": EVENT, "b/x.py": EVENT})
    assert findings(".") == {("a/x.py", "ING202"), ("b/x.py", "ING202")}
    write(tmp_path, {"a/pyproject.toml": ours("dual-trigger-exempt = ['invoice/*']")})
    assert findings(".") == {("b/x.py", "ING202")}


FAILING = """\
import inngest
client = inngest.Inngest(app_id="app")
@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b.requested"))
async def f(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("a", print)
    except inngest.StepError:
        await client.send(inngest.Event(name="a/b.broken"))
"""


def test_failure_events_reach_their_rules(tmp_path: Path, findings: Findings) -> None:
    select = "select = ['ING1']\n"
    write(tmp_path, {"x.py": FAILING, ".inngest-lint.toml": select})
    assert findings(".") == {("x.py", "ING101")}
    write(tmp_path, {".inngest-lint.toml": f"{select}failure-events = ['*.broken', '*.failed']"})
    assert findings(".") == {("x.py", "ING102"), ("x.py", "ING103")}


RENAMED = """\
import inngest
from {source} import {name}
client = inngest.Inngest(app_id="app")
@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
async def f(ctx: inngest.Context) -> None:
    await ctx.step.run(f"a-{{{call}()}}", print)
"""


def test_nondeterministic_reaches_its_rule(tmp_path: Path, findings: Findings) -> None:
    """Absolute and relative imports are found; another function of the same name is not."""
    imports = {
        "absolute.py": ("app.ids", "new_id as fresh", "fresh"),
        "module.py": ("app", "ids", "ids.new_id"),
        "relative.py": (".ids", "new_id", "new_id"),
        "parent.py": ("..ids", "new_id", "new_id"),
        "package.py": (".", "ids", "ids.new_id"),
        "other.py": ("lib.ids", "new_id", "new_id"),
        "near.py": (".grids", "new_id", "new_id"),
    }
    for path, (source, name, call) in imports.items():
        write(tmp_path, {path: RENAMED.format(source=source, name=name, call=call)})
    write(tmp_path, {".inngest-lint.toml": "select = ['ING301']"})
    assert findings(".") == set()
    write(
        tmp_path,
        {".inngest-lint.toml": "select = ['ING301']\nnondeterministic = ['app.ids.new_id']"},
    )
    names = ("absolute", "module", "relative", "parent", "package")
    assert findings(".") == {(f"{name}.py", "ING301") for name in names}


def test_settings_judge_calls_of_other_modules(tmp_path: Path, findings: Findings) -> None:
    """What a function of the project does counts, unless the settings know better."""
    ids = "import uuid\ndef random(): return uuid.uuid4().hex\ndef new_id(): return random()\n"
    write(tmp_path, {"app/ids.py": ids, "app/__init__.py": ""})
    write(tmp_path, {"x.py": RENAMED.format(source="app.ids", name="new_id", call="new_id")})
    settings = "select = ['ING301']\n"
    for more, expected in [
        ("", {("x.py", "ING301")}),
        ("pure = ['app.ids.new_id']", set()),
        ("pure = ['app.ids.random']", set()),
        ("pure = ['ids.random']", set()),
        ("pure = ['lib.ids.random']", {("x.py", "ING301")}),
        ("pure = ['uuid.uuid4']", set()),
        ("pure = ['app.ids.random']\nnondeterministic = ['app.ids.new_id']", {("x.py", "ING301")}),
    ]:
        write(tmp_path, {".inngest-lint.toml": settings + more})
        assert findings(".") == expected, more


def test_a_call_elsewhere_differs_if_the_settings_say_so(
    tmp_path: Path, findings: Findings
) -> None:
    write(tmp_path, {"app/ids.py": "def tick(): ...\ndef new_id(): return tick()\n"})
    write(tmp_path, {"x.py": RENAMED.format(source="app.ids", name="new_id", call="new_id")})
    write(tmp_path, {".inngest-lint.toml": "select = ['ING301']"})
    assert findings(".") == set()
    named = "select = ['ING301']\nnondeterministic = ['app.ids.tick']"
    write(tmp_path, {".inngest-lint.toml": named})
    assert findings(".") == {("x.py", "ING301")}


def test_validated_reads_every_key() -> None:
    table = {
        "preset": "all",
        "select": ["ING3"],
        "extend-select": ["gather-arity"],
        "ignore": ["ING302"],
        "per-file-ignores": {"x.py": ["ING5"]},
        "exclude": ["gen"],
        "dual-trigger-exempt": ["a/*"],
        "failure-events": ["*.broken"],
        "nondeterministic": ["app.ids.new"],
        "pure": ["app.ids.old"],
        "side-effects": ["app.bank.charge"],
        "external-events": ["crm/*"],
        "inngest-version": "0.4",
    }
    assert validated(table, "here") == {
        "preset": "all",
        "select": ("ING3",),
        "extend_select": ("gather-arity",),
        "ignore": ("ING302",),
        "per_file_ignores": {"x.py": ("ING5",)},
        "exclude": ("gen",),
        "dual_trigger_exempt": ("a/*",),
        "failure_events": ("*.broken",),
        "nondeterministic": ("app.ids.new",),
        "pure": ("app.ids.old",),
        "side_effects": ("app.bank.charge",),
        "external_events": ("crm/*",),
        "inngest_version": "0.4",
    }


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("ING3022", "; did you mean 'ING302'?"),
        ("ing302", "; did you mean 'ING302'?"),
        ("Duplicate-Step-ID", "; did you mean 'duplicate-step-id'?"),
        ("gather_arity", "; did you mean 'gather-arity'?"),
        ("nonsense", ""),
        ("", ""),
    ],
)
def test_unknown_rules(selector: str, hint: str) -> None:
    with pytest.raises(SettingsError) as raised:
        check_selectors([selector], "--select")
    assert str(raised.value) == f"--select: unknown rule '{selector}'{hint}"


BANK = """\
import inngest
from app.bank import {name} as pay
client = inngest.Inngest(app_id="a")
@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
async def f(ctx: inngest.Context) -> None:
    pay(5)
    await ctx.step.run("done", print)
"""


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("", {"refund.py"}),
        ("side-effects = ['app.bank.charge']", {"charge.py", "refund.py"}),
        ("side-effects = ['app.bank.post']", {"charge.py", "refund.py"}),
        ("pure = ['app.bank.refund']", set()),
        ("pure = ['requests.post']", set()),
    ],
)
def test_side_effects_reach_their_rule(
    tmp_path: Path, findings: Findings, settings: str, expected: set[str]
) -> None:
    write(
        tmp_path,
        {
            ".inngest-lint.toml": f"select = ['ING308']\n{settings}",
            "app/__init__.py": "",
            "app/bank.py": "import requests\ndef post(cents): print(cents)\n"
            "def charge(cents): post(cents)\ndef refund(cents): requests.post('/', cents)\n",
            "charge.py": BANK.format(name="charge"),
            "refund.py": BANK.format(name="refund"),
        },
    )
    assert findings(".") == {(path, "ING308") for path in expected}


OLD = """\
import inngest
client = inngest.Inngest(app_id="a")
@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
async def f(ctx: inngest.Context) -> None:
    await ctx.step.parallel(())
"""


@pytest.mark.parametrize(
    ("settings", "requirement", "expected"),
    [
        ("", "", True),
        ("", "inngest<0.5", False),
        ("inngest-version = '0.4'", "", False),
        ("inngest-version = '0.5'", "inngest<0.5", True),
    ],
)
def test_inngest_version_beats_what_the_project_pins(
    tmp_path: Path, findings: Findings, settings: str, requirement: str, expected: bool
) -> None:
    write(
        tmp_path,
        {
            ".inngest-lint.toml": f"select = ['ING802']\n{settings}",
            "requirements.txt": requirement,
            "x.py": OLD,
        },
    )
    assert findings(".") == ({("x.py", "ING802")} if expected else set())


@pytest.mark.parametrize("value", [0.4, "latest", "0", "0.4.22", ["0.4"]])
def test_inngest_version_is_two_numbers(value: object) -> None:
    with pytest.raises(SettingsError, match="'inngest-version' is a version such as"):
        validated({"inngest-version": value}, "here")
