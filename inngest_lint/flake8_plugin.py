"""flake8: every rule is a plugin of its own, and all of them share one analysis of each file.

The only module that imports flake8. It exports a class for each code (`flake8_plugin:ING302`),
made when flake8 asks for it. flake8 runs every plugin on every file, selected or not, so that the
analysis must be cheap to refuse: no code of ours wanted, no `inngest` in the file.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from flake8.style_guide import Decision, DecisionEngine

from inngest_lint import __version__
from inngest_lint.codes import RULES
from inngest_lint.files import GATE, SourceFile, display_name
from inngest_lint.finding import Finding, Location
from inngest_lint.project.root import Roots
from inngest_lint.run.projects import Projects
from inngest_lint.settings import Finder, Settings, SettingsError

_GATE = GATE.decode()
# flake8 has its own word for a file that does not parse (E999)
_CODES = frozenset(RULES) - {"ING001"}
_OPT_IN = frozenset(code for code in _CODES if not RULES[code].default)


class _Analysis:
    """The findings of one file after the other, for the plugins that ask in turn.

    `named` is what flake8 was told to check, `standard_input` the name of what it reads there.
    """

    def __init__(
        self, wanted: frozenset[str], named: Sequence[str] = (), standard_input: str = ""
    ) -> None:
        self._wanted = wanted
        self._finder = Finder()
        self._projects = self._projects_with({})
        self._standard_input = Path(os.path.abspath(standard_input)) if "-" in named else None
        self._lines: list[str] | None = None
        self._findings: dict[str, list[Finding]] = {}
        for directory in filter(os.path.isdir, named if wanted else ()):
            self._read_project(Path(os.path.abspath(directory)))

    def findings(self, lines: list[str], filename: str) -> dict[str, list[Finding]]:
        """What is found in a file, by code; flake8 gives all plugins the same `lines`."""
        if lines is not self._lines:
            self._lines = lines
            self._findings = {}
            if self._wanted:
                for finding in self._analyse("".join(lines), filename):
                    self._findings.setdefault(finding.code, []).append(finding)
        return self._findings

    def _analyse(self, text: str, filename: str) -> list[Finding]:
        path = Path(os.path.abspath(filename))
        is_gated = _GATE in text
        try:
            settings = self._finder.settings(path.parent)
        except SettingsError as error:
            return [_internal_error(str(error), filename)] if is_gated else []
        projects = self._projects
        if path == self._standard_input:
            projects = self._projects_with({path: text})
        try:
            found = _in_project(path, projects)
            if is_gated or projects.reach(path, text):
                from inngest_lint.engine import check

                source = SourceFile(path, filename, text)
                codes = self._codes(settings, path)
                found += check(source, settings, codes, project=projects.of(path)).findings
        except Exception as error:  # it would end the run of flake8
            problem = f"{type(error).__name__}: {error}".splitlines()[0]
            return [_internal_error(f"the analysis failed with {problem}", filename)]
        return found

    def _codes(self, settings: Settings, path: Path) -> frozenset[str]:
        # that flake8 selects an opt-in rule turns it on, unless our settings ignore it
        opt_in = replace(settings, preset="all", select=()).codes_for(path) & _OPT_IN
        return self._wanted & (settings.codes_for(path) | opt_in)

    def _projects_with(self, texts: Mapping[Path, str]) -> Projects:
        roots = Roots(None, Path(os.path.abspath(".")))
        return Projects(self._finder, roots, texts, self._codes)

    def _read_project(self, directory: Path) -> None:
        """Reads what is around a directory here, so that flake8's workers need not."""
        with suppress(Exception):  # it is told where a file is checked
            findings = self._projects.findings(directory / "any.py")
            if findings is not None:
                findings.touching(directory)


def _in_project(path: Path, projects: Projects) -> list[Finding]:
    """What is found in the project of a file, and lies in the file: flake8 shows nothing else."""
    findings = projects.findings(path)
    if findings is None:
        return []
    name = display_name(path)
    found = (finding for finding in findings.touching(path) if finding.path == name)
    return [*found, *findings.problems_at(path)]


def _internal_error(problem: str, filename: str) -> Finding:
    rule, at = RULES["ING003"], Location(1, 1)
    return Finding(rule.code, rule.name, rule.kind, problem, filename, at, at)


class _Nothing:
    """What flake8 gets for most files: it runs every rule on every file, and each call counts."""

    def run(self) -> tuple[()]:
        """No findings."""
        return ()


_NOTHING = _Nothing()


class _Plugin:
    """What flake8 sees of a rule."""

    code: ClassVar[str]
    name: ClassVar[str] = "inngest-lint"
    version: ClassVar[str] = __version__
    off_by_default: ClassVar[bool] = False
    analysis: ClassVar[_Analysis] = _Analysis(frozenset())

    def __new__(cls, tree: ast.AST, lines: list[str], filename: str) -> Any:
        """The rule for one file, or what stands for all rules that find nothing in it."""
        found = cls.analysis.findings(lines, filename)
        return super().__new__(cls) if cls.code in found else _NOTHING

    def __init__(self, tree: ast.AST, lines: list[str], filename: str) -> None:
        self._found = self.analysis.findings(lines, filename)[self.code]

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Learns which codes are wanted; flake8 calls it for every plugin, in every process."""
        if options is not _Plugin._options:
            _Plugin._options = options
            decisions = DecisionEngine(options)
            _Plugin.analysis = _Analysis(
                frozenset(c for c in _CODES if decisions.decision_for(c) is Decision.Selected),
                options.filenames,
                options.stdin_display_name,
            )

    _options: ClassVar[argparse.Namespace | None] = None

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """The findings of this rule; flake8 counts columns from 0."""
        for finding in self._found:
            at = finding.location
            yield at.row, at.column - 1, f"{finding.code} {finding.message}", type(self)


def __getattr__(name: str) -> type[_Plugin]:
    """The plugin class for a code."""
    if name not in _CODES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    plugin = type(name, (_Plugin,), {"code": name, "off_by_default": not RULES[name].default})
    globals()[name] = plugin
    return plugin
