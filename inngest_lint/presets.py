"""The presets: which rules are on before any is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inngest_lint.codes import RuleEntry

PRESETS = ("default", "errors", "template", "all")


def is_in(preset: str, entry: RuleEntry) -> bool:
    """Whether a preset turns a rule on."""
    if preset == "all":
        return True
    if preset == "errors":
        return entry.default and entry.kind == "error"
    return entry.default or (preset == "template" and entry.code.startswith("ING9"))
