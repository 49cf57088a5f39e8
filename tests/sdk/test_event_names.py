"""Which names of events are like each other."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inngest_lint.sdk.event_names import Slip, difference, likenesses

WORDS = ["order", "orders", "oder", "Order", "complete", "completed", "build", "built", "v1", "2"]
NAMES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).flatmap(
    lambda words: st.sampled_from("/._-").map(lambda separator: separator.join(words))
)


@pytest.mark.parametrize(
    ("name", "other", "slip"),
    [
        ("app/order.paid", "app/order_paid", Slip.FORM),
        ("app/order.cancelled", "app/order.canceled", Slip.FORM),
        ("app/order.paid", "app/oder.paid", Slip.EDIT),
        ("app/order.completed", "app/order.complete", Slip.INFLECTION),
        ("app/order.v1", "app/order.v2", None),
        ("app/order.paid", "app/invoice.paid", None),
    ],
)
def test_differences(name: str, other: str, slip: Slip | None) -> None:
    for one, two in permutations((name, other)):
        found = difference(one, two)
        assert (found and found.slip) == slip
        if slip is not None:
            assert set(likenesses(one)) & set(likenesses(two))


@given(NAMES, NAMES)
def test_what_differs_by_a_slip_shares_a_likeness(name: str, other: str) -> None:
    if difference(name, other) is not None:
        assert set(likenesses(name)) & set(likenesses(other))
