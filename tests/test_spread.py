"""Work is done in other processes, whatever happens to one of them."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from inngest_lint.run import spread as module
from inngest_lint.run.spread import Killed, spread


def square(number: int) -> tuple[int, int]:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    if number == 17:
        os._exit(3)
    return number * number, os.getpid()


@pytest.fixture(params=["fork", "spawn"], autouse=True)
def method(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "can_fork", lambda: request.param == "fork")


def test_every_piece_is_done_once_in_another_process() -> None:
    done = dict(spread(square, range(10), jobs=3))
    results = {piece: result[0] for piece, result in done.items() if isinstance(result, tuple)}
    assert results == {number: number * number for number in range(10)}
    pids = {result[1] for result in done.values() if isinstance(result, tuple)}
    assert os.getpid() not in pids
    assert 1 <= len(pids) <= 3


def test_no_more_processes_than_pieces() -> None:
    done = dict(spread(square, [1], jobs=8))
    assert len(done) == 1


def test_a_killed_process_costs_its_piece_alone() -> None:
    done = dict(spread(square, [1, 13, 2, 17, 3], jobs=2))
    lost = {piece: str(result) for piece, result in done.items() if isinstance(result, Killed)}
    assert lost == {13: "signal SIGKILL", 17: "exit code 3"}
    assert sorted(done) == [1, 2, 3, 13, 17]


def test_all_processes_end_with_the_generator() -> None:
    work = spread(square, range(100), jobs=2)
    (_, result) = next(work)
    assert isinstance(result, tuple)
    work.close()
    deadline = time.monotonic() + 10
    while Path(f"/proc/{result[1]}").exists() and time.monotonic() < deadline:
        with_child(result[1])
    assert (
        not Path(f"/proc/{result[1]}/cmdline").exists()
        or not Path(f"/proc/{result[1]}/cmdline").read_bytes()
    )


def with_child(pid: int) -> None:
    """Lets a killed child of this process go, if it has not been waited for."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        time.sleep(0.01)
