"""Fixes the files of a run: round by round, and then once on the disk or as a diff."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from inngest_lint.files import UnreadableError, display_name, read
from inngest_lint.fixer import MOST_ROUNDS, FixedFile, Fixer
from inngest_lint.run.checking import Checker
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.targets import Target
from inngest_lint.run.writing import diff, write


class Fixing:
    """What `--fix` and `--diff` do with some targets; `given` is what is in those of no file."""

    def __init__(
        self,
        checker: Checker,
        targets: Sequence[Target],
        given: Mapping[Path, bytes],
        options: Mapping[str, Any],
    ) -> None:
        self._checker = checker
        self._targets = targets
        self._given = given
        self._options = options
        self._fixer = Fixer(
            lambda path: given[path] if path in given else read(path),
            # what is given is shown fixed: nothing on the disk may change with it
            may_change=(lambda path: path in given) if given else (lambda _: True),
            unsafe=options["unsafe_fixes"],
        )
        self._settled = False

    def run(self) -> Outcome:
        """Applies fixes until there are none; gives what is found then."""
        waiting = self._targets
        for _ in range(MOST_ROUNDS):
            outcome = self._check(waiting)
            changed = self._fixer.apply(outcome.findings)
            if changed:  # first what has changed, and the others in the end: they may follow
                waiting = [target for target in self._targets if target.path in changed]
            elif len(waiting) == len(self._targets):
                self._settled = True
                return outcome
            else:
                waiting = self._targets
        return self._check(self._targets)

    def _check(self, targets: Sequence[Target]) -> Outcome:
        return self._checker.check(targets, self.contents)

    @property
    def contents(self) -> dict[Path, bytes]:
        """What is in files instead of on the disk."""
        return {**self._given, **self._fixer.contents}

    def finish(self, outcome: Outcome) -> list[str]:
        """Writes what was fixed, with a line for each file; gives what could not be done."""
        problems = []
        left = Counter(finding.path for finding in outcome.findings)
        reasons = {**outcome.unfixable, **self._fixer.refused}
        for path in sorted({*self._changed, *reasons}):
            name = display_name(path)
            if path in reasons:
                click.echo(f"warning: {name}: not fixed: {reasons[path]}", err=True)
            if path in self._changed:
                try:
                    self._put(path, self._changed[path])
                except UnreadableError as error:
                    problems.append(str(error))
                    continue
                click.echo(self._line(name, self._changed[path], left[name]), err=True)
        for path in self._given.keys() - self._changed.keys() if self._options["fix"] else ():
            self._show(self._given[path])
        if not self._settled:
            problems.append(f"fixes still change the code after {MOST_ROUNDS} rounds")
        return problems

    @property
    def is_to_be_seen(self) -> bool:
        """Whether that there was something to fix makes the exit code 1."""
        wanted = self._options["diff"] or self._options["exit_non_zero_on_fix"]
        return bool(wanted and self._changed)

    @property
    def _changed(self) -> dict[Path, FixedFile]:
        return {path: file for path, file in self._fixer.files.items() if file.is_changed}

    def _put(self, path: Path, file: FixedFile) -> None:
        if self._options["diff"]:
            self._show(diff(path, file.before, file.after))
        elif path in self._given:
            self._show(file.after)
        else:
            write(path, file.before, file.after)

    def _show(self, data: bytes) -> None:
        click.echo(data, nl=False)

    def _line(self, name: str, file: FixedFile, left: int) -> str:
        done = "would fix" if self._options["diff"] else "fixed"
        codes = (f"{code} ({n})" if n > 1 else code for code, n in sorted(file.fixed.items()))
        return f"{name}: {done} {', '.join(codes)}; {left or 'nothing'} left"
