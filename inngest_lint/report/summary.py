"""How many findings there are, in words."""

from __future__ import annotations

from collections.abc import Sequence

from inngest_lint.finding import Finding


def summary(findings: Sequence[Finding]) -> str:
    """The last line for people."""
    if not findings:
        return "All checks passed!\n"
    return f"Found {len(findings)} finding{'' if len(findings) == 1 else 's'}.\n"
