"""JSON in ruff's shape, for editors and scripts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from inngest_lint.finding import Finding, Fix, Location
from inngest_lint.report import LinesOf

_INDENT = "  "


def render(findings: Iterable[Finding], lines_of: LinesOf, *, color: bool) -> Iterator[str]:
    """A list of objects; rows and columns count from 1."""
    before = "["
    for finding in findings:
        text = dumps(_object(finding), indent=len(_INDENT)).replace("\n", f"\n{_INDENT}")
        yield f"{before}\n{_INDENT}{text}"
        before = ","
    yield "[]\n" if before == "[" else "\n]\n"


def _object(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "kind": finding.kind,
        "message": finding.message,
        "filename": finding.path,
        "location": _location(finding.location),
        "end_location": _location(finding.end_location),
        "fix": None if finding.fix is None else _fix(finding.fix, finding.path),
        "related": [
            {
                "message": related.message,
                "filename": related.path or finding.path,
                "location": _location(related.location),
                "end_location": _location(related.end_location),
            }
            for related in finding.related
        ],
        "url": None,
    }


def _fix(fix: Fix, path: str) -> dict[str, Any]:
    return {
        "applicability": fix.applicability,
        "message": fix.message,
        "edits": [
            {
                "content": edit.content,
                "filename": edit.path or path,
                "location": _location(edit.location),
                "end_location": _location(edit.end_location),
            }
            for edit in fix.edits
        ],
    }


def _location(location: Location) -> dict[str, int]:
    return {"row": location.row, "column": location.column}
