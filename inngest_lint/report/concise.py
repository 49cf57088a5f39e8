"""`path:row:col: CODE message`, a line a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from inngest_lint.finding import Finding
from inngest_lint.report import LinesOf
from inngest_lint.report.summary import Summary, mark


def render(findings: Iterable[Finding], lines_of: LinesOf, *, color: bool) -> Iterator[str]:
    """One line for each finding, and how many there are."""
    summary = Summary()
    for finding in summary.counted(findings):
        yield f"{line(finding)}\n"
    yield summary.text


def line(finding: Finding) -> str:
    """The line of one finding, which editors and CI systems know how to read."""
    at = finding.location
    return f"{finding.path}:{at.row}:{at.column}: {finding.code} {mark(finding)}{finding.message}"
