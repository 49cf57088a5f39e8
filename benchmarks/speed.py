"""How long every tool takes on the same code, in one run, and the budgets beside it.

    python benchmarks/speed.py [--quick]

It installs the tools in environments of their own, so that it needs a network (or a mirror), and
builds what they are run on. The seconds are those of the machine at hand: only the ratios say
something. `--quick` takes small inputs, to see that it works. On Windows there is no such command.
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks import cost_of_a_file, inputs  # noqa: E402

# Each environment and what is installed there; flake8 runs every plugin that it finds.
ENVIRONMENTS: dict[str, tuple[str, ...]] = {
    "ours": (f"{ROOT}[flake8]",),
    "flake8": ("flake8",),
    "async": ("flake8", "flake8-async"),
    "others": ("ruff", "fixit", "pylint"),
}
PARSE = "import libcst, sys; libcst.parse_module(open(sys.argv[1]).read())"
# What starts a command is smaller than any: Linux counts for the command also what it had itself.
TAKE = """
import os, sys, time
nowhere = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
start = time.perf_counter()
process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere)
_, status, usage = os.wait4(process, 0)
print(time.perf_counter() - start, usage.ru_maxrss, os.waitstatus_to_exitcode(status))
"""


class Taken(NamedTuple):
    """How long a command takes, and how much memory its largest process has."""

    seconds: float
    megabytes: float


class Sizes(NamedTuple):
    """How large the inputs are, and how often each command runs."""

    tree: int
    inngest: int
    slice: int
    small_slice: int
    files: tuple[int, ...]
    growth: tuple[int, ...]
    rounds: int


FULL = Sizes(15_000, 60, 500, 100, (100, 1_000, 5_000), (10, 30, 100, 300, 1_000), 3)
QUICK = Sizes(300, 10, 60, 10, (100, 300), (10, 30), 1)


class Bench:
    """Runs the programs of the environments in a directory."""

    def __init__(self, directory: Path, rounds: int) -> None:
        self._directory = directory
        self._rounds = rounds
        for name, packages in ENVIRONMENTS.items():
            print(f"installing {', '.join(packages)} …", file=sys.stderr)
            subprocess.run([sys.executable, "-m", "venv", directory / name], check=True)
            pip = [directory / name / "bin" / "pip", "install", "--quiet", *packages]
            subprocess.run(pip, check=True)

    def take(
        self,
        environment: str,
        command: Sequence[str | Path],
        cwd: Path,
        before: Callable[[], object] = lambda: None,
    ) -> Taken:
        """The median of some runs; what `before` does does not count."""
        taken = []
        for _ in range(self._rounds):
            before()
            taken.append(self._run(environment, command, cwd))
        return _middle(taken)

    def in_turn(
        self, environments: Sequence[str], command: Sequence[str | Path], cwd: Path
    ) -> list[list[Taken]]:
        """Rounds of one command in several environments, where little tells them apart.

        What slows the machine down for a while slows all runs of a round.
        """
        return [
            [self._run(environment, command, cwd) for environment in environments]
            for _ in range(3 * self._rounds)
        ]

    def _run(self, environment: str, command: Sequence[str | Path], cwd: Path) -> Taken:
        return _run([self._directory / environment / "bin" / command[0], *command[1:]], cwd)


def _middle(taken: Sequence[Taken]) -> Taken:
    seconds = statistics.median(each.seconds for each in taken)
    return Taken(seconds, max(each.megabytes for each in taken))


def _run(command: Sequence[str | Path], cwd: Path) -> Taken:
    take = [sys.executable, "-I", "-S", "-c", TAKE, *command]
    seconds, kilobytes, code = subprocess.check_output(take, cwd=cwd, text=True).split()
    if int(code) < 0:
        raise SystemExit(f"{command} was killed")
    return Taken(float(seconds), int(kilobytes) / 1024)


def forget(root: Path) -> Callable[[], None]:
    """Takes away what the tools have kept of a tree."""

    def away() -> None:
        for name in (".inngest_lint_cache", ".ruff_cache"):
            shutil.rmtree(root / name, ignore_errors=True)

    return away


def table(title: str, taken: dict[str, Taken], reference: str) -> None:
    """Prints what commands take, and how often that of the reference."""
    print(f"\n**{title}**\n\n| | s | × {reference} |\n|---|---|---|")
    for name, each in taken.items():
        ratio = each.seconds / taken[reference].seconds
        print(f"| {name} | {each.seconds:.2f} | {ratio:.2f} |")


def whole_tree(bench: Bench, root: Path) -> dict[str, Taken]:
    """All files: ruff, and we."""
    ruff, ours = ("ruff", "check", "--select=F", "."), ("inngest-lint", ".")
    alone = (*ours, "--no-cache")
    return {
        "ruff": bench.take("others", (*ruff, "--no-cache"), root),
        "ruff, warm": bench.take("others", ruff, root),
        "inngest-lint -j1": bench.take("ours", (*alone, "-j1"), root),
        "inngest-lint -j2": bench.take("ours", (*alone, "-j2"), root),
        "inngest-lint, cold": bench.take("ours", ours, root, forget(root)),
        "inngest-lint, warm": bench.take("ours", ours, root),
    }


def flake8(bench: Bench, root: Path) -> tuple[dict[str, Taken], float]:
    """Files without Inngest: flake8 with plugins, and how much longer it takes with ours."""
    command = ("flake8", "--isolated", ".")
    rounds = bench.in_turn(("flake8", "ours"), command, root)
    without, ours = map(_middle, zip(*rounds, strict=True))
    taken = {
        "flake8": without,
        "flake8 with inngest-lint": ours,
        "flake8 with flake8-async": bench.take("async", command, root),
    }
    return taken, statistics.median(b.seconds / a.seconds for a, b in rounds)


def others(bench: Bench, root: Path) -> dict[str, Taken]:
    """Inngest files, as many as one can wait for with the slower tools."""
    return {
        "ruff": bench.take("others", ("ruff", "check", "--isolated", "--no-cache", "."), root),
        "inngest-lint": bench.take("ours", ("inngest-lint", "--no-cache", "."), root),
        "flake8": bench.take("flake8", ("flake8", "--isolated", "."), root),
        "flake8 with inngest-lint": bench.take("ours", ("flake8", "--isolated", "."), root),
        "fixit": bench.take("others", ("fixit", "lint", "."), root),
        "pylint": bench.take("others", ("pylint", "--recursive=y", "."), root),
    }


def single_files(bench: Bench, directory: Path, sizes: Sequence[int]) -> None:
    """Prints what one file takes, with the start of the program and without the cache."""
    print("\n**One file**\n\n| lines | parse, s | inngest-lint, s | × |\n|---|---|---|---|")
    for lines in sizes:
        path = inputs.make_file(directory / f"lines{lines}" / "jobs.py", lines)
        (path.parent / ".inngest-lint.toml").write_text("")
        parse = bench.take("ours", ("python", "-c", PARSE, path), path.parent)
        ours = bench.take("ours", ("inngest-lint", "--no-cache", path), path.parent)
        ratio = ours.seconds / parse.seconds
        print(f"| {lines} | {parse.seconds:.2f} | {ours.seconds:.2f} | {ratio:.2f} |")


def growth(bench: Bench, directory: Path, counts: Sequence[int]) -> None:
    """Prints what more Inngest files take, in one process."""
    print("\n**More Inngest files**, `-j1`\n\n| files | s | ms a file | MB | warm, s |")
    print("|---|---|---|---|---|")
    for count in counts:
        root = inputs.make_tree(directory / f"growth{count}", 0, count)
        ours = bench.take("ours", ("inngest-lint", "--no-cache", "-j1", "."), root)
        bench.take("ours", ("inngest-lint", "."), root)
        warm = bench.take("ours", ("inngest-lint", "."), root)
        each = ours.seconds / count * 1000
        print(
            f"| {count} | {ours.seconds:.2f} | {each:.1f} | {ours.megabytes:.0f} "
            f"| {warm.seconds:.2f} |"
        )


def memory(bench: Bench, root: Path) -> float:
    """How much more memory checking a tree takes, in one process, than parsing its largest file."""
    largest = max(root.rglob("*.py"), key=lambda path: path.stat().st_size)
    parse = bench.take("ours", ("python", "-c", PARSE, largest), root)
    check = bench.take("ours", ("inngest-lint", "--no-cache", "-j1", "."), root)
    return check.megabytes / parse.megabytes


def budget(what: str, ratio: float, most: float) -> None:
    """Prints a ratio beside what it may be."""
    print(f"| {what} | {ratio:.2f} | {most} | {'' if ratio <= most else '**over**'} |")


def main(sizes: Sizes) -> None:
    """Prints all tables."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        bench = Bench(directory, sizes.rounds)
        print("building the inputs …", file=sys.stderr)
        tree = inputs.make_tree(directory / "tree", sizes.tree - sizes.inngest, sizes.inngest)
        plain = inputs.make_tree(directory / "plain", sizes.slice, 0)
        small = inputs.make_tree(directory / "small", 0, sizes.small_slice)
        many = inputs.make_tree(directory / "many", 0, 200)
        whole = whole_tree(bench, tree)
        title = f"{sizes.tree} files, of which {sizes.inngest} have Inngest functions"
        table(title, whole, "ruff")
        added, with_us = flake8(bench, plain)
        table(f"{sizes.slice} files without Inngest", added, "flake8")
        table(f"{sizes.small_slice} Inngest files", others(bench, small), "inngest-lint")
        single_files(bench, directory, sizes.files)
        growth(bench, directory, sizes.growth)
        memories = memory(bench, tree), memory(bench, many)
        start = bench.take("ours", ("inngest-lint", "--version"), directory)
        nothing = bench.take("ours", ("python", "-c", "pass"), directory)
        files = sorted((ROOT / "fixtures" / "app_fixed" / "functions").glob("*_*.py"))
        costs = cost_of_a_file.ratios(files)
    print("\n**Budgets**\n\n| | ratio | at most | |\n|---|---|---|---|")
    budget("a clean file × parse", statistics.median(costs["clean"]), 1.5)
    budget("a file with findings × parse", statistics.median(costs["with findings"]), 2.2)
    budget(
        "the tree, cold × ruff", whole["inngest-lint, cold"].seconds / whole["ruff"].seconds, 2.5
    )
    warm = whole["inngest-lint, warm"].seconds / whole["ruff, warm"].seconds
    budget("the tree, warm × ruff, warm", warm, 1.0)
    budget("flake8 without Inngest × without us", with_us, 1.02)
    budget("`--version` × `python -c pass`", start.seconds / nothing.seconds, 5.0)
    budget("memory for the tree × parsing its largest file", memories[0], 1.5)
    budget("memory for 200 Inngest files × parsing the largest", memories[1], 1.5)


if __name__ == "__main__":
    main(QUICK if "--quick" in sys.argv else FULL)
