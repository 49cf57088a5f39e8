"""Findings as text: one module a format, each with a function `render`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

if TYPE_CHECKING:
    from inngest_lint.finding import Finding

FORMATS = ("full", "concise", "json")
FOR_PEOPLE = ("full", "concise")  # these end with a sentence; the others are read by programs

# The lines of a file, with their ends, by the name that findings have for it.
LinesOf: TypeAlias = Callable[[str], Sequence[str]]


class Render(Protocol):
    """Makes a report, part by part."""

    def __call__(
        self, findings: Iterable[Finding], lines_of: LinesOf, *, color: bool
    ) -> Iterator[str]:
        """The text of the report; each finding is asked for once."""
        ...


def renderer(name: str) -> Render:
    """The function that writes a format; only its own module is imported."""
    return cast(Render, import_module(f"inngest_lint.report.{name}").render)
