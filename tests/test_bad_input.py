"""What nobody should feed a linter gives one clear sentence, and the rest is still checked."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from inngest_lint.files import UnreadableError, read
from tests.command import CRON, FOUND, Ran, run, write

HEAD = b"import inngest\n"
BOM = b"\xef\xbb\xbf"
NEIGHBOUR = f"good/neighbour.py:{FOUND}"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {"good/neighbour.py": CRON})


def check(project: Path, *args: str) -> Ran:
    """Checks something bad and the file beside it."""
    return run(*args, "good", cwd=project)


def by_case(ran: Ran) -> dict[str, str]:
    """The lines for the files of a table, each named after its case, without the name."""
    lines = (line.partition(".py:")[::2] for line in ran.out.splitlines() if ".py:" in line)
    return {name.rpartition("/")[2]: line for name, line in lines}


COMPLAINTS = {
    "nowhere.py": "nowhere.py: no such file or directory",
    "dangling.py": "dangling.py: no such file or directory",
    "loop.py": "loop.py: too many levels of symbolic links",
    "pipe.py": "pipe.py: neither a file nor a directory",
    "good/neighbour.py/x.py": "good/neighbour.py/x.py: not a directory",
    "x" * 300: f"{'x' * 300}: file name too long",
}


def test_paths_that_cannot_be_checked(project: Path) -> None:
    (project / "dangling.py").symlink_to("nowhere.py")
    (project / "loop.py").symlink_to("loop.py")
    os.mkfifo(project / "pipe.py")
    ran = check(project, *COMPLAINTS)
    assert ran.err.splitlines() == [f"error: {sentence}" for sentence in COMPLAINTS.values()]
    assert (ran.code, ran.out) == (2, f"{NEIGHBOUR}\nFound 1 finding.\n")


def test_a_walk_passes_over_what_is_no_file(project: Path) -> None:
    (project / "good/dangling.py").symlink_to("nowhere.py")
    (project / "good/loop.py").symlink_to("loop.py")
    (project / "good/around").symlink_to(".")
    (project / "good/directory.py").mkdir()
    os.mkfifo(project / "good/pipe.py")
    assert check(project) == Ran(1, f"{NEIGHBOUR}\nFound 1 finding.\n", "")


def test_nothing_was_checked_is_not_all_passed(project: Path) -> None:
    assert run("nowhere.py", cwd=project) == Ran(
        2, "", "error: nowhere.py: no such file or directory\n"
    )
    as_json = run("nowhere.py", "--output-format", "json", cwd=project)
    assert (as_json.code, as_json.out) == (2, "[]\n")


def test_a_directory_without_python(project: Path) -> None:
    write(project, {"docs/readme.md": "inngest"})
    (project / "package.py").mkdir()
    for name in ("docs", "package.py"):
        assert run(name, cwd=project) == Ran(
            0, "All checks passed!\n", f"warning: {name}: no Python files found\n"
        )


def test_a_file_that_vanishes_or_cannot_be_read(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    with pytest.raises(UnreadableError, match=r"^gone\.py: no such file or directory$"):
        read(project / "gone.py")

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableError, match=r"^good/neighbour\.py: permission denied$"):
        read(project / "good/neighbour.py")


@pytest.fixture
def abyss(project: Path) -> Iterator[None]:
    """Directories in directories, deeper than Python's stack and than a path may be long."""
    here = os.open(project / "good", os.O_RDONLY)
    for _ in range(2100):
        os.mkdir("a", dir_fd=here)
        below = os.open("a", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    yield
    subprocess.run(["rm", "-rf", project / "good"], check=True)  # more than pytest can clear away


@pytest.mark.usefixtures("abyss")
def test_directories_too_deep_to_open(project: Path) -> None:
    ran = check(project)
    assert (ran.code, ran.out) == (2, f"{NEIGHBOUR}\nFound 1 finding.\n")
    sentences = ran.err.splitlines()
    assert sentences
    assert all(line.endswith("file name too long") for line in sentences)


# bytes -> row, column and words of the ING001 they give
UNREADABLE = {
    "a byte on the first line": (b'"\xe9" # inngest', (1, 2), "byte 0xe9 is not valid utf-8"),
    "a byte further down": (HEAD + b'\n\nx = "\xe9"\n', (4, 6), "byte 0xe9 is not valid utf-8"),
    "a byte after wide characters": (
        HEAD + 'x = "日本'.encode() + b"\xff",
        (2, 8),
        "byte 0xff is not valid utf-8",
    ),
    "a byte after old line ends": (
        b'import inngest\rx = 1\r"\xe9"\r',
        (3, 2),
        "byte 0xe9 is not valid utf-8",
    ),
    "a byte after a BOM": (BOM + HEAD + b'x = "\xe9"', (2, 6), "byte 0xe9 is not valid utf-8"),
    "a byte that is not ascii": (
        b'# coding: ascii\nimport inngest\nx = "\xe9"',
        (3, 6),
        "byte 0xe9 is not valid ascii",
    ),
    "an unknown encoding": (b"# coding: nope\n" + HEAD, (1, 1), "unknown encoding: nope"),
    "an unknown encoding on line 2": (
        b"#!python\n# coding: nope\n" + HEAD,
        (2, 1),
        "unknown encoding: nope",
    ),
    "an encoding of bytes": (b"# coding: hex\n" + HEAD, (1, 1), "unusable encoding: hex"),
    "an encoding that always fails": (
        b"# coding: undefined\n" + HEAD,
        (1, 1),
        "unusable encoding: undefined",
    ),
    "a BOM and another cookie": (
        BOM + b"# coding: latin-1\n" + HEAD,
        (1, 1),
        "the file begins with a UTF-8 BOM but declares another encoding",
    ),
    "a NUL": (HEAD + b'x = "\0"', (2, 6), "source code cannot contain null bytes"),
}


def test_bytes_that_are_no_source(project: Path) -> None:
    write(project, {f"bad/{case}.py": data for case, (data, _, _) in UNREADABLE.items()})
    ran = check(project, "bad")
    assert by_case(ran) == {
        "neighbour": FOUND,
        **{
            case: f"{row}:{column}: ING001 the file does not parse: {problem}"
            for case, (_, (row, column), problem) in UNREADABLE.items()
        },
    }
    assert (ran.code, ran.err) == (1, "")


def test_a_file_that_cannot_be_decoded_in_full(project: Path) -> None:
    write(project, {"bad.py": UNREADABLE["a byte further down"][0]})
    ran = run("bad.py", "--output-format", "full", cwd=project)
    assert ran == Ran(
        1,
        "ING001 the file does not parse: byte 0xe9 is not valid utf-8 [syntax-error]\n"
        "  --> bad.py:4:6\n"
        "    = help: `inngest-lint rule ING001` explains it\n\nFound 1 finding.\n",
        "",
    )


READABLE = {
    "latin-1": b"# coding: latin-1\n# \xe9\n" + CRON.encode(),
    "a BOM": BOM + b"\n\n" + CRON.encode(),
    "a BOM and its cookie": BOM + b"# coding: utf-8\n\n" + CRON.encode(),
    "line ends of Windows": b"\r\n\r\n" + CRON.encode().replace(b"\n", b"\r\n"),
    "line ends of old Macs": b"\r\r" + CRON.encode().replace(b"\n", b"\r"),
    "line ends of all kinds": b"\r\n\r" + CRON.encode(),
    "form feeds": b"\x0c\n\x0c\n" + CRON.encode(),
    "no last line end": b"\n\n" + CRON.rstrip().encode(),
}


def test_bytes_that_are_source(tmp_path: Path) -> None:
    write(tmp_path, {f"{case}.py": data for case, data in READABLE.items()})
    ran = run(".", cwd=tmp_path)
    assert by_case(ran) == dict.fromkeys(READABLE, f"8:{FOUND.partition(':')[2]}")
    assert (ran.code, ran.err) == (1, "")


def test_files_without_inngest_are_none_of_our_business(project: Path) -> None:
    contents = [b"", BOM, b"\n", b"\0", b"\xff\xfei\0n\0n\0", b"broken ("]
    write(project, {f"good/{n}.py": data for n, data in enumerate(contents)})
    assert check(project) == Ran(1, f"{NEIGHBOUR}\nFound 1 finding.\n", "")


SYNTAX_ERRORS = {
    "a head that does not end": "async def f(:\n    pass\n",
    "an operator too many": "x = = 1\n",
    "behind wide characters": 'x = "日本" = = 1\n',
    "behind a tab": "if 1:\n\tx = = 1\n",
    "a string that does not end": 'y = 1\nx = "abc\n',
    "a long string that does not end": 'y = 1\nx = """abc\n',
    "a bracket that does not close": "y = 1\nx = (1,\n",
    "no body": "if y:\npass\n",
    "a dedent to nowhere": "if y:\n        pass\n    pass\n",
    "Python 2": "print 'x'\n",
}


@pytest.fixture(scope="module")
def syntax_errors(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    files = {f"{case}.py": f"import inngest\n{text}" for case, text in SYNTAX_ERRORS.items()}
    return by_case(run(".", cwd=write(tmp_path_factory.mktemp("broken"), files)))


@pytest.mark.parametrize("case", SYNTAX_ERRORS)
def test_a_syntax_error_is_where_python_sees_it(case: str, syntax_errors: dict[str, str]) -> None:
    with pytest.raises(SyntaxError) as raised:
        compile(f"import inngest\n{SYNTAX_ERRORS[case]}", "bad.py", "exec")
    at = f"{raised.value.lineno}:{raised.value.offset}"
    assert syntax_errors[case].startswith(f"{at}: ING001 the file does not parse: ")


SETTINGS: dict[str, tuple[str | bytes, str]] = {
    "broken": ("[tool.inngest-lint\n", "not valid TOML: "),
    "not utf-8": (b"[tool.inngest-lint]\nselect = ['\xe9']\n", "not valid TOML: "),
    "no table": (
        "[tool]\ninngest-lint = 1",
        "'tool.inngest-lint' is a table, not a number",
    ),
    "tables": (
        "[[tool.inngest-lint]]",
        "'tool.inngest-lint' is a table, not a list",
    ),
    "unknown key": (
        "[tool.inngest-lint]\nextend_select = []",
        "unknown setting 'extend_select'; did you mean 'extend-select'?",
    ),
    "a string": (
        "[tool.inngest-lint]\nselect = 'ING302'",
        "'select' is a list of strings, not a string",
    ),
    "a number in a list": (
        "[tool.inngest-lint]\nignore = [302]",
        "'ignore' is a list of strings, but has a number",
    ),
    "a date": (
        "[tool.inngest-lint]\nexclude = 2024-01-01",
        "'exclude' is a list of strings, not a date or a time",
    ),
    "unknown rule": (
        "[tool.inngest-lint]\nselect = ['ing302']",
        "'select': unknown rule 'ing302'; did you mean 'ING302'?",
    ),
    "unknown name": (
        "[tool.inngest-lint]\nignore = ['duplicate-step']",
        "'ignore': unknown rule 'duplicate-step'; did you mean 'duplicate-step-id'?",
    ),
    "unknown rule of some files": (
        "[tool.inngest-lint.per-file-ignores]\n'x.py' = ['E501']",
        "'per-file-ignores': unknown rule 'E501'",
    ),
    "unknown preset": (
        "[tool.inngest-lint]\npreset = 'error'",
        "'preset' is one of default, errors, template, all, not 'error'; did you mean 'errors'?",
    ),
    "a list of presets": (
        "[tool.inngest-lint]\npreset = ['all']",
        "'preset' is one of default, errors, template, all, not ['all']",
    ),
    "a table that is none": (
        "[tool.inngest-lint]\nper-file-ignores = ['x']",
        "'per-file-ignores' is a table, not a list",
    ),
    "no pattern": (
        "[tool.inngest-lint]\nexclude = ['!']",
        "'exclude': '!' is not a pattern",
    ),
    "no pattern of files": (
        "[tool.inngest-lint]\nper-file-ignores = {'!' = ['ING201']}",
        "'per-file-ignores': '!' is not a pattern",
    ),
}


def test_settings_that_are_wrong(project: Path) -> None:
    for case, (text, _) in SETTINGS.items():
        write(
            project / case, {"pyproject.toml": text, "a.py": CRON, "b/c.py": CRON, "b/d.py": CRON}
        )
    ran = check(project, *SETTINGS, *(f"{case}/a.py" for case in SETTINGS))
    assert (ran.code, ran.out) == (2, f"{NEIGHBOUR}\nFound 1 finding.\n")
    said = ran.err.splitlines()
    assert len(said) == len(SETTINGS)  # once each, however many files
    for line, (case, (_, sentence)) in zip(said, SETTINGS.items(), strict=True):
        assert line.startswith(f"error: {project}/{case}/pyproject.toml: {sentence}")


def test_wrong_settings_hold_only_where_they_stand(project: Path) -> None:
    write(
        project,
        {
            "good/bad/.inngest-lint.toml": "selct = []",
            "good/bad/a.py": CRON,
            "good/bad/well/.inngest-lint.toml": "select = ['ING201']",
            "good/bad/well/a.py": CRON,
        },
    )
    assert check(project) == Ran(
        2,
        f"good/bad/well/a.py:{FOUND}\n{NEIGHBOUR}\nFound 2 findings.\n",
        f"error: {project}/good/bad/.inngest-lint.toml: unknown setting 'selct';"
        " did you mean 'select'?\n",
    )


def test_settings_that_are_a_directory(project: Path) -> None:
    write(project, {"bad/a.py": CRON})
    (project / "bad/pyproject.toml").mkdir()
    ran = check(project, "bad")
    assert (ran.code, ran.out) == (2, f"{NEIGHBOUR}\nFound 1 finding.\n")
    assert ran.err == f"error: {project}/bad/pyproject.toml: is a directory\n"


def test_a_broken_pyproject_without_a_word_of_us(project: Path) -> None:
    write(project, {"good/pyproject.toml": "[tool.other\n"})
    assert check(project) == Ran(1, f"{NEIGHBOUR}\nFound 1 finding.\n", "")


def test_a_gitignore_that_git_would_shrug_at(project: Path) -> None:
    write(project, {".git/HEAD": "", ".gitignore": b"!\n\xff\n/\nskipped.py\n", "skipped.py": CRON})
    assert run(".", cwd=project) == Ran(1, f"{NEIGHBOUR}\nFound 1 finding.\n", "")


WRONG_USE: dict[tuple[str, ...], str] = {
    (
        "--select",
        "duplicate-step",
    ): "--select: unknown rule 'duplicate-step'; did you mean 'duplicate-step-id'?",
    ("--ignore", "ING302,duplicate-steps-id"): (
        "--ignore: unknown rule 'duplicate-steps-id'; did you mean 'duplicate-step-id'?"
    ),
    ("--extend-select", "E501"): "--extend-select: unknown rule 'E501'",
    ("--selct", "ING302"): "No such option '--selct'.",
    ("--output-format", "xml"): "Invalid value for '--output-format': 'xml' is not one of",
    ("--output-file", "no/where"): "Could not open file 'no/where': No such file or directory",
}


@pytest.mark.parametrize("args", WRONG_USE)
def test_wrong_use(project: Path, args: tuple[str, ...]) -> None:
    ran = check(project, *args)
    assert (ran.code, ran.out) == (2, "")
    *usage, sentence = ran.err.splitlines()
    assert sentence.startswith(f"Error: {WRONG_USE[args]}")
    assert len(usage) in (0, 3)  # how to use it, or nothing


STDIN = {
    "source": (CRON.encode(), Ran(1, f"stdin.py:{FOUND}\nFound 1 finding.\n", "")),
    "nothing": (b"", Ran(0, "All checks passed!\n", "")),
    "a byte": (
        HEAD + b'"\xe9"',
        Ran(
            1,
            "stdin.py:2:2: ING001 the file does not parse: byte 0xe9 is not valid utf-8\n"
            "Found 1 finding.\n",
            "",
        ),
    ),
}


@pytest.mark.parametrize("case", STDIN)
def test_standard_input(tmp_path: Path, case: str) -> None:
    data, expected = STDIN[case]
    assert run("-", cwd=tmp_path, stdin=data) == expected
    named = run("-", "--stdin-filename", "no/where/n.py", cwd=tmp_path, stdin=data)
    assert named == expected._replace(out=expected.out.replace("stdin.py", "no/where/n.py"))


def test_standard_input_is_checked_as_the_file_it_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"a/.inngest-lint.toml": "ignore = ['ING201']", "a/f.py": "broken ("})
    passed = Ran(0, "All checks passed!\n", "")
    for name in ("a/f.py", str(tmp_path / "a/new.py")):
        assert run("-", "--stdin-filename", name, cwd=tmp_path, stdin=CRON.encode()) == passed


