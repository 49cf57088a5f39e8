"""Fixes the files of a directory as the command does, and leaves them as they are."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from inngest_lint.codes import RULES
from inngest_lint.fixer import MOST_ROUNDS, Fixer
from inngest_lint.project.root import Roots
from inngest_lint.run.checking import Checker
from inngest_lint.run.judging import Wanted
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.targets import Target
from inngest_lint.settings import Finder


class Fixed(NamedTuple):
    """The files of a directory when nothing more can be fixed, and what is found in them then."""

    files: dict[Path, bytes]
    outcome: Outcome


def fixed(root: Path, *codes: str) -> Fixed:
    """What the fixes of some rules make of the files below a directory, the unsafe ones included.

    Raises AssertionError where that never comes to rest.
    """
    files = {path: path.read_bytes() for path in sorted(root.rglob("*.py"))}
    finder = Finder({"select": codes})
    targets = [Target(path, finder.settings(path.parent)) for path in files]
    checker = Checker(Wanted(finder, Roots(root, root), fixes=True))
    fixer = Fixer(files.__getitem__, unsafe="unsafe" in {RULES[code].fixes for code in codes})
    for _ in range(MOST_ROUNDS):
        now = {**files, **fixer.contents}
        outcome = checker.check(targets, now)
        assert outcome.problems == []
        if not fixer.apply(outcome.findings):
            assert (outcome.unfixable, fixer.refused) == ({}, {})
            return Fixed(now, outcome)
    raise AssertionError(f"still changing after {MOST_ROUNDS} rounds")
