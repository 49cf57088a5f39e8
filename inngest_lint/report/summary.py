"""How many findings there are, and how many of them can be fixed, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from inngest_lint.finding import Finding

MARK = "[*]"


def summary(findings: Sequence[Finding]) -> str:
    """The last lines for people."""
    if not findings:
        return "All checks passed!\n"
    fixes = Counter(finding.fix.applicability for finding in findings if finding.fix is not None)
    safe, unsafe = fixes["safe"], fixes["unsafe"]
    text = f"Found {len(findings)} finding{'' if len(findings) == 1 else 's'}.\n"
    if safe:
        text += f"{MARK} {safe} can be fixed with `--fix`.\n"
    if unsafe:
        text += f"{unsafe} {'more ' if safe else ''}can be fixed with `--fix --unsafe-fixes`.\n"
    return text


def mark(finding: Finding) -> str:
    """What stands before the message of a finding that `--fix` alone would fix."""
    fix = finding.fix
    return f"{MARK} " if fix is not None and fix.applicability == "safe" else ""