def test_standard_input_that_is_closed(project: Path) -> None:
    command = f"{sys.executable} -m inngest_lint - good <&-"
    done = subprocess.run(command, shell=True, cwd=project, capture_output=True, text=True)
    assert done.stderr == "error: -: standard input cannot be read\n"
    assert (done.returncode, done.stdout) == (2, f"{NEIGHBOUR}\nFound 1 finding.\n")


def test_a_reader_that_goes(tmp_path: Path) -> None:
    write(tmp_path, {f"{n}.py": CRON for n in range(500)})  # more than a pipe holds
    inngest_lint = f"{sys.executable} -m inngest_lint . --output-format json"
    command = f"{inngest_lint} | head -1; echo ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "PYTHONUNBUFFERED": ""}  # else Python itself drops the rest
    done = subprocess.run(
        ["bash", "-c", command], cwd=tmp_path, capture_output=True, text=True, env=environment
    )
    assert (done.stdout, done.stderr) == ("[\n0\n", "")


@pytest.mark.parametrize("args", [["f.py"], ["f.py", "--show-files"], ["rule", "--all"]])
def test_a_reader_that_never_came(tmp_path: Path, args: list[str]) -> None:
    write(tmp_path, {"f.py": CRON})
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "inngest_lint", *args]
    done = subprocess.run(command, cwd=tmp_path, stdout=writer, stderr=subprocess.PIPE, text=True)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_an_output_that_is_closed(tmp_path: Path) -> None:
    write(tmp_path, {"f.py": CRON})
    command = f"{sys.executable} -m inngest_lint f.py >&-"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is full")
