"""One run of the command: paths in, a report and an exit code out."""

from __future__ import annotations

import gc
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from inngest_lint.files import display_name
from inngest_lint.finding import Finding
from inngest_lint.project.root import Roots, common_parent
from inngest_lint.report import FOR_PEOPLE, renderer
from inngest_lint.run.checking import Checker
from inngest_lint.run.judging import Wanted
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.sources import line_reader
from inngest_lint.run.spread import processors
from inngest_lint.run.targets import Target, Targets, directories
from inngest_lint.settings import Finder

if TYPE_CHECKING:
    from inngest_lint.run.fixing import Fixing

_SELECTING = ("select", "extend_select", "ignore", "preset")
_AT_A_TIME = 1 << 16  # characters of a report


def run(paths: Sequence[str], options: dict[str, Any]) -> int:
    """Checks `paths`, fixes them if asked to, writes the report, and gives the exit code."""
    finder = Finder({name: options[name] for name in _SELECTING})
    targets = Targets(finder, options)
    if options["show_settings"] or options["show_files"]:
        _show(targets.find(paths), options["show_settings"])
        return 2 if _complain(targets.problems) else 0
    every = list(targets.find(paths))
    roots = Roots(options["project_root"], common_parent(directories(paths, options)))
    unresolved = options["show_unresolved"]
    wanted = Wanted(finder, roots, targets.walked, unresolved=unresolved, fixes=True)
    cache = None if options["no_cache"] else os.environ.get("INNGEST_LINT_CACHE_DIR", "")
    checker = Checker(wanted, options["jobs"] or processors(), cache)
    given = {target.path: target.data for target in every if target.data is not None}
    fixing = _fixing(checker, every, given, options)
    outcome = checker.check(every, given) if fixing is None else fixing.run()
    failed = _complain([*targets.problems, *outcome.problems])
    if fixing is not None:
        failed |= _complain(fixing.finish(outcome))
    if not options["diff"]:
        contents = given if fixing is None else fixing.contents
        _write(outcome, contents, options, failed=failed, aside=fixing is not None and bool(given))
    if failed or outcome.findings.has_failed:
        return 2
    if fixing is not None and fixing.is_to_be_seen:
        return 1
    return 1 if outcome.findings and not options["exit_zero"] and not options["diff"] else 0


def _fixing(
    checker: Checker,
    targets: Sequence[Target],
    given: Mapping[Path, bytes],
    options: Mapping[str, Any],
) -> Fixing | None:
    """What fixes the files, if they are to be fixed; only then LibCST is imported for it."""
    if not options["fix"] and not options["diff"]:
        return None
    from inngest_lint.run.fixing import Fixing

    return Fixing(checker, targets, given, options)


def _complain(problems: Sequence[str]) -> bool:
    """Says in a line each what could not be done, and whether there was such a thing."""
    for problem in dict.fromkeys(problems):
        click.echo(f"error: {problem}", err=True)
    return bool(problems)


def _write(
    outcome: Outcome,
    contents: Mapping[Path, bytes],
    options: dict[str, Any],
    *,
    failed: bool,
    aside: bool,
) -> None:
    """Writes the report; to standard error where standard output has something else to say."""
    file = options["output_file"]
    terminal = file is None and not aside and sys.stdout is not None and sys.stdout.isatty()
    name = options["output_format"] or ("full" if terminal else "concise")
    parts: Iterable[str]
    if options["statistics"]:
        parts = _statistics(outcome.findings)
    elif failed and not outcome.findings and name in FOR_PEOPLE:
        parts = ()  # not that all checks passed
    else:
        color = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        parts = renderer(name)(outcome.findings, line_reader(contents), color=color)
    gc.enable()  # the encoder of JSON leaves a circle behind for each finding
    for text in _joined(parts):
        click.echo(text, nl=False, file=file, err=aside and file is None, color=True)
    if options["show_unresolved"]:
        for line in outcome.unresolved:
            click.echo(line, err=True)


def _joined(parts: Iterable[str]) -> Iterator[str]:
    """Parts of a report, many at a time: each time the output is flushed.

    One at least, as a file that is named is made also where there is nothing to tell.
    """
    waiting: list[str] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size > _AT_A_TIME:
            yield "".join(waiting)
            waiting, size = [], 0
    yield "".join(waiting)


def _statistics(findings: Iterable[Finding]) -> Iterator[str]:
    counts = Counter((finding.code, finding.name) for finding in findings)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return (f"{n:5}  {code}  {name}\n" for (code, name), n in ranked)


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
