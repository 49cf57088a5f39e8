"""What a run finds: findings, the places that explain them, and their fixes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

RuleKind: TypeAlias = Literal["error", "warning", "policy"]
Applicability: TypeAlias = Literal["safe", "unsafe"]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file; rows and columns count characters from 1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains a finding; without a `path` it is in the same file."""

    message: str
    location: Location
    end_location: Location
    path: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """Text that takes the place of what stands between two places of a file.

    `content` has the newlines of the file. Without a `path` it is the file of the finding; else the
    path is as the finding has its own.
    """

    location: Location
    end_location: Location
    content: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all of them are made, or none.

    A safe fix keeps what the code means, but for the fault; an unsafe one may change more than it
    should, or asks for a look.
    """

    applicability: Applicability
    message: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One report of a rule, at its place; `path` is relative to the current directory."""

    code: str
    name: str
    kind: RuleKind
    message: str
    path: str
    location: Location
    end_location: Location
    related: tuple[Related, ...] = ()
    fix: Fix | None = None


def order(finding: Finding) -> tuple[object, ...]:
    """By what findings are sorted."""
    at = finding.location
    return finding.path, at.row, at.column, finding.code, finding.message