def test_an_output_that_is_full(tmp_path: Path) -> None:
    write(tmp_path, {"f.py": CRON})
    sentence = "error: [Errno 28] No space left on device\n"
    assert run("f.py", "--output-file", "/dev/full", cwd=tmp_path) == Ran(2, "", sentence)
    command = f"{sys.executable} -m inngest_lint f.py >/dev/full"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, sentence)


def test_a_current_directory_that_is_no_more(tmp_path: Path) -> None:
    command = f"mkdir gone; cd gone; rmdir ../gone; {sys.executable} -m inngest_lint f.py"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True)
    sentence = "error: [Errno 2] No such file or directory\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", sentence)


def test_an_interrupt(tmp_path: Path) -> None:
    # a shell that runs the tests in the background lets its children ignore interrupts
    heed = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    driver = f"{heed}; from inngest_lint.cli import main; main()"
    command = [sys.executable, "-c", driver, "-"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=tmp_path, stdin=pipe, stdout=pipe, stderr=pipe)
    assert process.stdin is not None
    # more than a pipe holds: once it is written the command is reading, and waits for the end
    process.stdin.write(b" " * 2_000_000)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err.strip()) == (130, b"", b"interrupted")


@pytest.mark.parametrize(
    ("environment", "shown"),
    [
        ({"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, "étage='日'))".encode()),
        ({"PYTHONIOENCODING": "latin-1"}, b"\xe9tage='\\u65e5'))"),
    ],
    ids=["locale C", "latin-1"],
)
def test_source_that_the_terminal_may_not_show(
    tmp_path: Path, environment: dict[str, str], shown: bytes
) -> None:
    write(tmp_path, {"f.py": CRON.replace("))", ", étage='日'))")})
    ran = run("f.py", "--output-format", "full", cwd=tmp_path, env=environment)
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines()[2].encode(errors="surrogateescape").endswith(shown)


