"""A whole report, as a run writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from inngest_lint.files import SourceFile
from inngest_lint.finding import Finding
from inngest_lint.report import renderer

_NONE: Mapping[str, str] = {}


def rendered(
    name: str, findings: Sequence[Finding], texts: Mapping[str, str] = _NONE, *, color: bool = False
) -> str:
    """The text of a format; each finding is given once, and `texts` are those of the files."""

    def lines_of(path: str) -> Sequence[str]:
        return SourceFile(Path(path), path, texts.get(path, "")).lines

    return "".join(renderer(name)(iter(findings), lines_of, color=color))
