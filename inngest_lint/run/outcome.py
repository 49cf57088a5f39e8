"""What a check of some files gives, as small as a run of many can hold it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inngest_lint.run.packed import Packed


@dataclass(slots=True)
class Outcome:
    """The findings, and a line for each thing that could not be told.

    `problems` are what could not be done, and `unfixable` is why nothing in a file may be fixed.
    """

    findings: Packed = field(default_factory=Packed)
    unresolved: list[str] = field(default_factory=list)
    unfixable: dict[Path, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Adds what another check gave."""
        self.findings.add(other.findings)
        self.unresolved += other.unresolved
        self.unfixable.update(other.unfixable)
        self.problems += other.problems

    @property
    def is_lasting(self) -> bool:
        """Whether the same code gives it again, for sure."""
        return not self.problems and not self.findings.has_failed

    def to_json(self) -> list[Any]:
        """Itself, but for problems, as JSON has it."""
        unfixable = {str(path): why for path, why in self.unfixable.items()}
        return [self.findings.to_json(), self.unresolved, unfixable]


def from_json(kept: list[Any]) -> Outcome:
    """What `to_json` was made of; raises AttributeError, TypeError or ValueError for others."""
    findings, unresolved, unfixable = kept
    return Outcome(
        Packed.from_json(findings),
        [str(line) for line in unresolved],
        {Path(path): str(why) for path, why in unfixable.items()},
    )
