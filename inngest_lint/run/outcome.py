"""What a check of some files gives, also as JSON that can be kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from inngest_lint.finding import Edit, Finding, Fix, Location, Related


@dataclass(slots=True)
class Outcome:
    """The findings, and a line for each thing that could not be told.

    `problems` are what could not be done, and `unfixable` is why nothing in a file may be fixed.
    """

    findings: list[Finding] = field(default_factory=list)
    unresolved: list[str] = field(default_factory=list)
    unfixable: dict[Path, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Adds what another check gave."""
        self.findings += other.findings
        self.unresolved += other.unresolved
        self.unfixable.update(other.unfixable)
        self.problems += other.problems

    @property
    def is_lasting(self) -> bool:
        """Whether the same code gives it again, for sure."""
        return not self.problems and all(found.code != "ING003" for found in self.findings)

    def to_json(self) -> list[Any]:
        """Itself, but for problems, as JSON has it."""
        findings = [asdict(found) for found in self.findings]
        return [findings, self.unresolved, {str(p): why for p, why in self.unfixable.items()}]


def from_json(kept: list[Any]) -> Outcome:
    """What `to_json` was made of; raises KeyError, TypeError or ValueError for anything else."""
    findings, unresolved, unfixable = kept
    return Outcome(
        [_finding(**each) for each in findings],
        [str(line) for line in unresolved],
        {Path(path): str(why) for path, why in unfixable.items()},
    )


def _finding(**kept: Any) -> Finding:
    ends = _ends(kept)
    fix = kept["fix"] and _fix(**kept["fix"])
    related = tuple(Related(**{**each, **_ends(each)}) for each in kept["related"])
    return Finding(**{**kept, **ends, "related": related, "fix": fix})


def _fix(**kept: Any) -> Fix:
    edits = tuple(Edit(**{**each, **_ends(each)}) for each in kept["edits"])
    return Fix(**{**kept, "edits": edits})


def _ends(kept: dict[str, Any]) -> dict[str, Location]:
    return {name: Location(**kept[name]) for name in ("location", "end_location")}
