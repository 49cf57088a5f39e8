"""From sources to findings: runs the rules, isolates their crashes, suppresses, sorts."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from inngest_lint.collector import without_collector
from inngest_lint.drafting import Fixes
from inngest_lint.files import SourceFile
from inngest_lint.finding import Finding, Location, order
from inngest_lint.noqa import Noqa
from inngest_lint.project.code.things import Place
from inngest_lint.project.project import Project
from inngest_lint.project.view import View, alone
from inngest_lint.rule import Fault, Rule, Unresolved
from inngest_lint.rules import load, load_all
from inngest_lint.settings import Settings
from inngest_lint.syntax.guard import MOST_LEVELS, UncheckableError
from inngest_lint.told import Told, described, nodes_in

if TYPE_CHECKING:
    import libcst as cst

    from inngest_lint.model.module import Module


@dataclass(frozen=True, slots=True)
class Result:
    """What one file gives: findings in order, and a line for each thing a rule could not tell.

    `unfixable` says why nothing in the file may be fixed, where that is so.
    """

    findings: tuple[Finding, ...] = ()
    unresolved: tuple[str, ...] = ()
    unfixable: str = ""


def check(
    source: SourceFile,
    settings: Settings,
    codes: frozenset[str],
    *,
    unresolved: bool = False,
    fixes: bool = False,
    project: Project | None = None,
) -> Result:
    """Runs the rules with these codes over one file; nothing that goes wrong escapes.

    `project` is what lies around the file; without it there is only the file. `fixes` are made only
    if they are wanted.
    """
    path, text = source.path, source.text
    view = alone(path, text) if project is None else View(project, path, text)
    try:
        with room_for_recursion(), without_collector():
            result = _judge(source, settings, codes, view, unresolved, fixes)
    except UncheckableError as error:
        result = Result((internal_error(f"the file is not checked: {error}", source.name),))
    except Exception as error:
        problem = f"the analysis failed with {described(error)}"
        result = Result((internal_error(problem, source.name),))
    found = {finding for finding in result.findings if finding.code in codes}
    return replace(result, findings=tuple(sorted(found, key=order)))


def suppress(findings: Iterable[Finding], source: SourceFile) -> list[Finding]:
    """The findings that no `# noqa` of the file turns off."""
    noqa = Noqa(source.lines)
    if noqa.whole_file:
        return []
    return [f for f in findings if not noqa.suppresses(f.code, f.location.row)]


def syntax_error(error: SyntaxError, name: str) -> Finding:
    """The finding for a file that does not parse."""
    at = Location(error.lineno or 1, error.offset or 1)
    return _own_finding("ING001", name, at, error.msg)


@contextmanager
def room_for_recursion() -> Iterator[None]:
    """Lets code that follows the nesting of expressions go as deep as the guard lets them be."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, 10 * MOST_LEVELS))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _judge(
    source: SourceFile,
    settings: Settings,
    codes: frozenset[str],
    view: View,
    unresolved: bool,
    fixes: bool,
) -> Result:
    from inngest_lint.syntax.parse import parse

    try:
        tree = parse(source.text, source.name)
    except SyntaxError as error:
        return Result((syntax_error(error, source.name),))
    # after the first parse, since it leaves behind memory that what is loaded then can take
    from inngest_lint.model.module import Module

    module = Module(tree, settings, view)
    yielded = list(_run(load_all(codes), module))
    if not unresolved:  # not even their positions are worked out
        yielded = [(rule, thing) for rule, thing in yielded if not isinstance(thing, Unresolved)]
    result = _located(source, module, yielded, Fixes(module, source.text) if fixes else None)
    module.dissolve()
    return result


def _run(rules: Iterable[Rule], module: Module) -> Iterator[tuple[Rule, object]]:
    """What each rule yields, and the exception of one that crashes."""
    for rule in rules:
        try:
            for thing in rule.judge(module):
                yield rule, thing
        except Exception as error:
            yield rule, error


def _located(
    source: SourceFile,
    module: Module,
    yielded: Sequence[tuple[Rule, object]],
    fixes: Fixes | None,
) -> Result:
    if not yielded and fixes is None:
        return Result()
    from inngest_lint.syntax.excerpts import locate

    spans = locate(module.tree, source.text, [n for _, thing in yielded for n in _nodes(thing)])
    told = Told(spans, module.view)
    yielded = list(_unignored(yielded, told, source))
    findings: list[Finding] = []
    unresolved: list[str] = []
    for rule, thing in yielded:
        if isinstance(thing, Fault):
            findings.append(_finding(rule, thing, told, source.name, fixes))
        elif isinstance(thing, Unresolved):
            row, column, *_ = spans[thing.node]
            place = f"{source.name}:{row}:{column}"
            unresolved.append(f"{place}: {rule.code} silent: {thing.reason}")
        elif isinstance(thing, Exception):
            problem = f"rule {rule.code} ({rule.name}) failed with {described(thing)}"
            findings.append(internal_error(f"{problem}; the others still ran", source.name))
    if fixes is None:
        return Result(tuple(findings), tuple(unresolved))
    findings += (internal_error(problem, source.name) for problem in fixes.problems)
    return Result(tuple(findings), tuple(unresolved), fixes.unfixable)


def _unignored(
    yielded: Sequence[tuple[Rule, object]], told: Told, source: SourceFile
) -> Iterator[tuple[Rule, object]]:
    """What is left without the faults whose reasons in helpers are ignored where they stand."""
    noqa: Noqa | None = None
    known: set[tuple[str, cst.CSTNode]] = set()
    for rule, thing in yielded:
        if isinstance(thing, Fault) and thing.because:
            noqa = noqa or Noqa(source.lines)
            ignored = (
                each.module.noqa.suppresses(rule.code, each.row)
                if isinstance(each, Place)
                else noqa.suppresses(rule.code, told.row(each))
                for each in thing.because
            )
            if (rule.code, thing.node) in known or all(ignored):
                continue
            known.add((rule.code, thing.node))
        yield rule, thing


def _nodes(thing: object) -> Iterator[cst.CSTNode]:
    if isinstance(thing, (Fault, Unresolved)):
        yield thing.node
    if isinstance(thing, Fault):
        yield from nodes_in((*thing.values.values(), *thing.because))


def _finding(rule: Rule, fault: Fault, told: Told, name: str, fixes: Fixes | None) -> Finding:
    words = {key: told.words(value) for key, value in fault.values.items()}
    related = [each for key, value in fault.values.items() for each in told.related(key, value)]
    message = fault.template.format(**words)
    start, end = told.ends(fault.node)
    fix = fixes.of(rule, fault, words) if fixes is not None else None
    return Finding(rule.code, rule.name, rule.kind, message, name, start, end, tuple(related), fix)


def internal_error(problem: str, name: str) -> Finding:
    """The finding for what went wrong in the tool while it checked a file."""
    return _own_finding("ING003", name, Location(1, 1), problem)


def _own_finding(code: str, name: str, at: Location, problem: str) -> Finding:
    """A finding of the tool about itself or a file it cannot read."""
    rule = load(code)
    message = rule.message.format(problem=problem)
    return Finding(code, rule.name, rule.kind, message, name, at, at)
