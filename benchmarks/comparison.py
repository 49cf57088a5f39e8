"""What other tools find of the defects seeded in `fixtures/seeded/functions.py`, as a table.

    python benchmarks/comparison.py

It installs them in an environment of their own, so that it needs a network (or a mirror), and runs
each with everything switched on. A defect counts as found where a tool reports something about it
on its line, or on that of its decorator; what a tool says of other things there does not count.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SEEDED = ROOT / "fixtures" / "seeded" / "functions.py"
PACKAGES = "mypy pyright ruff flake8 flake8-bugbear flake8-async pylint inngest==0.5.19".split()
TOOLS: dict[str, tuple[str, ...]] = {
    "mypy": ("mypy", "--strict"),
    "pyright": ("pyright", "--pythonpath", sys.executable),
    "ruff": ("ruff", "check", "--isolated", "--select=ALL", "--output-format=concise"),
    "bugbear": ("flake8", "--isolated", "--select=B"),
    "flake8-async": ("flake8", "--isolated", "--select=ASYNC"),
    "pylint": ("pylint", "--enable=all", "--disable=I"),
    "inngest-lint": ("inngest-lint",),
}
# What is reported where a defect stands, and is not about it: style, docstrings, unused names,
# time zones, and what would hold of the line without the defect.
BESIDE = re.compile(
    r"\b(ANN|ARG|ASYNC124|ASYNC9|COM|CPY|D|DTZ|E501|ERA|I|ICN|INP|PERF|PLR|Q|RET|RUF|S110|SIM|B9)"
    r"\d*\b|\bW\d{3}\b|unused-argument|redefined-outer-name|docstring|invalid-name|too-"
)
# Where several defects stand on one line, a word that tells which one is meant.
WORDS = {
    "ING204": "cron",
    "ING402": "fn_id|duplicate",
    "ING406": "'(match|tz|if_exp|payload)'|\"(match|tz|if_exp|payload)\"",
    "ING702": "step",
    "ING704": "reserved",
    "ING611": "Context|block",
}


class Defect(NamedTuple):
    """One of the seeded defects: where it stands, and what goes wrong."""

    row: int
    code: str
    what: str


def defects(text: str) -> Iterator[Defect]:
    """The defects that the comments of the file name."""
    for row, line in enumerate(text.splitlines(), 1):
        for named in line.partition("# defect: ")[2].split("; "):
            code, _, what = named.partition(": ")
            if code:
                yield Defect(row, code, what)


def reported(output: str) -> dict[int, list[str]]:
    """What a tool says of each line that is not beside the point."""
    found: dict[int, list[str]] = {}
    for line in output.splitlines():
        place = re.search(r"\.py:(\d+)(?::\d+)?:? (?:- )?(.*)", line)
        if place is not None and not BESIDE.search(place[2]) and "note:" not in line:
            found.setdefault(int(place[1]), []).append(place[2])
    return found


def ours(output: str) -> set[tuple[int, str]]:
    """The lines and the codes of what this linter says."""
    return {(int(row), code) for row, code in re.findall(r"\.py:(\d+):\d+: (ING\d+)", output)}


def main() -> None:
    """Prints a row for each defect and how many each tool finds."""
    text = SEEDED.read_text()
    lines = text.splitlines()
    every = list(defects(text))
    with tempfile.TemporaryDirectory() as directory:
        print("installing the tools …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", directory], check=True)
        programs = Path(directory) / ("Scripts" if sys.platform == "win32" else "bin")
        pip = [programs / "pip", "install", "--quiet", *PACKAGES, ROOT]
        subprocess.run(pip, check=True)
        outputs = {}
        for name, (program, *options) in TOOLS.items():
            if name == "pyright":
                options[-1] = str(programs / "python")
            command = [programs / program, *options, SEEDED.name]
            ran = subprocess.run(
                command, cwd=SEEDED.parent, capture_output=True, text=True, check=False
            )
            outputs[name] = ran.stdout
    found: dict[str, set[Defect]] = {}
    for name, output in outputs.items():
        if name == "inngest-lint":
            known = ours(output)
            found[name] = {each for each in every if (each.row, each.code) in known}
        else:
            said = reported(output)
            found[name] = {each for each in every if _is_told(each, said, lines)}
    print_table(every, found)


def _is_told(defect: Defect, said: dict[int, list[str]], lines: list[str]) -> bool:
    """Whether a tool speaks of a defect on its line, or for a function on its decorator's."""
    is_function = lines[defect.row - 1].startswith(("async def", "def"))
    messages = said.get(defect.row, []) + (said.get(defect.row - 1, []) if is_function else [])
    return any(re.search(WORDS.get(defect.code, ""), message) for message in messages)


def print_table(every: list[Defect], found: dict[str, set[Defect]]) -> None:
    """Prints a table in Markdown."""
    print(f"| | {' | '.join(TOOLS)} |")
    print(f"|---|{'---|' * len(TOOLS)}")
    for defect in every:
        marks = ["●" if defect in found[name] else "" for name in TOOLS]
        print(f"| {defect.code} {defect.what} | {' | '.join(marks)} |")
    print(f"| **of {len(every)}** | {' | '.join(f'**{len(found[n])}**' for n in TOOLS)} |")


if __name__ == "__main__":
    main()
