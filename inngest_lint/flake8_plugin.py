"""flake8: every rule is a plugin of its own, and all of them share one analysis of each file.

The only module that imports flake8. It exports a class for each code (`flake8_plugin:ING302`),
made when flake8 asks for it. flake8 runs every plugin on every file, selected or not, so that the
analysis must be cheap to refuse: no code of ours wanted, no `inngest` in the file.
"""

from __future__ import annotations

import argparse
import ast
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

from flake8.style_guide import Decision, DecisionEngine

from inngest_lint import __version__
from inngest_lint.codes import RULES
from inngest_lint.files import GATE, SourceFile
from inngest_lint.rule import Finding, Location
from inngest_lint.settings import Finder, SettingsError

_GATE = GATE.decode()
# flake8 has its own word for a file that does not parse (E999)
_CODES = frozenset(RULES) - {"ING001"}
_OPT_IN = frozenset(code for code in _CODES if not RULES[code].default)


class _Analysis:
    """The findings of one file after the other, for the plugins that ask in turn."""

    def __init__(self, wanted: frozenset[str]) -> None:
        self._wanted = wanted
        self._finder = Finder()
        self._lines: list[str] | None = None
        self._findings: dict[str, list[Finding]] = {}

    def findings(self, code: str, lines: list[str], filename: str) -> list[Finding]:
        """What the rule `code` finds in a file; flake8 gives all plugins the same `lines`."""
        if lines is not self._lines:
            self._lines = lines
            self._findings = self._analyse(lines, filename)
        return self._findings.get(code, [])

    def _analyse(self, lines: list[str], filename: str) -> dict[str, list[Finding]]:
        if not self._wanted or not any(_GATE in line for line in lines):
            return {}
        path = Path(os.path.abspath(filename))
        try:
            settings = self._finder.settings(path.parent)
        except SettingsError as error:
            return {"ING003": [_wrong_settings(error, filename)]}
        # that flake8 selects an opt-in rule turns it on, unless our settings ignore it
        opt_in = replace(settings, preset="all", select=()).codes_for(path) & _OPT_IN
        codes = self._wanted & (settings.codes_for(path) | opt_in)
        from inngest_lint.engine import check

        found: dict[str, list[Finding]] = {}
        for finding in check(SourceFile(path, filename, "".join(lines)), settings, codes).findings:
            found.setdefault(finding.code, []).append(finding)
        return found


def _wrong_settings(error: SettingsError, filename: str) -> Finding:
    rule, at = RULES["ING003"], Location(1, 1)
    return Finding(rule.code, rule.name, rule.kind, str(error), filename, at, at)


class _Plugin:
    """What flake8 sees of a rule."""

    code: ClassVar[str]
    name: ClassVar[str] = "inngest-lint"
    version: ClassVar[str] = __version__
    off_by_default: ClassVar[bool] = False
    analysis: ClassVar[_Analysis] = _Analysis(frozenset())

    def __init__(self, tree: ast.AST, lines: list[str], filename: str) -> None:
        self._lines = lines
        self._filename = filename

    @classmethod
    def parse_options(cls, options: argparse.Namespace) -> None:
        """Learns which codes are wanted; flake8 calls it for every plugin, in every process."""
        if options is not _Plugin._options:
            _Plugin._options = options
            decisions = DecisionEngine(options)
            _Plugin.analysis = _Analysis(
                frozenset(c for c in _CODES if decisions.decision_for(c) is Decision.Selected)
            )

    _options: ClassVar[argparse.Namespace | None] = None

    def run(self) -> Iterator[tuple[int, int, str, type[Any]]]:
        """The findings of this rule; flake8 counts columns from 0."""
        for finding in self.analysis.findings(self.code, self._lines, self._filename):
            at = finding.location
            yield at.row, at.column - 1, f"{finding.code} {finding.message}", type(self)


def __getattr__(name: str) -> type[_Plugin]:
    """The plugin class for a code."""
    if name not in _CODES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    plugin = type(name, (_Plugin,), {"code": name, "off_by_default": not RULES[name].default})
    globals()[name] = plugin
    return plugin
