"""One run of the command: paths in, a report and an exit code out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inngest_lint.discovery import Exclude, is_excluded, python_files
from inngest_lint.files import (
    SourceFile,
    UnreadableError,
    decode,
    display_name,
    is_directory,
    passes_gate,
    read,
)
from inngest_lint.finding import Finding, order
from inngest_lint.project.project import Project
from inngest_lint.project.root import Roots, common_parent
from inngest_lint.projects import Projects
from inngest_lint.report import FOR_PEOPLE, renderer
from inngest_lint.settings import Finder, Settings, SettingsError

if TYPE_CHECKING:
    from inngest_lint.project.code.facts import ModuleFacts
    from inngest_lint.project_findings import ProjectFindings


@dataclass(frozen=True, slots=True)
class Target:
    """A file to check; `data` is given where it does not come from the disk."""

    path: Path
    settings: Settings
    data: bytes | None = None


@dataclass(slots=True)
class Outcome:
    """What a run has found so far."""

    findings: list[Finding] = field(default_factory=list)
    sources: dict[str, SourceFile] = field(default_factory=dict)
    unresolved: list[str] = field(default_factory=list)
    told: set[Finding] = field(default_factory=set)  # those about a whole project
    failed: bool = False

    def complain(self, error: Exception) -> None:
        """Says in one line what could not be done; the run goes on and ends with 2."""
        click.echo(f"error: {error}", err=True)
        self.failed = True


def run(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Checks `paths`, writes the report, and gives the exit code."""
    outcome = Outcome()
    finder = Finder(options)
    targets = _Targets(finder, options, outcome).find(paths)
    if options["show_settings"] or options["show_files"]:
        _show(targets, options["show_settings"])
        return 2 if outcome.failed else 0
    every = list(targets)
    roots = Roots(options["project_root"], common_parent(_directories(paths, options)))
    projects = Projects(finder, roots, _in_hand(every))
    for target in every:
        try:
            _check(target, projects, outcome, unresolved=options["show_unresolved"])
        except UnreadableError as error:
            outcome.complain(error)
    outcome.findings.sort(key=order)
    _write(outcome, options)
    if outcome.failed or any(finding.code == "ING003" for finding in outcome.findings):
        return 2
    return 1 if outcome.findings and not options["exit_zero"] else 0


class _Targets:
    """Finds the files to check; what cannot be used is complained of and left out."""

    def __init__(self, finder: Finder, options: dict[str, Any], outcome: Outcome) -> None:
        self._finder = finder
        self._options = options
        self._outcome = outcome
        self._seen: set[Path] = set()
        self._wrong: set[str] = set()

    def find(self, paths: Sequence[str]) -> Iterator[Target]:
        """The targets in order, each file once."""
        for given in paths:
            try:
                yield from self._targets(given)
            except UnreadableError as error:
                self._outcome.complain(error)
            except SettingsError as error:
                self._complain_once(error)

    def _targets(self, given: str) -> Iterator[Target]:
        if given == "-":
            name = self._options["stdin_filename"] or "stdin.py"
            yield from self._target(Path(os.path.abspath(name)), named=True, data=_stdin())
            return
        path = Path(os.path.abspath(given))
        if not is_directory(path, given):
            yield from self._target(path, named=True)
            return
        empty = True
        for file in python_files(path, self._exclude_of, self._outcome.complain):
            empty = False
            try:
                yield from self._target(file, named=False)
            except SettingsError as error:
                self._complain_once(error)
        if empty:
            click.echo(f"warning: {given}: no Python files found", err=True)

    def _target(self, path: Path, *, named: bool, data: bytes | None = None) -> Iterator[Target]:
        if path in self._seen:
            return
        self._seen.add(path)
        settings = self._finder.settings(path.parent)
        if named and self._options["force_exclude"]:
            if is_excluded(path, Exclude(settings.exclude, settings.root)):
                return
        yield Target(path, settings, data)

    def _exclude_of(self, directory: Path) -> Exclude:
        try:
            settings = self._finder.settings(directory)
        except SettingsError as error:
            self._complain_once(error)
            return Exclude((), directory)
        return Exclude(settings.exclude, settings.root)

    def _complain_once(self, error: SettingsError) -> None:
        if str(error) not in self._wrong:
            self._wrong.add(str(error))
            self._outcome.complain(error)


