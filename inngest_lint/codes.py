"""The table of the rules, written by `scripts/generate.py` from their classes.

With it codes, names and defaults are known without importing a rule, and LibCST with it.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class RuleEntry(NamedTuple):
    """What is known of a rule without importing it; `module` is its place below `rules`."""

    code: str
    name: str
    kind: Literal["error", "warning", "policy"]
    default: bool
    module: str


RULES = {
    entry.code: entry
    for entry in (
        RuleEntry("ING001", "syntax-error", "error", True, "meta.syntax_error"),
        RuleEntry("ING003", "internal-error", "error", True, "meta.internal_error"),
        RuleEntry("ING102", "swallowed-failure", "error", True, "failure.swallowed_failure"),
        RuleEntry("ING201", "missing-event-trigger", "policy", True, "triggers.missing_event_trigger"),
        RuleEntry("ING202", "missing-cron-trigger", "policy", True, "triggers.missing_cron_trigger"),
        RuleEntry("ING302", "duplicate-step-id", "error", True, "steps.duplicate_step_id"),
        RuleEntry("ING501", "gather-arity", "error", True, "parallel.gather_arity"),
        RuleEntry("ING601", "bare-except-around-step", "error", True, "execution.bare_except_around_step"),
    )
}
