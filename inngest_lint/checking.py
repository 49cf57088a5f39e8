"""Checks the files of a run, one after the other, each in its project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from inngest_lint.files import SourceFile, UnreadableError, decode, display_name, passes_gate, read
from inngest_lint.finding import Finding, order
from inngest_lint.project.root import Roots
from inngest_lint.projects import Projects
from inngest_lint.settings import Finder
from inngest_lint.targets import Target

if TYPE_CHECKING:
    from inngest_lint.project.code.facts import ModuleFacts
    from inngest_lint.project_findings import ProjectFindings


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


class Checker:
    """Checks files with what the command was told: where projects lie, and what is wanted."""

    def __init__(self, finder: Finder, roots: Roots, *, unresolved: bool, fixes: bool) -> None:
        self._finder = finder
        self._roots = roots
        self._unresolved = unresolved
        self._fixes = fixes

    def check(self, targets: Iterable[Target], contents: Mapping[Path, bytes]) -> Outcome:
        """What is found in these files; `contents` is what is in some instead of on the disk."""
        texts = dict(_texts(contents))
        projects = Projects(self._finder, self._roots, texts, fixes=self._fixes)
        outcome = Outcome()
        told: set[Finding] = set()  # those about a whole project
        for target in targets:
            try:
                self._check(target, contents.get(target.path), projects, outcome)
            except UnreadableError as error:
                outcome.problems.append(str(error))
                continue
            findings = projects.findings(target.path)
            if findings is not None:
                _add_from_project(target.path, findings, outcome, told)
        outcome.findings.sort(key=order)
        return outcome

    def _check(
        self, target: Target, data: bytes | None, projects: Projects, outcome: Outcome
    ) -> None:
        if projects.is_plain(target.path):
            return
        if data is None:
            data = read(target.path)
        if passes_gate(data) or projects.reach(target.path, data):
            self._check_file(target, data, projects, outcome)

    def _check_file(
        self, target: Target, data: bytes, projects: Projects, outcome: Outcome
    ) -> None:
        from inngest_lint.engine import check, suppress, syntax_error

        name = display_name(target.path)
        codes = target.settings.codes_for(target.path)
        try:
            source = decode(data, target.path, name)
        except SyntaxError as error:
            if "ING001" in codes:
                outcome.findings.append(syntax_error(error, name))
            return
        result = check(
            source,
            target.settings,
            codes,
            unresolved=self._unresolved,
            fixes=self._fixes,
            project=projects.of(target.path),
        )
        outcome.unresolved += result.unresolved
        if result.unfixable:
            outcome.unfixable[target.path] = result.unfixable
        findings = suppress(result.findings, source) if result.findings else []
        if findings:
            outcome.findings += findings
            outcome.sources[name] = source


def _texts(contents: Mapping[Path, bytes]) -> Iterator[tuple[Path, str]]:
    for path, data in contents.items():
        with suppress(SyntaxError):
            yield path, decode(data, path, "").text


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
