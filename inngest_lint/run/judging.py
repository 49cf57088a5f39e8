"""Judges the files of a run by themselves, and asks for each what is found in its project."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from inngest_lint.files import UnreadableError, decode, display_name, passes_gate, read
from inngest_lint.once import cached_property
from inngest_lint.project.root import Roots
from inngest_lint.run.consulted import Consulted
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.packed import Packed
from inngest_lint.run.projects import Projects
from inngest_lint.run.targets import Target
from inngest_lint.settings import Finder


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command was told: where settings and projects lie, and what is wanted of files.

    `walked` are the files below directories that have been gone through already.
    """

    finder: Finder
    roots: Roots
    walked: Mapping[Path, Sequence[Path]] = field(default_factory=dict)
    unresolved: bool = False
    fixes: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found in a file by itself, and what more has been read for it, if that is kept."""

    outcome: Outcome
    consulted: Consulted = field(default_factory=Consulted)


class Judge:
    """Judges one file after the other; `contents` is what is in some instead of on the disk.

    What has been read for a file is told only to who `remembers` what was found. A process that is
    not a copy of this one gets it without what it knows by then.
    """

    def __init__(
        self, wanted: Wanted, contents: Mapping[Path, bytes], remembers: bool = False
    ) -> None:
        self._wanted = wanted
        self._contents = contents
        self._remembers = remembers
        self._reported: dict[Path, int] = {}

    def __reduce__(self) -> tuple[type[Judge], tuple[Wanted, Mapping[Path, bytes], bool]]:
        return Judge, (self._wanted, self._contents, self._remembers)

    @cached_property
    def projects(self) -> Projects:
        """The projects of the files."""
        wanted, texts = self._wanted, dict(_texts(self._contents))
        return Projects(
            wanted.finder, wanted.roots, texts, walked=wanted.walked, fixes=wanted.fixes
        )

    def wants(self, target: Target) -> bool:
        """Whether there may be something in a file for the rules; raises UnreadableError."""
        if self.projects.is_plain(target.path):
            return False
        data = self._data(target)
        return passes_gate(data) or self.projects.reach(target.path, data)

    def size(self, target: Target) -> int:
        """How much there is to judge in a file."""
        data = self._contents.get(target.path)
        return os.path.getsize(target.path) if data is None else len(data)

    def whole(self, target: Target) -> Outcome:
        """What is found in the project of a file and touches it."""
        findings = self.projects.findings(target.path)
        return Outcome() if findings is None else findings.outcome(target.path)

    def __call__(self, target: Target) -> Judged:
        """What is found in a file by itself."""
        outcome = self._outcome(target)
        return Judged(outcome, self.consulted(target.path) if self._remembers else Consulted())

    def _outcome(self, target: Target) -> Outcome:
        from inngest_lint.engine import check, suppress, syntax_error

        name = display_name(target.path)
        codes = target.settings.codes_for(target.path)
        try:
            source = decode(self._data(target), target.path, name)
        except UnreadableError as error:  # a moment ago it could be read
            return Outcome(problems=[str(error)])
        except SyntaxError as error:
            return Outcome(Packed([syntax_error(error, name)] if "ING001" in codes else []))
        result = check(
            source,
            target.settings,
            codes,
            unresolved=self._wanted.unresolved,
            fixes=self._wanted.fixes,
            project=self.projects.of(target.path),
        )
        findings = suppress(result.findings, source) if result.findings else []
        unfixable = {target.path: result.unfixable} if result.unfixable else {}
        return Outcome(Packed(findings), list(result.unresolved), unfixable)

    def _data(self, target: Target) -> bytes:
        data = self._contents.get(target.path)
        return read(target.path) if data is None else data

    def consulted(self, path: Path) -> Consulted:
        """What has been read of the project of a file since this was last asked."""
        from inngest_lint.run.memory import text_digest

        project = self.projects.of(path)
        texts = project.modules.consulted
        known = self._reported.get(project.root, 0)
        self._reported[project.root] = len(texts)
        new = islice(texts.items(), known, None)  # they only become more
        return Consulted(
            {str(p): text_digest(None if m is None else m.text) for p, m in new},
            set(project.modules.words),
            set(map(str, project.pins.consulted)),
        )


def _texts(contents: Mapping[Path, bytes]) -> Iterator[tuple[Path, str]]:
    for path, data in contents.items():
        with suppress(SyntaxError):
            yield path, decode(data, path, "").text
