"""The failure event that a fix adds: its name follows the settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from inngest_lint.engine import check
from inngest_lint.files import decode
from inngest_lint.fixer import rewritten
from inngest_lint.settings import Settings

CODE = """\
import inngest

client = inngest.Inngest(app_id="billing")


@client.create_function(fn_id="billing/charge", trigger={trigger})
async def charge(ctx: inngest.Context) -> None:
    await ctx.step.run("charge", dict)
"""


def names(trigger: str, *failure_events: str) -> list[str]:
    """The names of the events in what the fix adds."""
    path = Path("/somewhere/module.py")
    source = decode(CODE.format(trigger=trigger).encode(), path, str(path))
    settings = Settings(failure_events=failure_events or Settings().failure_events)
    [finding] = check(source, settings, frozenset({"ING101"}), fixes=True).findings
    if finding.fix is None:
        return []
    after = rewritten(source.text, finding.fix.edits)
    return [line.split('"')[1] for line in after.splitlines() if line.lstrip().startswith("name=")]


@pytest.mark.parametrize(
    ("trigger", "name"),
    [
        ('inngest.TriggerEvent(event="billing/pay.requested")', "billing/pay.failed"),
        ('inngest.TriggerEvent(event="billing/pay")', "billing/pay.failed"),
        ('inngest.TriggerEvent(event="pay.requested")', "pay.failed"),
        ('inngest.TriggerEvent(event="billing/pay.*")', "billing/charge.failed"),
        ('inngest.TriggerCron(cron="0 3 * * *")', "billing/charge.failed"),
        (
            '[inngest.TriggerCron(cron="0 3 * * *"), inngest.TriggerEvent(event="a/pay.due")]',
            "a/pay.failed",
        ),
        (
            '[inngest.TriggerEvent(event="a/b.c"), inngest.TriggerEvent(event="a/d.c")]',
            "billing/charge.failed",
        ),
    ],
)
def test_the_name_is_that_of_the_trigger_or_the_function(trigger: str, name: str) -> None:
    assert names(trigger) == [name]


def test_the_name_is_one_that_the_settings_know() -> None:
    trigger = 'inngest.TriggerEvent(event="billing/pay.requested")'
    assert names(trigger, "*.error", "*.failed") == ["billing/pay.error"]
    assert names(trigger, "job-*", "*/broken") == ["billing/pay/broken"]


def test_without_such_a_name_there_is_no_fix() -> None:
    trigger = 'inngest.TriggerEvent(event="billing/pay.requested")'
    assert names(trigger, "job-failed") == []
    assert names('inngest.TriggerEvent(event="billing/charge.*")') == []
