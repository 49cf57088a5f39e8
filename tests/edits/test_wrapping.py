"""A line that a fix made too long is broken where ruff breaks it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from inngest_lint.edits.style import Style
from inngest_lint.edits.wrapping import broken, fitted

STYLE = Style("\n", "    ", '"', 60)


def formatted(code: str) -> str:
    """What ruff makes of a statement."""
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "60", "-"]
    result = subprocess.run(
        command, input=code, capture_output=True, text=True, check=True, cwd=Path(__file__).parent
    )
    return result.stdout.removesuffix("\n")


@pytest.mark.parametrize(
    "text",
    [
        'run("charge-the-card", charge, "a", "b", "c", "d", "e", "f", "g")',
        'run("charge-the-card", charge_the_card_of_the_customer, "abc", "def", retries=3)',
        'create(fn_id="close", trigger=[Cron(cron="0 3 * * *"), Event(event="close/by-hand")])',
        '[Cron(cron="0 3 * * *"), Event(event="close/run.requested.by.hand")]',
        "client.create_function(fn_id=name, trigger=[first, second, third])(handler)",
        'create(fn_id="close", trigger=Event(event="a-long/name-of-an-event.requested.again"))',
        '{"a-long-key": "a-long-value", "another-long-key": "another-long-value"}',
    ],
)
def test_what_is_broken_is_as_ruff_has_it(text: str) -> None:
    assert len(text) > STYLE.width
    assert broken(text, "", STYLE) == formatted(text)


@pytest.mark.parametrize(
    "text",
    [
        "(first_of_the_values + second_of_the_values + third_of_the_values)",
        "table_of_the_values[first_of_the_values, second_of_the_values, third]",
        "[each.name for each in all_of_the_values if each.name in others_of_the_values]",
        "name_of_a_value_that_is_longer_than_the_line_is_allowed_to_be",
    ],
)
def test_what_no_comma_may_end_stays_on_its_line(text: str) -> None:
    assert broken(text, "", STYLE) == text


@pytest.mark.parametrize(
    ("width", "text"),
    [
        (40, 'send("id", Event(data={"a": 1, "b": 2}))'),
        (39, 'send(\n    "id", Event(data={"a": 1, "b": 2})\n)'),
        (37, 'send(\n    "id",\n    Event(data={"a": 1, "b": 2}),\n)'),
        (32, 'send(\n    "id",\n    Event(\n        data={"a": 1, "b": 2}\n    ),\n)'),
        (
            28,
            'send(\n    "id",\n    Event(\n        data={\n            "a": 1,\n'
            '            "b": 2,\n        }\n    ),\n)',
        ),
    ],
)
def test_no_more_is_broken_than_is_too_long(width: int, text: str) -> None:
    flat = 'send("id", Event(data={"a": 1, "b": 2}))'
    assert fitted(flat, "", Style("\n", "    ", '"', width)) == text
