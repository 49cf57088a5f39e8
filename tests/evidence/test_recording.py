"""Counting the executions of a module's functions."""

import asyncio
import inspect
import types

import pytest

from tests.evidence import Call, record

SOURCE = """
async def charge(amount, *, currency="EUR"):
    return amount

def refund(amount):
    raise ValueError(amount)

def both():
    try:
        refund(2)
    except ValueError:
        return charge(1)

limit = 5
"""


@pytest.fixture
def module() -> types.ModuleType:
    module = types.ModuleType("shop")
    exec(SOURCE, module.__dict__)
    return module


def test_executions_are_counted_in_order_and_the_original_still_runs(
    module: types.ModuleType,
) -> None:
    calls = record(module, "charge", "refund")

    assert asyncio.run(module.both()) == 1
    assert asyncio.run(module.charge(3, currency="ZAR")) == 3

    assert calls == {"refund": 1, "charge": 2}
    assert calls.history == [
        Call("refund", (2,)),
        Call("charge", (1,)),
        Call("charge", (3,), {"currency": "ZAR"}),
    ]


def test_a_coroutine_that_is_never_awaited_has_not_run(module: types.ModuleType) -> None:
    calls = record(module, "charge")

    module.charge(1).close()

    assert calls == {}
    assert calls["charge"] == 0


def test_sync_and_async_stay_what_they_are(module: types.ModuleType) -> None:
    signature = inspect.signature(module.charge)
    record(module, "charge", "refund")

    assert inspect.iscoroutinefunction(module.charge)
    assert not inspect.iscoroutinefunction(module.refund)
    assert inspect.signature(module.charge) == signature


def test_a_name_that_is_not_a_function_is_refused(module: types.ModuleType) -> None:
    with pytest.raises(AttributeError, match="chrage"):
        record(module, "chrage")
    with pytest.raises(TypeError, match=r"^shop\.limit is not a function: 5$"):
        record(module, "limit")
