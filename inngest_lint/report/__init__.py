"""Findings as text: one module a format, each with a function `render`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from inngest_lint.files import SourceFile
    from inngest_lint.finding import Finding

FORMATS = ("full", "concise", "json")
FOR_PEOPLE = ("full", "concise")  # these end with a sentence; the others are read by programs


class Render(Protocol):
    """Makes the whole report; `sources` holds the files, by name."""

    def __call__(
        self, findings: Sequence[Finding], sources: Mapping[str, SourceFile], *, color: bool
    ) -> str:
        """The text of the report."""
        ...


def renderer(name: str) -> Render:
    """The function that writes a format; only its own module is imported."""
    return cast(Render, import_module(f"inngest_lint.report.{name}").render)
