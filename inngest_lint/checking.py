"""Checks the files of a run, each in its project: what one shows alone, and what the whole does."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inngest_lint.files import SourceFile, UnreadableError, decode, display_name, passes_gate, read
from inngest_lint.finding import Finding, order
from inngest_lint.once import cached_property
from inngest_lint.project.root import Roots
from inngest_lint.projects import Projects
from inngest_lint.settings import Finder
from inngest_lint.spread import Killed, can_fork, spread
from inngest_lint.targets import Target

if TYPE_CHECKING:
    from inngest_lint.project.code.facts import ModuleFacts
    from inngest_lint.project_findings import ProjectFindings

# From how many files on processes are worth their start, where they are copied or begin anew.
_WORTH_FORKING = 20
_WORTH_SPAWNING = 200


@dataclass(slots=True)
class Outcome:
    """What a check of some files gives.

    `sources` are the files with findings, by name, `problems` what could not be done, and
    `unfixable` why nothing in a file may be fixed.
    """

    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    unfixable: dict[Path, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Adds what another check gave."""
        self.findings += other.findings
        self.sources.update(other.sources)
        self.unresolved += other.unresolved
        self.unfixable.update(other.unfixable)
        self.problems += other.problems


@dataclass(frozen=True, slots=True)
class Checker:
    """Checks files with what the command was told: where projects lie, and what is wanted.

    `jobs` is how many processes may be busy at a time.
    """

    finder: Finder
    roots: Roots
    unresolved: bool = False
    fixes: bool = False
    jobs: int = 1

    def check(self, targets: Sequence[Target], contents: Mapping[Path, bytes]) -> Outcome:
        """What is found in these files; `contents` is what is in some instead of on the disk."""
        judge = _Judge(self, contents)
        outcomes = {target.path: Outcome() for target in targets}
        judged = []
        for target in targets:
            try:
                if judge.wants(target):
                    judged.append(target)
            except UnreadableError as error:
                outcomes[target.path].problems.append(str(error))
        # first what is known of projects, so that the processes have it when they begin
        told: set[Finding] = set()
        whole = {target.path: judge.of_project(target, told) for target in targets}
        for target, outcome in self._spread(judge, judged):
            outcomes[target.path].add(outcome)
        total = Outcome()
        for target in targets:
            total.add(outcomes[target.path])
            total.add(whole[target.path])
        total.findings.sort(key=order)
        return total

    def _spread(self, judge: _Judge, targets: Sequence[Target]) -> Iterator[tuple[Target, Outcome]]:
        worth = _WORTH_FORKING if can_fork() else _WORTH_SPAWNING
        if self.jobs == 1 or len(targets) < worth:
            yield from ((target, judge(target)) for target in targets)
            return
        from inngest_lint.rules import load_all

        # once, before the process is copied: the rules, and LibCST with them
        load_all(frozenset().union(*(each.settings.codes_for(each.path) for each in targets)))
        largest_first = sorted(targets, key=judge.size, reverse=True)
        for target, outcome in spread(judge, largest_first, self.jobs):
            yield target, _killed(target, outcome) if isinstance(outcome, Killed) else outcome


class _Judge:
    """Judges one file after the other; another process gets it without what it knows by then."""

    def __init__(self, checker: Checker, contents: Mapping[Path, bytes]) -> None:
        self._checker = checker
        self._contents = contents

    def __reduce__(self) -> tuple[type[_Judge], tuple[Checker, Mapping[Path, bytes]]]:
        return _Judge, (self._checker, self._contents)

    @cached_property
    def _projects(self) -> Projects:
        checker = self._checker
        texts = dict(_texts(self._contents))
        return Projects(checker.finder, checker.roots, texts, fixes=checker.fixes)

    def wants(self, target: Target) -> bool:
        """Whether there may be something in a file for the rules; raises UnreadableError."""
        if self._projects.is_plain(target.path):
            return False
        data = self._data(target)
        return passes_gate(data) or self._projects.reach(target.path, data)

    def size(self, target: Target) -> int:
        """How much there is to judge in a file."""
        data = self._contents.get(target.path)
        return os.path.getsize(target.path) if data is None else len(data)

    def __call__(self, target: Target) -> Outcome:
        """What is found in a file."""
        from inngest_lint.engine import check, suppress, syntax_error

        name = display_name(target.path)
        codes = target.settings.codes_for(target.path)
        try:
            source = decode(self._data(target), target.path, name)
        except UnreadableError as error:  # a moment ago it could be read
            return Outcome(problems=[str(error)])
        except SyntaxError as error:
            return Outcome([syntax_error(error, name)] if "ING001" in codes else [])
        result = check(
            source,
            target.settings,
            codes,
            unresolved=self._checker.unresolved,
            fixes=self._checker.fixes,
            project=self._projects.of(target.path),
        )
        findings = suppress(result.findings, source) if result.findings else []
        return Outcome(
            findings,
            {name: source} if findings else {},
            list(result.unresolved),
            {target.path: result.unfixable} if result.unfixable else {},
        )

    def of_project(self, target: Target, told: set[Finding]) -> Outcome:
        """What is found in the project of a file and touches it, unless that has been told."""
        findings = self._projects.findings(target.path)
        outcome = Outcome()
        if findings is not None:
            _add_from_project(target.path, findings, outcome, told)
        return outcome

    def _data(self, target: Target) -> bytes:
        data = self._contents.get(target.path)
        return read(target.path) if data is None else data


def _texts(contents: Mapping[Path, bytes]) -> Iterator[tuple[Path, str]]:
    for path, data in contents.items():
        with suppress(SyntaxError):
            yield path, decode(data, path, "").text


def _killed(target: Target, killed: Killed) -> Outcome:
    """What there is to say of a file whose check ended a process."""
    from inngest_lint.engine import internal_error

    finding = internal_error(
        f"the process that checked the file ended with {killed}", display_name(target.path)
    )
    return Outcome([finding] if "ING003" in target.settings.codes_for(target.path) else [])


def _add_from_project(
    path: Path, findings: ProjectFindings, outcome: Outcome, told: set[Finding]
) -> None:
    """Adds those of which a place lies in this file, unless another file has brought them."""
    from inngest_lint.engine import suppress

    outcome.unresolved += findings.unresolved(path)
    outcome.findings += findings.problems_at(path)
    for found in findings.touching(path):
        if found.finding not in told:
            told.add(found.finding)
            if suppress([found.finding], _source(found.module)):
                outcome.findings.append(found.finding)
                for module in (found.module, *found.others):
                    source = _source(module)
                    outcome.sources.setdefault(source.name, source)


def _source(module: ModuleFacts) -> SourceFile:
    return SourceFile(module.path, display_name(module.path), module.text)
