"""From a project to findings: runs the rules about the whole of it, once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from inngest_lint.codes import RULES
from inngest_lint.collector import without_collector
from inngest_lint.drafting import project_fix
from inngest_lint.edits.project_draft import ProjectSheets
from inngest_lint.engine import internal_error, room_for_recursion
from inngest_lint.files import display_name
from inngest_lint.finding import Finding, Related
from inngest_lint.once import cached_property
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.things import Place
from inngest_lint.project.positions import extent, start
from inngest_lint.project.project import Project
from inngest_lint.rule import ProjectFault, ProjectReport, ProjectRule, ProjectUnresolved, Rule
from inngest_lint.rules import load
from inngest_lint.run.outcome import Outcome
from inngest_lint.run.packed import Packed
from inngest_lint.told import described, ends


@dataclass(slots=True)
class _Yield:
    """What the rules found, by the files that it touches, and what kept them from it.

    `modules` are those in which it lies, by what findings call them.
    """

    found: dict[Path, Packed] = field(default_factory=dict)
    modules: dict[str, ModuleFacts] = field(default_factory=dict)
    unresolved: dict[Path, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def holds(self, finding: Finding) -> bool:
        """Whether no comment turns a finding off."""
        noqa = self.modules[finding.path].noqa
        return not noqa.whole_file and not noqa.suppresses(finding.code, finding.location.row)


class ProjectFindings:
    """What the rules about the whole find in a project, worked out when it is first asked.

    `codes_of` gives the codes that hold in a file of the project: they decide where a finding lies.
    Fixes are made only if they are wanted.
    """

    def __init__(
        self,
        project: Project,
        codes_of: Callable[[Path], frozenset[str]],
        *,
        fixes: bool = False,
    ) -> None:
        self.project = project
        self._codes_of = codes_of
        self._sheets = ProjectSheets(project) if fixes else None
        self._first: Path | None = None

    def touching(self, path: Path) -> Packed:
        """The findings of which a place lies in this file, turned off or not."""
        return self._yield.found.get(path) or Packed()

    def unresolved(self, path: Path) -> list[str]:
        """A line for each thing in this file that a rule could not tell."""
        return self._yield.unresolved.get(path, [])

    def problems_at(self, path: Path) -> list[Finding]:
        """The rules that crashed: told once, in the first file that is asked about."""
        if self._yield.problems:
            self._first = self._first or path
        name = display_name(path)
        return [internal_error(each, name) for each in self._yield.problems if path == self._first]

    def outcome(self, path: Path) -> Outcome:
        """All of it that touches a file, without what its comments turn off."""
        found = filter(self._yield.holds, self.touching(path))
        return Outcome(Packed([*self.problems_at(path), *found]), self.unresolved(path))

    @property
    def has_crashed(self) -> bool:
        """Whether a rule did."""
        return bool(self._yield.problems)

    @property
    def touched(self) -> list[Path]:
        """The files that something of it touches."""
        return [*dict.fromkeys([*self._yield.found, *self._yield.unresolved])]

    @cached_property
    def _yield(self) -> _Yield:
        with without_collector():
            return self._run()

    def _run(self) -> _Yield:
        result = _Yield()
        found: dict[Path, list[Finding]] = {}
        paths = [module.path for module in self.project.modules.behind_gate]
        codes = frozenset[str]().union(*map(self._codes_of, paths))
        try:
            with room_for_recursion():
                self.project.survey()
        except Exception as error:
            problem = f"reading the project failed with {described(error)}"
            result.problems.append(f"{problem}; the rules about it still ran")
        for code in sorted(code for code in codes if RULES[code].project):
            rule = load(code)
            try:
                with room_for_recursion():
                    if isinstance(rule, ProjectRule):
                        self._add(rule, rule.check(self.project), result, found)
            except Exception as error:
                problem = f"rule {code} ({rule.name}) failed with {described(error)}"
                result.problems.append(f"{problem}; the others still ran")
        result.found = {path: Packed(findings) for path, findings in found.items()}
        return result

    def _add(
        self, rule: Rule, things: ProjectReport, to: _Yield, found: dict[Path, list[Finding]]
    ) -> None:
        """Makes of what a rule yielded what is told, where its code is wanted."""
        for thing in things:
            module = thing.place.module
            if rule.code not in self._codes_of(module.path):
                continue
            if isinstance(thing, ProjectUnresolved):
                silences = to.unresolved.setdefault(module.path, [])
                silence = _silence(rule, thing)
                if silence not in silences:
                    silences.append(silence)
            else:
                finding = _finding(rule, thing, self._sheets)
                to.modules[finding.path] = module
                for path in {module.path, *(other.path for other in _modules(thing))}:
                    found.setdefault(path, []).append(finding)


def _finding(rule: Rule, fault: ProjectFault, sheets: ProjectSheets | None) -> Finding:
    """The finding of a fault, with its fix if there is something to write it on."""
    words: dict[str, object] = {}
    related: list[Related] = []
    for key, value in fault.values.items():
        words[key] = value
        if isinstance(value, Place):
            at = extent(value)
            name = display_name(value.module.path)
            words[key] = f"{name}:{at.row}"
            related.append(Related(key.replace("_", " "), *ends(at), name))
    return Finding(
        rule.code,
        rule.name,
        rule.kind,
        fault.template.format(**words),
        display_name(fault.place.module.path),
        *ends(extent(fault.place)),
        tuple(related),
        None if sheets is None else project_fix(rule, fault, sheets, words),
    )


def _modules(fault: ProjectFault) -> Iterator[ModuleFacts]:
    """The modules of the places that explain a fault."""
    for value in fault.values.values():
        if isinstance(value, Place):
            yield value.module


def _silence(rule: Rule, thing: ProjectUnresolved) -> str:
    row, column = start(thing.place)
    place = f"{display_name(thing.place.module.path)}:{row}:{column}"
    return f"{place}: {rule.code} silent: {thing.reason}"
