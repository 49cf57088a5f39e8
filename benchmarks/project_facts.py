"""What the facts of a project cost beside `libcst.parse_module` of its files, as a ratio.

    python benchmarks/project_facts.py [FILES]

Reads the functions and the registrations of so many Inngest files, taken from the fixtures; the
budget for 200 of them is 0.15.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import libcst

from inngest_lint.files import passes_gate
from inngest_lint.project.project import Project

ROOT = Path(__file__).resolve().parent.parent / "fixtures"
BUDGET = 0.15
ROUNDS = 7


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes once, without the garbage collector."""
    gc.collect()
    gc.disable()
    start = time.perf_counter()
    work()
    taken = time.perf_counter() - start
    gc.enable()
    return taken


def main(count: int) -> None:
    """Prints the ratio beside its budget."""
    every = [path for path in sorted(ROOT.rglob("*.py")) if "projects" not in path.parts]
    paths = [path for path in every if passes_gate(path.read_bytes())][:count]
    texts = [path.read_text(encoding="utf-8") for path in paths]

    def facts() -> None:
        project = Project(ROOT, paths)
        assert project.functions
        for function in project.functions:
            project.registry.is_registered(function)

    ratios = []
    for _ in range(ROUNDS):
        parse = seconds(lambda: [libcst.parse_module(text) for text in texts])
        ratios.append(seconds(facts) / parse)
    print(f"{len(paths)} files: {statistics.median(ratios):.2f} of the parse (budget {BUDGET})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
