"""A run that is spread over processes, and what happens when one is killed, or all are stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.command import CRON, run, run_python, write

DRIVER = """
import os, pathlib, signal, sys, time
from inngest_lint import engine
from inngest_lint.run import checking
checking._WORTH_FORKING = checking._WORTH_SPAWNING = 2
real = engine.check
def check(source, *args, **kwargs):
    pathlib.Path(f"{os.getpid()}.pid").touch()
    if source.path.stem == "deadly":
        os.kill(os.getpid(), signal.SIGKILL)
    if source.path.stem == "endless":
        time.sleep(60)
    return real(source, *args, **kwargs)
engine.check = check
from inngest_lint.cli import main
"""


def workers(root: Path) -> list[int]:
    """The processes that have checked something."""
    return [int(path.stem) for path in root.glob("*.pid")]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {f"job{number}.py": CRON.replace('"f"', f'"f{number}"') for number in range(6)}
    return write(tmp_path, {".inngest-lint.toml": "", **files})


def lint(root: Path, *args: str) -> tuple[int, list[str]]:
    ran = run_python("-c", f"{DRIVER}\nmain()", *args, ".", cwd=root)
    assert ran.err == ""
    return ran.code, ran.findings


def test_the_work_is_done_by_others_and_in_order(project: Path) -> None:
    alone = lint(project, "-j1", "--no-cache")
    assert len(workers(project)) == 1
    assert lint(project, "-j3", "--no-cache") == alone
    assert alone[0] == 1
    assert alone[1] == sorted(alone[1])
    assert 2 <= len(workers(project)) <= 4


def test_a_killed_process_costs_one_file(project: Path) -> None:
    before = lint(project, "--no-cache", "-j2")[1]
    write(project, {"deadly.py": CRON})
    code, found = lint(project, "--no-cache", "-j2")
    killed = "deadly.py:1:1: ING003 internal error: the process that checked the file ended with "
    assert code == 2
    assert [line for line in found if "ING003" in line] == [f"{killed}signal SIGKILL"]
    assert [line for line in found if line.startswith("job")] == before


def test_an_interrupt_stops_all_at_once(project: Path) -> None:
    write(project, {"endless.py": CRON, "more/endless.py": CRON})
    process = subprocess.Popen(
        [sys.executable, "-c", f"{DRIVER}\nmain()", "-j2", "."],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while len(workers(project)) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (130, "", "\ninterrupted\n")
    for pid in workers(project):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, 0)
            pytest.fail(f"process {pid} still runs")


def test_few_files_need_no_process(project: Path) -> None:
    driver = DRIVER.replace("checking._WORTH_FORKING = checking._WORTH_SPAWNING = 2", "")
    run_python("-c", f"{driver}\nmain()", "-j3", ".", cwd=project)
    assert len(workers(project)) == 1


def test_jobs_are_at_least_one(project: Path) -> None:
    ran = run("-j0", ".", cwd=project)
    assert (ran.code, ran.out) == (2, "")
    assert "0 is not in the range x>=1" in ran.err
