"""What checking a file costs beside `libcst.parse_module` of it, as ratios.

    python benchmarks/cost_of_a_file.py [FILE…]

Without files it measures the fixtures: for each the share of the analysis, the codes found, and
at the end the medians of files with and without findings beside their budgets (1.5 and 2.2).
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import libcst

from inngest_lint.codes import RULES
from inngest_lint.engine import check
from inngest_lint.files import SourceFile, decode
from inngest_lint.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
BUDGETS = {"clean": 1.5, "with findings": 2.2}
ROUNDS = 31
LEAST_LINES = 40  # below that the clock measures itself


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes once."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def measure(sources: Sequence[SourceFile]) -> list[tuple[float, int]]:
    """For each file how much longer checking takes than parsing, and how many findings it has.

    The files are taken as a run takes them, one after the other: all are parsed, then all are
    checked. Of the ratios of the rounds the middle one counts: what slows the machine down for a
    while slows both.
    """
    settings = Settings(preset="all")
    codes = settings.codes()
    findings = [len(check(source, settings, codes).findings) for source in sources]
    rounds = []
    for _ in range(ROUNDS):
        gc.collect()
        parsed = [seconds(partial(libcst.parse_module, source.text)) for source in sources]
        checked = [seconds(partial(check, source, settings, codes)) for source in sources]
        rounds.append([took / parse for took, parse in zip(checked, parsed, strict=True)])
    middle = map(statistics.median, zip(*rounds, strict=True))
    return list(zip(middle, findings, strict=True))


def ratios(
    paths: Sequence[Path], tell: Callable[[str], object] = lambda _: None
) -> dict[str, list[float]]:
    """What files cost that are clean, and those with findings; `tell` gets a row for each."""
    found: dict[str, list[float]] = {"clean": [], "with findings": []}
    sources = [decode(path.read_bytes(), path, str(path)) for path in paths]
    for source, (ratio, findings) in zip(sources, measure(sources), strict=True):
        lines = len(source.lines)
        tell(f"{ratio:5.2f}  {findings:8}  {lines:5}  {source.name}")
        if lines >= LEAST_LINES:
            found["with findings" if findings else "clean"].append(ratio)
    return found


def main(paths: list[Path]) -> None:
    """Prints a row a file and a row a budget."""
    print(f"{len(RULES)} rules, {ROUNDS} rounds\n\nratio  findings  lines  file")
    measured = ratios(paths, print)
    print("\n                files  median  worst  budget")
    for kind, found in measured.items():
        if found:
            median, worst = statistics.median(found), max(found)
            print(f"{kind:14}  {len(found):5}  {median:6.2f}  {worst:5.2f}  {BUDGETS[kind]:6.1f}")


if __name__ == "__main__":
    fixtures = sorted((ROOT / "fixtures").rglob("*.py"))
    gated = [path for path in fixtures if b"inngest" in path.read_bytes()]
    main([Path(name) for name in sys.argv[1:]] or gated)
