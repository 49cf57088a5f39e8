"""Which expressions hold the event, its data or the list of events."""

from __future__ import annotations

import pytest

from inngest_lint.model.cron.event_data import EventData, Held
from inngest_lint.model.cron.visits import Visits
from inngest_lint.model.module import Module
from tests.model.build import bound, build

FUNCTION = """\
    @client.create_function(fn_id="f", trigger=inngest.TriggerCron(cron="0 1 * * *"))
    async def f(ctx):
        {}
        x = {}
"""


def event_data(module: Module) -> EventData:
    return EventData(module.names, Visits(module.names, module.flow))


def held(expression: str, before: str = "pass") -> Held | None:
    module = build(FUNCTION.format(before, expression), prelude=True)
    return event_data(module).of(bound(module, "x"))


DATA = Held("inngest.Context().event.data")


@pytest.mark.parametrize(
    "expression",
    [
        "ctx.event.data",
        "ctx.events[-1].data",
        "dict(ctx.event.data)",
        "ctx.event.data.copy()",
        "ctx.event.data or {}",
        "{} if ctx.attempt else ctx.event.data",
        "{**ctx.event.data}",
    ],
)
def test_the_data_is_known_in_many_forms(expression: str) -> None:
    assert held(expression) == DATA


@pytest.mark.parametrize(
    "expression",
    [
        "{} if ctx.attempt else other",
        "other(ctx.event.data)",
        "{**other, **ctx.event.data}",
        "ctx.event.data['size']",
        "[ctx.event.data]",
        "ctx.event.ts",
    ],
)
def test_what_is_made_of_the_data_is_not_the_data(expression: str) -> None:
    assert held(expression) is None


def test_keys_laid_over_the_data_are_told() -> None:
    assert held("{**ctx.event.data, 'a': 1}") == Held(DATA.symbol, frozenset("a"))
    assert held("{'a': 1} | dict(ctx.event.data, b=2)") == Held(DATA.symbol, frozenset("ab"))
    assert held("data", "data = dict(ctx.event.data); data['a'] = 1") == Held(
        DATA.symbol, frozenset("a")
    )
    assert held("data", "data = dict(ctx.event.data); data.update(other)") is None


def test_a_name_bound_to_two_things_is_neither() -> None:
    assert held("data", "data = ctx.event.data; data = data or {}") == DATA
    assert held("data", "data = ctx.event.data; data = other()") is None


def test_a_slice_of_the_events_is_a_list_of_them() -> None:
    assert held("ctx.events[1:]") == Held("inngest.Context().events")
    assert held("sorted(ctx.events)[0]") == Held("inngest.Context().event")
