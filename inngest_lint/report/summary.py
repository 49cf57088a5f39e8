"""How many findings there are, and how many of them can be fixed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from inngest_lint.finding import Finding

MARK = "[*]"


class Summary:
    """Counts findings as they are told."""

    def __init__(self) -> None:
        self._count = 0
        self._fixes: Counter[str] = Counter()

    def counted(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """The same findings."""
        for finding in findings:
            self._count += 1
            if finding.fix is not None:
                self._fixes[finding.fix.applicability] += 1
            yield finding

    @property
    def text(self) -> str:
        """The last lines for people."""
        if not self._count:
            return "All checks passed!\n"
        safe, unsafe = self._fixes["safe"], self._fixes["unsafe"]
        text = f"Found {self._count} finding{'' if self._count == 1 else 's'}.\n"
        if safe:
            text += f"{MARK} {safe} can be fixed with `--fix`.\n"
        if unsafe:
            more = "more " if safe else ""
            text += f"{unsafe} {more}can be fixed with `--fix --unsafe-fixes`.\n"
        return text


def mark(finding: Finding) -> str:
    """What stands before the message of a finding that `--fix` alone would fix."""
    fix = finding.fix
    return f"{MARK} " if fix is not None and fix.applicability == "safe" else ""
