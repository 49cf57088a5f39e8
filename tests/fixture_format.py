"""The fixture format: what a `# error:` comment expects of its line."""

from __future__ import annotations

import io
import re
import tokenize
from pathlib import Path
from typing import NamedTuple

from inngest_lint.finding import Finding

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"
_EXPECTED = re.compile(
    r'(?P<code>ING\d{3})(?:\s+(?P<column>\d+))?(?:\s+"(?P<message>[^"]*)")?\s*,?'
)


class Expected(NamedTuple):
    """One finding that a line must have; column and message only where they matter."""

    row: int
    code: str
    column: int | None = None
    message: str | None = None

    def fits(self, finding: Finding) -> bool:
        return (
            (finding.location.row, finding.code) == (self.row, self.code)
            and self.column in (None, finding.location.column)
            and (self.message is None or self.message in finding.message)
        )


def expectations(text: str) -> list[Expected]:
    """What the comments of a fixture expect, in order."""
    found = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT and token.string.startswith("# error:"):
            rest = token.string.removeprefix("# error:").strip()
            position = 0
            while position < len(rest):
                match = _EXPECTED.match(rest, position)
                if match is None:
                    raise ValueError(f"line {token.start[0]}: cannot read {token.string!r}")
                column = match["column"]
                found.append(
                    Expected(
                        token.start[0],
                        match["code"],
                        int(column) if column else None,
                        match["message"],
                    )
                )
                position = match.end()
                while position < len(rest) and rest[position] in " ,":
                    position += 1
    return found


def rule_folders() -> list[Path]:
    """The folders that hold the fixtures of one rule each."""
    return sorted(p for p in FIXTURES.glob("*/ING*_*") if p.is_dir())


def code_of(folder: Path) -> str:
    return folder.name.partition("_")[0]
