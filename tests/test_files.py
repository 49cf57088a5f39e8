"""Which files a run checks, in which order, and how often."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pathspec import GitIgnoreSpec

from inngest_lint.cli import cli
from inngest_lint.discovery import DEFAULT_EXCLUDE, Exclude, is_excluded, python_files
from inngest_lint.files import decode, display_name, passes_gate
from tests.command import write

Shown = Callable[..., list[str]]


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shown:
    """What `--show-files` names, relative to the root of the project."""

    def show(*args: str, cwd: str = ".") -> list[str]:
        monkeypatch.chdir(tmp_path / cwd)
        result = CliRunner().invoke(cli, ["check", "--show-files", *args])
        assert result.exit_code == 0, result.output
        paths = (Path(line).absolute() for line in result.stdout.splitlines())
        return [path.relative_to(tmp_path).as_posix() for path in paths]

    return show


def project(root: Path, names: Iterable[str], **more: str) -> Path:
    """Empty files, in a repository."""
    files = {".git/HEAD": "", **dict.fromkeys(names, "")}
    return write(root, {**files, **more})


def test_the_order_is_that_of_the_names(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, ("b.py", "a/z.py", "a/b/x.py", "a.py", "c/x.py", "B.py", "notes.md", "x.pyi"))
    assert shown(".") == ["B.py", "a/b/x.py", "a/z.py", "a.py", "b.py", "c/x.py"]
    assert shown("c", "b.py", "a") == ["c/x.py", "b.py", "a/b/x.py", "a/z.py"]


def test_each_file_once(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, ("a/x.py", "a/y.py"))
    assert shown("a/x.py", "./a/../a/x.py", "a", str(tmp_path / "a/y.py")) == ["a/x.py", "a/y.py"]
    assert shown("x.py", "../a/x.py", "..", cwd="a") == ["a/x.py", "a/y.py"]


def test_names_of_files_below_and_above_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project(tmp_path, ("a/x.py",)) / "a")
    assert display_name(Path("x.py")) == "x.py"
    assert display_name(tmp_path / "a/b/x.py") == "b/x.py"
    assert display_name(tmp_path / "x.py") == f"{tmp_path}/x.py"


def test_default_excludes(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, ("a.py", *(f"{name}/x.py" for name in DEFAULT_EXCLUDE if name != ".git")))
    write(tmp_path, {f"src/{name}/x.py": "" for name in DEFAULT_EXCLUDE if name != ".git"})
    assert shown(".") == ["a.py"]
    assert shown("venv", "src/build") == ["src/build/x.py", "venv/x.py"][::-1]  # named, so wanted


@given(st.lists(st.sampled_from([*DEFAULT_EXCLUDE, "a", "xvenv", "build.py", "eggs"]), min_size=1))
@example(["build", "a.py"])
@example(["a", ".eggs"])
@example(["a", "eggs"])
def test_default_excludes_are_patterns_as_pathspec_has_them(names: list[str]) -> None:
    root, path = Path("/nowhere"), "/".join(names)
    expected = GitIgnoreSpec.from_lines(DEFAULT_EXCLUDE).match_file(path)
    assert is_excluded(root / path, Exclude((), root)) is expected


def test_a_project_below_a_directory_of_such_a_name(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path / "build/project", ("src/x.py",))
    assert shown("build/project") == ["build/project/src/x.py"]
    assert shown(".", cwd="build/project") == ["build/project/src/x.py"]


GITIGNORE = {
    ".gitignore": "# generated\n*_pb2.py\n/top.py\nout/\n!keep_pb2.py\nkept/*\n!kept/a.py\n",
    "src/.gitignore": "local.py\n!special_pb2.py\nout2\n",
}
TREE = (
    "a_pb2.py keep_pb2.py top.py out/x.py out/keep_pb2.py kept/a.py kept/b.py local.py "
    "src/a_pb2.py src/special_pb2.py src/keep_pb2.py src/top.py src/local.py src/x.py "
    "src/deep/local.py src/deep/special_pb2.py src/out2/x.py other/out2/x.py src/out/x.py"
).split()
LEFT = (
    "keep_pb2.py kept/a.py local.py other/out2/x.py src/deep/special_pb2.py src/keep_pb2.py "
    "src/special_pb2.py src/top.py src/x.py"
).split()


def test_gitignore(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, TREE, **GITIGNORE)
    assert shown(".") == LEFT


PATTERN = st.from_regex(
    r"!?/?((a|b|x\.py|\*|\*\.py|\*\*|\?|\[ab\])/){0,2}(a|b|x\.py|\*|\*\.py|\*\*)/?", fullmatch=True
)
DIRECTORIES = ("", "a/", "b/", "a/b/", "b/b/", "a/b/a/")


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the judge")
@settings(max_examples=25, deadline=None)
@given(st.lists(PATTERN, min_size=1, max_size=4), st.lists(PATTERN, max_size=2))
@example(["*", "!*/", "!*.py"], [])
@example(["a/**", "!a/x.py"], [])
@example(["a/**/"], [])
def test_gitignore_is_read_as_git_reads_it(above: list[str], below: list[str]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        root = Path(directory)
        git = ["git", "-C", directory]
        subprocess.run([*git, "init", "-q"], check=True)
        write(root, {f"{d}{name}": "" for d in DIRECTORIES for name in ("x.py", "y.py")})
        write(root, {".gitignore": "\n".join(above), "a/.gitignore": "\n".join(below)})
        listed = [*git, "ls-files", "--others", "--exclude-standard", "*.py"]
        judged = subprocess.run(listed, capture_output=True, text=True, check=True).stdout.split()
        nothing = Exclude((), root)
        walked = python_files(root, lambda _: nothing, lambda error: pytest.fail(str(error)))
        assert sorted(str(path.relative_to(root)) for path in walked) == sorted(judged)
        left = (path for path in root.rglob("*.py") if not is_excluded(path, nothing))
        assert sorted(str(path.relative_to(root)) for path in left) == sorted(judged)


@pytest.mark.parametrize("directory", ["src", "src/deep", "other"])
def test_gitignore_from_the_repository_down(tmp_path: Path, shown: Shown, directory: str) -> None:
    project(tmp_path, TREE, **GITIGNORE)
    below = [name for name in LEFT if name.startswith(f"{directory}/")]
    assert below
    assert shown(directory) == below
    assert shown(".", cwd=directory) == below


def test_an_ignored_directory_that_is_named(tmp_path: Path, shown: Shown) -> None:
    """What ignores the directory is passed over; what else holds in it is not."""
    project(tmp_path, (*TREE, "src/out/a_pb2.py"), **GITIGNORE)
    assert shown("out", "src/out") == ["out/keep_pb2.py", "out/x.py", "src/out/x.py"]


def test_a_gitignore_outside_a_repository_is_no_gitignore(tmp_path: Path, shown: Shown) -> None:
    write(tmp_path, {".gitignore": "x.py\n", "x.py": "", "a/.gitignore": "y.py", "a/y.py": ""})
    assert shown(".") == ["a/y.py", "x.py"]
    assert shown("a") == ["a/y.py"]


def test_a_repository_in_a_repository_begins_anew(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, ("x.py", "y.py", "sub/x.py", "sub/y.py"), **{".gitignore": "x.py"})
    write(tmp_path, {"sub/.git": "gitdir: ../.git/modules/sub", "sub/.gitignore": "y.py"})
    assert shown(".") == ["sub/x.py", "y.py"]
    assert shown("sub") == ["sub/x.py"]


def test_gitignore_does_not_bring_back_what_settings_leave_out(
    tmp_path: Path, shown: Shown
) -> None:
    more = {".gitignore": "*\n!*/\n!*.py\n", ".inngest-lint.toml": "exclude = ['gen']"}
    project(tmp_path, ("gen/x.py", "build/x.py", "src/x.py"), **more)
    assert shown(".") == ["src/x.py"]


LEAVING_OUT = {
    ".gitignore": "ignored.py\nout/\n!out/kept.py\n",
    "src/.gitignore": "beside.py\n",
    ".inngest-lint.toml": "exclude = ['excluded.py', 'gen/']",
}


@pytest.mark.parametrize(
    "name",
    "ignored.py src/ignored.py out/kept.py src/beside.py excluded.py gen/x/y.py venv/x.py".split(),
)
def test_a_file_that_is_named(tmp_path: Path, shown: Shown, name: str) -> None:
    """It is checked whatever leaves it out, but for `--force-exclude`, as pre-commit needs it."""
    project(tmp_path, (name, "src/x.py", "beside.py"), **LEAVING_OUT)
    assert shown(name) == [name]
    assert name not in shown(".")
    assert shown(name, "src/x.py", "beside.py", "--force-exclude") == ["src/x.py", "beside.py"]
    stdin = ("-", "--force-exclude", "--stdin-filename")
    assert shown(*stdin, name) == []
    assert shown(*stdin, "src/x.py") == ["src/x.py"]


def test_force_exclude_agrees_with_the_walk(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, TREE, **GITIGNORE)
    assert sorted(shown(*TREE, "--force-exclude")) == sorted(LEFT)


def test_links(tmp_path: Path, shown: Shown) -> None:
    """Links to files are files; a directory behind a link is entered only if it is named."""
    project(tmp_path, ("a/x.py", "b/y.txt"))
    (tmp_path / "b/link.py").symlink_to("../a/x.py")
    (tmp_path / "b/around").symlink_to("..")
    (tmp_path / "b/to_a").symlink_to("../a")
    (tmp_path / "b/dangling.py").symlink_to("nowhere.py")
    (tmp_path / "b/itself.py").symlink_to("itself.py")
    (tmp_path / "b/directory.py").symlink_to("../a")
    assert shown(".") == ["a/x.py", "b/link.py"]
    assert shown("b/to_a") == ["b/to_a/x.py"]


def test_a_named_file_needs_no_suffix(tmp_path: Path, shown: Shown) -> None:
    project(tmp_path, ("bin/worker", "x.pyi"))
    assert shown("bin/worker", "x.pyi") == ["bin/worker", "x.pyi"]


@pytest.mark.parametrize(
    ("data", "passes"),
    [
        (b"import inngest", True),
        (b"# inngest_lint", True),
        (b"import Inngest", False),
        (b"", False),
    ],
)
def test_the_gate(data: bytes, passes: bool) -> None:
    assert passes_gate(data) is passes


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"a\nb", ["a\n", "b"]),
        (b"a\r\nb\rc\n", ["a\n", "b\n", "c\n"]),
        ("a\x0cb\x0b\x1c\u2028c\n".encode(), ["a\x0cb\x0b\x1c\u2028c\n"]),
        (b"\xef\xbb\xbfa\n", ["a\n"]),
        (b"", []),
    ],
)
def test_lines_are_those_of_python(data: bytes, lines: list[str]) -> None:
    assert decode(data, Path("x.py"), "x.py").lines == lines
