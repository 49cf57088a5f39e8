"""One run of the command: paths in, a report and an exit code out."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from inngest_lint.files import (
    Exclude,
    SourceFile,
    UnreadableError,
    decode,
    display_name,
    is_excluded,
    passes_gate,
    python_files,
    read,
)
from inngest_lint.report import renderer
from inngest_lint.rule import Finding
from inngest_lint.settings import Finder, Settings, SettingsError, overridden


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
    failed: bool = False

    def complain(self, error: Exception) -> None:
        """Says in one line what could not be done; the run goes on and ends with 2."""
        click.echo(f"error: {error}", err=True)
        self.failed = True


def run(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Checks `paths`, writes the report, and gives the exit code."""
    outcome = Outcome()
    targets = _Targets(options, outcome).find(paths)
    if options["show_settings"] or options["show_files"]:
        _show(targets, options["show_settings"])
        return 2 if outcome.failed else 0
    for target in targets:
        try:
            _check(target, outcome, unresolved=options["show_unresolved"])
        except UnreadableError as error:
            outcome.complain(error)
    outcome.findings.sort(key=lambda finding: finding.path)
    _write(outcome, options)
    if outcome.failed or any(finding.code == "ING003" for finding in outcome.findings):
        return 2
    return 1 if outcome.findings and not options["exit_zero"] else 0


class _Targets:
    """Finds the files to check; what cannot be used is complained of and left out."""

    def __init__(self, options: dict[str, Any], outcome: Outcome) -> None:
        self._options = options
        self._outcome = outcome
        self._finder = Finder()
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
            data = sys.stdin.buffer.read()
            yield from self._target(Path(os.path.abspath(name)), named=True, data=data)
            return
        path = Path(os.path.abspath(given))
        if not path.is_dir():
            if not path.exists():
                raise UnreadableError(f"{given}: no such file or directory")
            yield from self._target(path, named=True)
            return
        settings = self._finder.settings(path)
        empty = True
        for file in python_files(path, Exclude(settings.exclude, settings.root)):
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
        if not named or self._options["force_exclude"]:
            if is_excluded(path, Exclude(settings.exclude, settings.root)):
                return
        yield Target(path, overridden(settings, self._options), data)

    def _complain_once(self, error: SettingsError) -> None:
        if str(error) not in self._wrong:
            self._wrong.add(str(error))
            self._outcome.complain(error)


def _check(target: Target, outcome: Outcome, *, unresolved: bool) -> None:
    data = read(target.path) if target.data is None else target.data
    if not passes_gate(data):
        return
    from inngest_lint.engine import check, suppress, syntax_error

    name = display_name(target.path)
    codes = target.settings.codes_for(target.path)
    try:
        source = decode(data, target.path, name)
    except SyntaxError as error:
        if "ING001" in codes:
            outcome.findings.append(syntax_error(error, name))
        return
    result = check(source, target.settings, codes, unresolved=unresolved)
    outcome.unresolved += result.unresolved
    findings = suppress(result.findings, source) if result.findings else []
    if findings:
        outcome.findings += findings
        outcome.sources[name] = source


def _write(outcome: Outcome, options: dict[str, Any]) -> None:
    file = options["output_file"]
    terminal = file is None and sys.stdout.isatty()
    if options["statistics"]:
        text = _statistics(outcome.findings)
    else:
        render = renderer(options["output_format"] or ("full" if terminal else "concise"))
        color = terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        text = render(outcome.findings, outcome.sources, color=color)
    click.echo(text, nl=False, file=file, color=True)
    if options["show_unresolved"]:
        for line in outcome.unresolved:
            click.echo(line, err=True)


def _statistics(findings: Sequence[Finding]) -> str:
    counts = Counter((finding.code, finding.name) for finding in findings)
    return "".join(f"{n:5}  {code}  {name}\n" for (code, name), n in counts.most_common())


def _show(targets: Iterator[Target], settings_only: bool) -> None:
    for target in targets:
        if settings_only:
            settings = target.settings
            click.echo(f"source = {settings.source or 'none'}")
            click.echo(f"codes = {', '.join(sorted(settings.codes_for(target.path)))}")
            click.echo(f"exclude = {', '.join(settings.exclude)}")
            click.echo(f"dual-trigger-exempt = {', '.join(settings.dual_trigger_exempt)}")
            return
        click.echo(display_name(target.path))
