"""The command as a whole: what it says, what it exits with, and what it does not load."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from inngest_lint import __version__
from inngest_lint.cli import cli
from inngest_lint.report import FORMATS
from tests.command import CRON, FOUND, Ran, run, run_python, write
from tests.fixture_format import FIXTURES

EVENT = CRON.replace('TriggerCron(cron="0 3 * * *")', 'TriggerEvent(event="a/b")')


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files with a finding each, one without; the current directory is theirs."""
    monkeypatch.chdir(tmp_path)
    files = {"src/cron.py": CRON, "src/event.py": EVENT, "src/none.py": "import inngest\n"}
    return write(tmp_path, files)


def lint(*args: str) -> Result:
    return CliRunner().invoke(cli, args)


def lines(*args: str) -> list[str]:
    return lint(*args).stdout.splitlines()


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_version(tmp_path: Path, option: str) -> None:
    assert run(option, cwd=tmp_path) == Ran(0, f"inngest-lint, version {__version__}\n", "")


@pytest.mark.usefixtures("project")
def test_help() -> None:
    of_all = lint("--help")
    assert of_all.exit_code == 0
    assert of_all.stdout.startswith("Usage: cli [OPTIONS] COMMAND [ARGS]...\n\n  Check the Inngest")
    assert "\n  check  Check files and directories" in of_all.stdout
    assert "\n  rule   Show what a rule reports" in of_all.stdout
    assert lint("-h").stdout == lint().stdout == of_all.stdout
    assert lint().exit_code == 0
    of_check = lint("check", "-h").stdout
    assert of_check.startswith("Usage: cli check [OPTIONS] PATH...\n")
    assert lint("src", "--help").stdout == of_check


def test_every_option_says_what_it_does() -> None:
    for command in cli.commands.values():
        for parameter in command.params:
            if parameter.param_type_name == "option":
                assert getattr(parameter, "help", None), parameter.name


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("args", [["src"], ["--select", "ING201", "src"], ["src", "--exit-zero"]])
def test_check_is_the_default_command(args: list[str]) -> None:
    named, default = lint("check", *args), lint(*args)
    assert default.stdout == named.stdout != ""
    assert (default.exit_code, default.stderr) == (named.exit_code, named.stderr)


