"""Applies fixes, round by round, until nothing changes; what comes of it is kept in memory.

Fixes that overlap, as two that add the same import, wait for the next round, in which the files are
checked again.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from inngest_lint.files import NEWLINE, SourceFile, decode, display_name
from inngest_lint.finding import Edit, Finding, Location, order
from inngest_lint.syntax.guard import UncheckableError
from inngest_lint.syntax.parse import parse

MOST_ROUNDS = 50


@dataclass(slots=True)
class FixedFile:
    """A file, its bytes before, its source now, and how often each rule was satisfied in it."""

    before: bytes
    source: SourceFile
    fixed: Counter[str] = field(default_factory=Counter)

    @property
    def after(self) -> bytes:
        """Its bytes now, in the encoding that they had."""
        return self.source.text.encode(self.source.encoding)

    @property
    def is_changed(self) -> bool:
        """Whether anything was fixed in it."""
        return bool(self.fixed)


class Fixer:
    """Knows the files that have been changed, and those that must not be.

    `read` gives the bytes of a file, `may_change` whether it may be another; unsafe fixes are
    applied only if they are wanted.
    """

    def __init__(
        self,
        read: Callable[[Path], bytes],
        *,
        may_change: Callable[[Path], bool] = lambda _: True,
        unsafe: bool = False,
    ) -> None:
        self._read = read
        self._may_change = may_change
        self._unsafe = unsafe
        self.files: dict[Path, FixedFile] = {}
        self.refused: dict[Path, str] = {}

    @property
    def contents(self) -> dict[Path, bytes]:
        """The bytes of the changed files."""
        return {path: file.after for path, file in self.files.items()}

    def apply(self, findings: Iterable[Finding]) -> frozenset[Path]:
        """Applies what fixes it can; gives the files that are changed, none if it can no more."""
        wanted = [finding for finding in findings if self.is_wanted(finding)]
        while True:
            chosen = list(self._compatible(sorted(wanted, key=order)))
            changes = self._changes(chosen)
            if changes is not None:
                break
        for path, source in changes.items():
            self.files[path].source = source
        for finding in chosen:
            for path in _edits(finding):
                self.files[path].fixed[finding.code] += 1
        return frozenset(changes)

    def is_wanted(self, finding: Finding) -> bool:
        """Whether a finding has a fix that is to be applied."""
        fix = finding.fix
        return fix is not None and (self._unsafe or fix.applicability == "safe")

    def _compatible(self, findings: Sequence[Finding]) -> Iterator[Finding]:
        """The findings whose fixes touch neither one another nor files that must not change."""
        taken: dict[Path, list[Edit]] = {}
        for finding in findings:
            edits = _edits(finding)
            if all(
                path not in self.refused
                and self._may_change(path)
                and not any(_touch(edit, other) for edit in own for other in taken.get(path, ()))
                for path, own in edits.items()
            ):
                for path, own in edits.items():
                    taken.setdefault(path, []).extend(own)
                yield finding

    def _changes(self, findings: Sequence[Finding]) -> dict[Path, SourceFile] | None:
        """The sources that come of fixes; None if a file would break: it stays as it is."""
        edits: dict[Path, list[Edit]] = {}
        for finding in findings:
            for path, own in _edits(finding).items():
                edits.setdefault(path, []).extend(own)
        changes = {}
        for path, own in edits.items():
            source = self._file(path).source
            text = rewritten(source.text, own)
            if not _is_sound(text, source):
                codes = sorted({f.code for f in findings if path in _edits(f)})
                self.refused[path] = f"the fixes of {', '.join(codes)} would break it"
                return None
            changes[path] = SourceFile(path, source.name, text, source.encoding)
        return changes

    def _file(self, path: Path) -> FixedFile:
        if path not in self.files:
            data = self._read(path)
            self.files[path] = FixedFile(data, decode(data, path, display_name(path)))
        return self.files[path]


def rewritten(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits made that do not overlap."""
    starts = [0, *(match.end() for match in NEWLINE.finditer(text))]

    def offset(at: Location) -> int:
        return starts[at.row - 1] + at.column - 1

    parts, done = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.location, edit.end_location)):
        parts += [text[done : offset(edit.location)], edit.content]
        done = offset(edit.end_location)
    return "".join([*parts, text[done:]])


def _path(name: str) -> Path:
    """The absolute path of a file by what findings call it."""
    return Path.cwd() / name


def _edits(finding: Finding) -> dict[Path, list[Edit]]:
    """The edits of a finding's fix by file."""
    found: dict[Path, list[Edit]] = {}
    for edit in finding.fix.edits if finding.fix is not None else ():
        found.setdefault(_path(edit.path or finding.path), []).append(edit)
    return found


def _touch(edit: Edit, other: Edit) -> bool:
    return edit.location <= other.end_location and other.location <= edit.end_location


def _is_sound(text: str, before: SourceFile) -> bool:
    """Whether a text can take the place of a source: it parses, and compiles if that did.

    Nothing is run.
    """
    try:
        text.encode(before.encoding)
        parse(text, before.name)
    except (UnicodeError, SyntaxError, UncheckableError):
        return False
    return _compiles(text) or not _compiles(before.text)


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "", "exec", dont_inherit=True)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return False
    return True
