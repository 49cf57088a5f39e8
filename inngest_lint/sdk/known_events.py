"""Events of Inngest's own whose data is known: those of scheduled runs and failure handlers."""

from __future__ import annotations

from typing import NamedTuple


class KnownEvent(NamedTuple):
    """An event by its name, with the keys of its data.

    `has_any_value` tells that their values differ between its runs, whatever has been asked for.
    """

    name: str
    keys: frozenset[str]
    has_any_value: bool


# srv: pkg/execution/executor/service.go:1069-1079
SCHEDULED = KnownEvent(
    "inngest/scheduled.timer",
    frozenset({"cron", "scheduledAt", "fireAt"}),
    has_any_value=False,  # they are those of the function's own crons
)
# srv: pkg/execution/executor/executor.go, functionFinishedData: what has started the failed run is
# in `event`, and in `events` where it was a batch
FAILED = KnownEvent(
    "inngest/function.failed",
    frozenset("function_id run_id event events error result correlation_id _inngest".split()),
    has_any_value=True,
)
