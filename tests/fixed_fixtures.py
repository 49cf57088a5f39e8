"""Fixes a fixture as the command does, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from inngest_lint.checking import Checker, Outcome
from inngest_lint.codes import RULES
from inngest_lint.fixer import MOST_ROUNDS, Fixer
from inngest_lint.project.root import Roots
from inngest_lint.settings import Finder
from inngest_lint.targets import Target


class NoRestError(Exception):
    """The fixes of a file never come to rest."""


def fixed(
    files: Mapping[Path, bytes], root: Path, *codes: str, unsafe: bool | None = None
) -> tuple[dict[Path, bytes], Outcome]:
    """What the fixes of some rules make of files, and what is found in the end.

    Unsafe fixes are applied if one of the rules has only such, unless it is told.
    """
    if unsafe is None:
        unsafe = any(RULES[code].fixes == "unsafe" for code in codes)
    finder = Finder({"select": codes})
    targets = [Target(path, finder.settings(path.parent)) for path in files]
    checker = Checker(finder, Roots(root, root), unresolved=False, fixes=True)
    fixer = Fixer(files.__getitem__, may_change=files.__contains__, unsafe=unsafe)
    for _ in range(MOST_ROUNDS):
        contents = {**files, **fixer.contents}
        outcome = checker.check(targets, contents)
        if not fixer.apply(outcome.findings):
            return contents, outcome
    raise NoRestError
