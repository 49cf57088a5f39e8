"""Which names of events are looked up as being like each other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from inngest_lint.sdk.event_names import difference, likenesses

WORDS = ["order", "orders", "oder", "Order", "complete", "completed", "build", "built", "v1", "2"]
SEPARATORS = st.sampled_from("/._-")


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=4), st.data(), SEPARATORS, SEPARATORS)
def test_what_differs_by_a_slip_shares_a_likeness(
    words: list[str], data: st.DataObject, separator: str, another: str
) -> None:
    place = data.draw(st.integers(0, len(words) - 1))
    others = [*words[:place], data.draw(st.sampled_from(WORDS)), *words[place + 1 :]]
    name, other = separator.join(words), another.join(others)
    if difference(name, other) is not None:
        assert set(likenesses(name)) & set(likenesses(other))


def test_a_name_without_a_separator_shares_one_too() -> None:
    name, other = "user/signed_up", "user/signedup"
    assert difference(name, other) is not None
    assert set(likenesses(name)) & set(likenesses(other))