def test_a_file_name_that_is_no_text(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.py")
    write(tmp_path, {name: CRON})
    ran = run(".", cwd=tmp_path)
    assert ran == Ran(1, f"caf\\udce9.py:{FOUND}\nFound 1 finding.\n", "")
    assert run(".", "--output-format", "json", cwd=tmp_path).code == 1
    assert run(".", "--output-file", "out", cwd=tmp_path) == Ran(1, "", "")
    assert (tmp_path / "out").read_text() == ran.out


CALLING = """\
import asyncio
import inngest
client = inngest.Inngest(app_id="a")
async def work(*given): ...
{helpers}
@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="e"))
async def f(ctx: inngest.Context):
{body}
"""
# Code that a program may have written: helpers that call each other, and names made of names.
WRITTEN_BY_PROGRAMS = {
    "chain": (
        [f"async def h{n}(ctx): return await h{n + 1}(ctx)" for n in range(1500)]
        + ["async def h1500(ctx): return await ctx.step.run('a', work)"],
        ["    await asyncio.gather(h0(ctx), h1490(ctx))"],
        {"ING506"},
    ),
    "twice": (
        [f"async def g{n}(*c): await g{n + 1}(*c), await g{n + 1}(*c)" for n in range(60)]
        + ["async def g60(*c): await asyncio.gather(*c)"],
        ["    await g0(ctx.step.run('a', work))"],
        {"ING506"},
    ),
    "names": (
        [],
        ["    found, x0, x1 = [], 1, 1", "    for x in range(3):"]
        + [f"        x{n + 2} = x{n + 1} + x{n}" for n in range(60)]
        + ["        found.append(lambda: ctx.step.run(f'a-{x61}', work))"]
        + ["    await ctx.group.parallel(tuple(found))"],
        set(),
    ),
    "mesh": (
        ["import uuid"]
        + [
            f"def m{n}(x):\n    if m{7 * n % 61}(x): m{5 * n % 61}(x)\n"
            f"    return m{3 * n % 61}(x), m{2 * n % 61}(x), uuid.uuid4()"
            for n in range(61)
        ],
        ["    await ctx.step.run('a', work, m1(ctx.run_id))"],
        {"ING307"},
    ),
    "closures": (
        ["import time"],
        ["    t, kept = time.time(), []"]
        + [
            f"    def s{n}(): kept.append(t)\n"
            f"    t += await ctx.step.run('s{n}', s{n})\n"
            f"    if t > {n}: await ctx.step.run('z{n}', work, t)"
            for n in range(100)
        ]
        + ["    return kept"],
        {"ING307", "ING310"},
    ),
}


@pytest.mark.parametrize("case", WRITTEN_BY_PROGRAMS)
def test_code_that_programs_write(tmp_path: Path, case: str) -> None:
    """What calls itself twice at each level has more ways than anybody can go."""
    helpers, body, codes = WRITTEN_BY_PROGRAMS[case]
    source = CALLING.format(helpers="\n".join(helpers), body="\n".join(body))
    write(tmp_path, {"f.py": source})
    ran = run("f.py", "--select", "ING0,ING3,ING5,ING6,ING702", cwd=tmp_path)
    assert {line.split()[1] for line in ran.out.splitlines() if ".py:" in line} == codes


def test_an_internal_error_is_not_taken_for_findings(tmp_path: Path) -> None:
    """Python would exit with 1, which says that there are findings."""
    write(
        tmp_path,
        {
            "broken.py": "import inngest_lint.run.command\n"
            "def run(*_):\n    raise ValueError('two\\nlines')\n"
            "inngest_lint.run.command.run = run\n"
            "from inngest_lint.cli import main\nmain()\n"
        },
    )
    command = [sys.executable, "broken.py", "check", "f.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "error: internal error: ValueError: two at broken.py:3\n"
