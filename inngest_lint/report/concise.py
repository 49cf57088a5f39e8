"""`path:row:col: CODE message`, a line a finding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inngest_lint.files import SourceFile
from inngest_lint.finding import Finding
from inngest_lint.report.summary import mark, summary


def render(findings: Sequence[Finding], sources: Mapping[str, SourceFile], *, color: bool) -> str:
    """One line for each finding, and how many there are."""
    return "".join(f"{line(finding)}\n" for finding in findings) + summary(findings)


def line(finding: Finding) -> str:
    """The line of one finding, which editors and CI systems know how to read."""
    at = finding.location
    return f"{finding.path}:{at.row}:{at.column}: {finding.code} {mark(finding)}{finding.message}"