def test_no_paths(project: Path) -> None:
    ran = run("check", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.splitlines()[-1] == "Error: Missing argument 'PATH...'."


def test_a_path_that_is_named_like_a_command(project: Path) -> None:
    write(project, {"rule/a.py": CRON, "check/a.py": CRON})
    for name in ("rule", "check"):
        expected = [f"{name}/a.py:{FOUND}", "Found 1 finding."]
        assert lines(f"./{name}") == lines("check", name) == expected


def test_a_path_that_begins_with_a_dash(project: Path) -> None:
    write(project, {"-x.py": CRON})
    expected = [f"-x.py:{FOUND}", "Found 1 finding."]
    assert lines("./-x.py") == lines("--", "-x.py") == lines("check", "--", "-x.py") == expected


@pytest.mark.usefixtures("project")
def test_exit_codes() -> None:
    assert lint("src/none.py").exit_code == 0
    assert lint("src").exit_code == 1
    assert lint("src", "--exit-zero").exit_code == 0
    assert lint("src", "nowhere", "--exit-zero").exit_code == 2
    assert lint("src", "--select", "nothing", "--exit-zero").exit_code == 2


def test_an_internal_error_of_a_rule(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from inngest_lint.rules import load

    def crash(*_: object) -> None:
        raise KeyError("oh")

    write(project, {"src/both.py": CRON + EVENT.partition("\n\n\n")[2].replace('"f"', '"g"')})
    monkeypatch.setattr(type(load("ING201")), "check", crash)
    result = lint("src/both.py", "src/none.py", "--exit-zero")
    assert result.exit_code == 2
    first, second, summary = result.stdout.splitlines()
    assert first.startswith(
        "src/both.py:1:1: ING003 internal error: rule ING201 (missing-event-trigger) failed with"
        " KeyError: 'oh' at test_cli.py:"
    )
    assert ": ING202 " in second  # the other rules still ran
    assert summary == "Found 2 findings."


@pytest.mark.usefixtures("project")
def test_selectors() -> None:
    def codes(*args: str) -> set[str]:
        found = json.loads(lint("src", "--output-format", "json", *args).stdout)
        return {finding["code"] for finding in found}

    assert codes() == {"ING201", "ING202"}
    assert codes("--select", "ING201") == {"ING201"}
    assert codes("--select", "ING1, missing-cron-trigger,") == {"ING202"}
    assert codes("--select", "ING201", "--select", "ING202") == {"ING201", "ING202"}
    assert codes("--ignore", "ING2", "--extend-select", "ING201") == {"ING201"}
    assert codes("--preset", "errors") == set()
    assert codes("--preset", "errors", "--extend-select", "ING2") == {"ING201", "ING202"}


@pytest.mark.usefixtures("project")
def test_statistics() -> None:
    assert lint("src", "--statistics").stdout == (
        "    1  ING201  missing-event-trigger\n    1  ING202  missing-cron-trigger\n"
    )
    assert lint("src/none.py", "--statistics").stdout == ""
    write(Path(), {"more.py": EVENT})
    result = lint(".", "--statistics", "--exit-zero")
    assert (result.exit_code, result.stdout) == (
        0,
        "    2  ING202  missing-cron-trigger\n    1  ING201  missing-event-trigger\n",
    )


@pytest.mark.parametrize("name", FORMATS)
def test_output_file(project: Path, name: str) -> None:
    args = ("src", "--output-format", name)
    result = lint(*args, "--output-file", "report")
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", "")
    assert (project / "report").read_text(encoding="utf-8") == lint(*args).stdout


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_portions_is_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = lint("src", "--output-format", name).stdout
    monkeypatch.setattr("inngest_lint.run.command._AT_A_TIME", 10)
    assert lint("src", "--output-format", name).stdout == whole
    lint("src", "--output-format", name, "--output-file", "report")
    assert Path("report").read_text(encoding="utf-8") == whole


def test_an_output_file_is_made_where_nothing_is_told(project: Path) -> None:
    assert lint("src/none.py", "--statistics", "--output-file", "report").exit_code == 0
    assert (project / "report").read_text() == ""


@pytest.mark.usefixtures("project")
def test_concise_is_the_default_where_nobody_looks() -> None:
    assert lint("src").stdout == lint("src", "--output-format", "concise").stdout


def test_show_files(project: Path) -> None:
    write(project, {"docs/a.py": "", "src/.gitignore": "none.py", ".git/HEAD": ""})
    result = lint("--show-files", "src", "docs/a.py", "nowhere")
    assert result.exit_code == 2
    assert result.stdout.splitlines() == ["src/cron.py", "src/event.py", "docs/a.py"]
    assert result.stderr == "error: nowhere: no such file or directory\n"
    assert lint("--show-files", "src").exit_code == 0


def test_show_settings(project: Path) -> None:
    text = "select = ['ING20']\nexclude = ['gen', 'old']\n"
    text += "ignore = ['ING202', 'ING203', 'ING206', 'ING207']\n"
    write(project, {"src/.inngest-lint.toml": f"{text}dual-trigger-exempt = ['a/*']\n"})
    assert lines("--show-settings", "src", "elsewhere") == [
        f"source = {project}/src/.inngest-lint.toml",
        "codes = ING001, ING003, ING201",
        "exclude = gen, old",
        "dual-trigger-exempt = a/*",
        "failure-events = *.failed",
        "nondeterministic = ",
        "pure = ",
        "external-events = ",
        "inngest-version = ",
    ]
    assert lines("--show-settings", "src", "--extend-select", "ING202")[1] == (
        "codes = ING001, ING003, ING201, ING202"
    )
    write(project, {"x.py": ""})
    assert lines("--show-settings", "x.py", "--select", "ING302")[:2] == [
        "source = none",
        "codes = ING001, ING003, ING302",
    ]


def test_show_unresolved(project: Path) -> None:
    unknown = CRON.replace("trigger=inngest", "trigger=find(inngest").replace("))", ")))")
    write(project, {"unknown.py": f"from elsewhere import find\n{unknown}"})
    result = lint("unknown.py", "--show-unresolved")
    assert (result.exit_code, result.stdout) == (0, "All checks passed!\n")
    assert result.stderr.splitlines() == [
        "unknown.py:8:1: ING101 silent: the triggers are not resolved",
        "unknown.py:7:54: ING201 silent: the triggers are not resolved",
        "unknown.py:7:54: ING202 silent: the triggers are not resolved",
    ]
    assert lint("unknown.py").stderr == ""
    as_json = lint("unknown.py", "--show-unresolved", "--output-format", "json")
    assert as_json.stdout == "[]\n"


def test_findings_in_the_order_of_paths_and_places(project: Path) -> None:
    write(project, {"a.py": CRON + CRON.partition("\n\n\n")[2]})
    row = FOUND.partition(":")[2]
    found = lines("src/cron.py", "a.py", "--select", "ING201")
    assert found[:2] == [f"a.py:6:{row}", f"a.py:8:{row}"]
    assert found[2:] == [f"src/cron.py:{FOUND}", "Found 3 findings."]


def test_noqa_holds_in_every_format(project: Path) -> None:
    text = CRON.replace("))", "))  # noqa: ING201")
    write(project, {"src/cron.py": text, "src/event.py": f"{EVENT}# flake8: noqa\n"})
    assert lint("src").stdout == "All checks passed!\n"
    assert lint("src", "--output-format", "json").stdout == "[]\n"
    assert lint("src", "--statistics").stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="pty is of Unix")
@pytest.mark.parametrize(("no_color", "colored"), [("", True), ("1", False)])
def test_full_and_in_color_on_a_terminal(project: Path, no_color: str, colored: bool) -> None:
    script = (
        "import os, pty, sys\n"
        "status = pty.spawn([sys.executable, '-m', 'inngest_lint', 'src/cron.py'])\n"
        "sys.exit(os.waitstatus_to_exitcode(status))"
    )
    environment = {"TERM": "xterm-256color", "NO_COLOR": no_color}
    ran = run_python("-c", script, cwd=project, env=environment)
    assert ran.code == 1
    plain = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    assert plain.replace("\r\n", "\n") == lint("src/cron.py", "--output-format", "full").stdout
    assert ("\x1b[1;31mING201\x1b[0m" in ran.out) is (ran.out != plain) is colored


UNUSED = {
    "--version": ["--version"],
    "--help": ["--help"],
    "help of check": ["src", "--help"],
    "a path that is nowhere": ["nowhere.py"],
    "wrong use": ["src", "--select", "nothing"],
    "files without inngest": ["plain.py"],
    "--show-files": ["--show-files", "src"],
    "--show-settings": ["--show-settings", "src"],
}


def test_what_needs_no_libcst_does_not_load_it(project: Path) -> None:
    """Each in a module table of its own, all in one process that is forked for each."""
    write(project, {"plain.py": "x = 1\n"})
    script = f"""
import os, sys
for args in {list(UNUSED.values())!r}:
    if os.fork() == 0:
        sys.argv[1:] = args
        out = os.dup(1)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(1, 2)
        try:
            from inngest_lint.cli import main
            main()
        except SystemExit:
            pass
        loaded = [name for name in ("libcst", "rich") if name in sys.modules]
        os.write(out, (" ".join(loaded) + "\\n").encode())
        os._exit(0)
    os.wait()
"""
    ran = run_python("-c", script, cwd=project)
    assert ran.err == ""
    loaded = dict(zip(UNUSED, ran.out.split("\n")[:-1], strict=True))
    assert loaded == dict.fromkeys(UNUSED, "")


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_few_modules_name_the_version(option: str, project: Path) -> None:
    script = (
        f"import sys; sys.argv[1:] = ['{option}']\n"
        "from inngest_lint.cli import main\n"
        "try: main()\n"
        "finally: print(*sorted(m for m in sys.modules if m.partition('.')[0] == 'inngest_lint'))"
    )
    loaded = run_python("-c", script, cwd=project).out.splitlines()[-1].split()
    assert loaded == ["inngest_lint", *(f"inngest_lint.{m}" for m in ("cli", "presets", "report"))]


def test_only_a_terminal_loads_rich(project: Path) -> None:
    script = (
        "import sys; sys.argv[1:] = ['src']\n"
        "from inngest_lint.cli import main\n"
        "try: main()\n"
        "except SystemExit: print('libcst' in sys.modules, 'rich' in sys.modules)"
    )
    assert run_python("-c", script, cwd=project).out.splitlines()[-1] == "True False"


@pytest.mark.parametrize("args", [["--no-cache", "-j", "1", "src"], ["--no-cache", "src"]])
def test_a_run_loads_nothing_for_processes_a_cache_and_patterns_that_it_does_not_have(
    args: list[str], project: Path
) -> None:
    unused = {"hashlib", "multiprocessing", "pathspec", "pickle", "socket", "tempfile", "traceback"}
    script = (
        f"import sys; sys.argv[1:] = {args!r}\n"
        "from inngest_lint.cli import main\n"
        "try: main()\n"
        f"finally: print('libcst' in sys.modules, *{unused!r}.intersection(sys.modules))"
    )
    assert run_python("-c", script, cwd=project).out.splitlines()[-1] == "True"


def test_what_is_remembered_is_found_without_what_keeps_it(project: Path) -> None:
    script = (
        "import sys; sys.argv[1:] = ['.']\n"
        "from inngest_lint.cli import main\n"
        "try: main()\n"
        "finally: print(*{'hashlib', 'tempfile', 'json'}.intersection(sys.modules))"
    )
    first, second = (run_python("-c", script, cwd=project).out.splitlines()[-1] for _ in range(2))
    assert (sorted(first.split()), second) == (["json", "tempfile"], "json")


def test_no_node_of_a_checked_file_waits_for_the_garbage_collector() -> None:
    script = (
        "import gc, sys; sys.argv[1:] = ['--no-cache', '-j1', '.']\n"
        "from inngest_lint.cli import main\n"
        "gc.set_debug(gc.DEBUG_SAVEALL)\n"
        "try: main()\n"
        "finally:\n"
        "    gc.collect()\n"
        "    from libcst import Name\n"
        "    print(any(type(each) is Name for each in gc.garbage))"
    )
    assert run_python("-c", script, cwd=FIXTURES / "app").out.splitlines()[-1] == "False"
