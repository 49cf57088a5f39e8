"""Work handed out to processes, one piece after the other.

Not `concurrent.futures`: when one of its processes is killed, all that is left is lost, and which
piece did it is not known.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Piece = TypeVar("Piece")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Killed:
    """What there is instead of a result where the process ended: its exit code, or signal."""

    code: int | None

    def __str__(self) -> str:
        number = -(self.code or 0)
        if number > 0:
            import signal

            with suppress(ValueError):
                return f"signal {signal.Signals(number).name}"
        return f"exit code {self.code}"


@dataclass(slots=True)
class _Worker(Generic[Piece]):
    process: BaseProcess
    connection: Connection
    piece: Piece


def can_fork() -> bool:
    """Whether a process may be copied as it is, with all that it knows."""
    return sys.platform == "linux" and threading.active_count() == 1


def processors() -> int:
    """How many processes can run at a time."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def spread(
    work: Callable[[Piece], Result], pieces: Sequence[Piece], jobs: int
) -> Iterator[tuple[Piece, Result | Killed]]:
    """Does a piece of work in one of some processes after the other, and gives what comes of it.

    The results come as they are ready. `work` must not raise; where processes cannot be forked it
    is pickled. When the generator is closed, also by an interrupt, the processes end at once.
    """
    # only here: most runs start no process, and what it takes is a tenth of all they load
    from multiprocessing import get_context
    from multiprocessing.connection import Connection, wait

    context = get_context("fork") if can_fork() else get_context("spawn")
    waiting = deque(pieces)
    workers: dict[Connection, _Worker[Piece]] = {}

    def begin() -> None:
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, work), daemon=True)
        process.start()
        theirs.close()
        workers[ours] = _Worker(process, ours, waiting.popleft())
        ours.send(workers[ours].piece)

    try:
        while waiting and len(workers) < jobs:
            begin()
        while workers:
            for connection in wait(list(workers)):
                assert isinstance(connection, Connection)
                worker = workers[connection]
                try:
                    result = connection.recv()
                except (EOFError, ConnectionResetError):
                    del workers[connection]
                    worker.process.join()
                    yield worker.piece, Killed(worker.process.exitcode)
                    if waiting:
                        begin()
                    continue
                piece = worker.piece
                if waiting:
                    worker.piece = waiting.popleft()
                    connection.send(worker.piece)
                else:
                    del workers[connection]
                    connection.close()  # with that it ends
                yield piece, result
    finally:
        for worker in workers.values():
            worker.process.kill()


def _serve(connection: Connection, work: Callable[[Piece], Result]) -> None:
    """What a process does: work until nobody asks for more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends all
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            connection.send(work(connection.recv()))