def _stdin() -> bytes:
    try:
        return sys.stdin.buffer.read()
    except (AttributeError, OSError):  # there is none if the caller closed it
        raise UnreadableError("-: standard input cannot be read") from None


def _directories(paths: Sequence[str], options: dict[str, Any]) -> Iterator[Path]:
    """The directories that were named, and those of the files that were."""
    for given in paths:
        if given == "-":
            given = options["stdin_filename"] or "stdin.py"
        path = Path(os.path.abspath(given))
        yield path if os.path.isdir(path) else path.parent


def _in_hand(targets: Iterable[Target]) -> dict[Path, str]:
    """The text of the targets that do not come from the disk."""
    texts = {}
    for target in targets:
        if target.data is not None:
            with suppress(SyntaxError):
                texts[target.path] = decode(target.data, target.path, "").text
    return texts


def _check(target: Target, projects: Projects, outcome: Outcome, *, unresolved: bool) -> None:
    if not projects.is_plain(target.path):
        data = read(target.path) if target.data is None else target.data
        if passes_gate(data) or projects.reach(target.path, data):
            _check_file(target, data, projects.of(target.path), outcome, unresolved)
    findings = projects.findings(target.path)
    if findings is not None:
        _add_from_project(target.path, findings, outcome)


def _check_file(
    target: Target, data: bytes, project: Project, outcome: Outcome, unresolved: bool
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
    result = check(source, target.settings, codes, unresolved=unresolved, project=project)
    outcome.unresolved += result.unresolved
    findings = suppress(result.findings, source) if result.findings else []
    if findings:
        outcome.findings += findings
        outcome.sources[name] = source


def _add_from_project(path: Path, findings: ProjectFindings, outcome: Outcome) -> None:
    """Adds those of which a place lies in this file, unless another file has brought them."""
    from inngest_lint.engine import suppress

    outcome.unresolved += findings.unresolved(path)
    outcome.findings += findings.problems_at(path)
    for found in findings.touching(path):
        if found.finding not in outcome.told:
            outcome.told.add(found.finding)
            if suppress([found.finding], _source(found.module)):
                outcome.findings.append(found.finding)
                for module in (found.module, *found.others):
                    source = _source(module)
                    outcome.sources.setdefault(source.name, source)


def _source(module: ModuleFacts) -> SourceFile:
    return SourceFile(module.path, display_name(module.path), module.text)


def _write(outcome: Outcome, options: dict[str, Any]) -> None:
    file = options["output_file"]
    terminal = file is None and sys.stdout is not None and sys.stdout.isatty()
    name = options["output_format"] or ("full" if terminal else "concise")
    if options["statistics"]:
        text = _statistics(outcome.findings)
    elif outcome.failed and not outcome.findings and name in FOR_PEOPLE:
        text = ""  # not that all checks passed
    else:
        color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        text = renderer(name)(outcome.findings, outcome.sources, color=color)
    click.echo(text, nl=False, file=file, color=True)
    if options["show_unresolved"]:
        for line in outcome.unresolved:
            click.echo(line, err=True)


def _statistics(findings: Sequence[Finding]) -> str:
    counts = Counter((finding.code, finding.name) for finding in findings)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{n:5}  {code}  {name}\n" for (code, name), n in ranked)


_SHOWN = (
    *("exclude", "dual_trigger_exempt", "failure_events", "nondeterministic", "pure"),
    *("external_events", "inngest_version"),
)


def _show(targets: Iterator[Target], settings_only: bool) -> None:
    for target in targets:
        if settings_only:
            settings = target.settings
            click.echo(f"source = {settings.source or 'none'}")
            click.echo(f"codes = {', '.join(sorted(settings.codes_for(target.path)))}")
            for name in _SHOWN:
                value = getattr(settings, name)
                shown = value if isinstance(value, str) else ", ".join(value)
                click.echo(f"{name.replace('_', '-')} = {shown}")
            return
        click.echo(display_name(target.path))
