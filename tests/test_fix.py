"""`--fix`, `--unsafe-fixes` and `--diff`: what they change, what they say, how they end."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from inngest_lint.rules import load

from inngest_lint.engine import check
from inngest_lint.files import SourceFile, UnreadableError
from inngest_lint.finding import Edit, Finding, Fix, Location
from inngest_lint.fixer import Fixer, rewritten
from inngest_lint.run.writing import write as write_file
from inngest_lint.settings import Settings
from inngest_lint.syntax.offsets import LossyError
from tests.command import Ran, run, write

# one safe fix, and one finding without any
CHARGE = """\
import inngest

shop = inngest.Inngest(app_id="shop")


@shop.create_function(fn_id="charge", trigger=inngest.TriggerEvent(event="cards/charge"))
async def charge(ctx: inngest.Context) -> None:
    try:
        await ctx.step.run("charge", work)
    except:
        raise ValueError


async def work() -> None: ...
"""
FIXED = CHARGE.replace("except:", "except Exception:")
# one unsafe fix, which changes another file than it is found in
SERVED = {
    "jobs.py": CHARGE,
    "main.py": (
        "import flask\nimport inngest.flask\n\nfrom jobs import shop\n\n"
        'app = flask.Flask("shop")\ninngest.flask.serve(app, shop, [])\n'
    ),
}
MAIN = SERVED["main.py"].replace("shop\n", "charge, shop\n", 1).replace("[]", "[charge]")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, {".inngest-lint.toml": 'select = ["ING401", "ING601"]\n'})


def fix(root: Path, *args: str) -> Ran:
    return run("--fix", *(args or (".",)), cwd=root)


def test_what_is_fixed_is_no_finding_any_more(project: Path) -> None:
    write(project, {"a.py": CHARGE, "b.py": "import inngest\n"})
    assert fix(project) == Ran(0, "All checks passed!\n", "a.py: fixed ING601; nothing left\n")
    assert (project / "a.py").read_text() == FIXED
    assert fix(project) == Ran(0, "All checks passed!\n", "")


def test_what_is_left_is_reported(project: Path) -> None:
    nested = CHARGE.replace("work)", 'lambda: ctx.step.run("x", work))')
    write(project, {"a.py": nested})
    ran = run("--fix", "--extend-select", "ING610", ".", cwd=project)
    assert ran.code == 1
    assert ran.out.startswith("a.py:9:46: ING610 ")
    assert ran.err == "a.py: fixed ING601; 1 left\n"


def test_exit_non_zero_on_fix(project: Path) -> None:
    write(project, {"a.py": CHARGE})
    assert fix(project, ".", "--exit-non-zero-on-fix").code == 1
    assert fix(project, ".", "--exit-non-zero-on-fix").code == 0


def test_unsafe_fixes_have_to_be_wanted(project: Path) -> None:
    write(project, SERVED)
    ran = fix(project)
    assert (ran.code, ran.err) == (1, "jobs.py: fixed ING601; 1 left\n")
    assert "1 can be fixed with `--fix --unsafe-fixes`." in ran.out
    assert (project / "main.py").read_text() == SERVED["main.py"]
    assert fix(project, "--unsafe-fixes", ".") == Ran(
        0, "All checks passed!\n", "main.py: fixed ING401; nothing left\n"
    )
    assert (project / "main.py").read_text() == MAIN


def test_a_fix_may_change_a_file_that_is_not_named(project: Path) -> None:
    write(project, SERVED)
    assert fix(project, "--unsafe-fixes", "jobs.py").code == 0
    assert (project / "main.py").read_text() == MAIN


def test_a_report_counts_what_can_be_fixed(project: Path) -> None:
    write(project, SERVED)
    ran = run(".", cwd=project)
    first, second, *rest = ran.out.splitlines()
    assert first.startswith("jobs.py:7:1: ING401 function 'charge' ")
    assert second.startswith("jobs.py:10:5: ING601 [*] bare 'except' ")
    assert rest == [
        "Found 2 findings.",
        "[*] 1 can be fixed with `--fix`.",
        "1 more can be fixed with `--fix --unsafe-fixes`.",
    ]


def test_suppressed_findings_are_not_fixed(project: Path) -> None:
    write(project, {"a.py": CHARGE.replace("except:", "except:  # noqa: ING601")})
    assert fix(project) == Ran(0, "All checks passed!\n", "")


def test_standard_input(project: Path) -> None:
    ran = run("--fix", "-", cwd=project, stdin=CHARGE.encode())
    assert ran == Ran(0, FIXED, "stdin.py: fixed ING601; nothing left\nAll checks passed!\n")
    ran = run("--fix", "-", cwd=project, stdin=b"import inngest\n")
    assert ran == Ran(0, "import inngest\n", "All checks passed!\n")


def test_standard_input_changes_no_file(project: Path) -> None:
    write(project, SERVED)
    given = ("--fix", "--unsafe-fixes", "--stdin-filename", "jobs.py", "-")
    ran = run(*given, cwd=project, stdin=FIXED.encode())
    assert (ran.code, ran.out) == (1, FIXED)
    assert (project / "main.py").read_text() == SERVED["main.py"]


def test_a_diff_writes_nothing_and_git_takes_it(project: Path) -> None:
    files = {
        "lib/a b.py": CHARGE.encode("latin-1"),
        "lib/crlf.py": CHARGE.replace("\n", "\r\n").encode(),
        "lib/end.py": CHARGE.rstrip().encode(),
        "lib/latin.py": f"# coding: latin-1\n# \xe9\n{CHARGE}".encode("latin-1"),
        "lib/bom.py": b"\xef\xbb\xbf" + CHARGE.encode(),
    }
    write(project, files)
    ran = subprocess.run(
        [sys.executable, "-m", "inngest_lint", "--diff", "."],
        cwd=project / "lib",
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 1
    assert ran.stderr.decode().splitlines() == [
        f"{name}.py: would fix ING601; nothing left"
        for name in ("a b", "bom", "crlf", "end", "latin")
    ]
    assert {name: (project / name).read_bytes() for name in files} == files
    subprocess.run(["git", "init", "-q", "."], cwd=project, check=True)
    subprocess.run(["git", "apply", "-"], cwd=project / "lib", input=ran.stdout, check=True)
    applied = {name: (project / name).read_bytes() for name in files}
    assert applied == {
        name: data.replace(b"except:", b"except Exception:") for name, data in files.items()
    }
    assert run("--diff", ".", cwd=project) == Ran(0, "", "")


def test_what_is_left_does_not_count_for_a_diff(project: Path) -> None:
    write(project, SERVED)
    write(project, {"jobs.py": FIXED})
    assert run("--diff", ".", cwd=project) == Ran(0, "", "")


def test_a_file_stays_what_it_was(project: Path) -> None:
    data = b"\xef\xbb\xbf" + CHARGE.rstrip().replace("\n", "\r\n").encode()
    write(project, {"real/a.py": data})
    real, link = project / "real" / "a.py", project / "link.py"
    real.chmod(0o750)
    link.symlink_to(real)
    assert fix(project, "link.py").code == 0
    assert link.is_symlink()
    assert real.read_bytes() == data.replace(b"except:", b"except Exception:")
    assert stat.S_IMODE(real.stat().st_mode) == 0o750
    assert sorted(os.listdir(project / "real")) == ["a.py"]


def test_a_killed_run_leaves_the_old_file(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "old"})
    script = (
        "import os, signal, pathlib; from inngest_lint.run.writing import write\n"
        "os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "write(pathlib.Path('a.py').absolute(), b'old', b'new and longer')"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    assert ran.returncode == -signal.SIGKILL
    assert (tmp_path / "a.py").read_text() == "old"


def test_a_failed_write_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path, {"a.py": "old"})
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnreadableError, match="no space left on device"):
        write_file(tmp_path / "a.py", b"old", b"new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.py": "old"}


def test_a_file_that_has_changed_meanwhile_is_left(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "edited"})
    with pytest.raises(UnreadableError, match="changed while it was checked; not fixed"):
        write_file(tmp_path / "a.py", b"old", b"new")
    assert (tmp_path / "a.py").read_text() == "edited"


def finding(row: int, start: int, end: int, content: str, code: str = "ING601") -> Finding:
    """A finding whose fix replaces some columns of a row of `a.py`."""
    edit = Edit(Location(row, start), Location(row, end), content)
    at = Location(row, start)
    return Finding(code, "x", "error", "x", "a.py", at, at, fix=Fix("safe", "x", (edit,)))


def fixer(text: str) -> Fixer:
    return Fixer(lambda _: text.encode())


def test_fixes_that_touch_wait_for_another_round(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    one = fixer("a = 1\nb = 2\n")
    path = tmp_path / "a.py"
    found = [finding(1, 5, 6, "10"), finding(1, 6, 6, "+ 3"), finding(2, 5, 6, "20")]
    assert one.apply(found) == {path}
    assert one.contents == {path: b"a = 10\nb = 20\n"}
    assert one.files[path].fixed == {"ING601": 2}


def test_a_fix_that_breaks_a_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for content in ("(", "await x", "\ud800"):  # no syntax, no sense, no encoding
        one = fixer("a = 1\nb = 2\n")
        broken = [finding(1, 5, 6, content), finding(2, 5, 6, "20", "ING602")]
        assert one.apply(broken) == set()
        assert one.refused == {tmp_path / "a.py": "the fixes of ING601, ING602 would break it"}
        assert one.contents == {tmp_path / "a.py": b"a = 1\nb = 2\n"}


def test_edits_are_made_from_the_original_places() -> None:
    edits = [
        Edit(Location(1, 1), Location(1, 1), "x"),
        Edit(Location(2, 2), Location(3, 1), ""),
        Edit(Location(1, 2), Location(1, 3), "long"),
    ]
    assert rewritten("abc\r\nde\rfg", edits) == "xalongc\r\ndfg"


def test_a_file_that_libcst_does_not_give_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(*_: object) -> None:
        raise LossyError

    monkeypatch.setattr("inngest_lint.edits.draft.Offsets", lose)
    source = SourceFile(Path("/a.py"), "a.py", CHARGE)
    result = check(source, Settings(), frozenset({"ING601"}), fixes=True)
    assert [found.fix for found in result.findings] == [None]
    assert result.unfixable == "the file does not survive a round trip through LibCST"


def test_a_fix_that_crashes(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: object) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(sys.modules[type(load("ING601")).__module__], "_narrow", crash)
    source = SourceFile(Path("/a.py"), "a.py", CHARGE)
    codes = frozenset({"ING003", "ING601"})
    internal, bare = check(source, Settings(), codes, fixes=True).findings
    assert internal.message.startswith(
        "internal error: the fix of rule ING601 failed with KeyError: 'oh' at test_fix.py:"
    )
    assert (bare.code, bare.fix) == ("ING601", None)
    assert [each.code for each in check(source, Settings(), codes).findings] == ["ING601"]
