"""Runs the command as its users do: in a process of its own, in a directory of theirs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from inngest_lint.rules import load

# a function that ING201 reports, and where: no fix mends it, as nothing tells its id,
# and nothing else is wrong with it
CRON = """\
import inngest
from app import APP, ID, failed
client = inngest.Inngest(app_id=APP)


@client.create_function(on_failure=failed, fn_id=ID, trigger=inngest.TriggerCron(cron="0 3 * * *"))
async def f(ctx: inngest.Context) -> None: ...
"""
FOUND = f"6:54: ING201 {load('ING201').message}"


class Ran(NamedTuple):
    """How a process ended."""

    code: int
    out: str
    err: str

    @property
    def findings(self) -> list[str]:
        """The lines of the report before the summary."""
        ends = ("Found ", "All checks passed!")
        return list(takewhile(lambda line: not line.startswith(ends), self.out.splitlines()))


def run(
    *args: str | Path, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> Ran:
    """Runs `inngest-lint` with `args`."""
    return run_python("-m", "inngest_lint", *args, cwd=cwd, stdin=stdin, env=env)


def run_python(
    *args: str | Path, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> Ran:
    done = subprocess.run(
        [sys.executable, *map(str, args)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        env={**os.environ, **(env or {})},
        timeout=600,
    )
    return Ran(
        done.returncode,
        done.stdout.decode(errors="surrogateescape"),
        done.stderr.decode(errors="surrogateescape"),
    )


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files below `root`, whose directories are made as they are needed."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
