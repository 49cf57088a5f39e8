"""The integers that expressions are."""

from __future__ import annotations

import pytest

from tests.model.build import bound, build


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("30", {30}),
        ("5 * 60", {300}),
        ("MINUTE * 5 + 1", {301}),
        ("MINUTE - 1", {59}),
        ("MINUTE if x else 10", {60, 10}),
        ("MINUTE if x else y", set()),
        ("(n := 45)", {45}),
        ("MINUTE / 2", set()),
        ("10 ** 9 * 10 ** 9", set()),
        ("1_000_000 * 1_000_000 * 1_000_000", set()),
        ("'30'", set()),
        ("x", set()),
    ],
)
def test_what_an_expression_can_be(text: str, values: set[int]) -> None:
    module = build(f"MINUTE = 60\nfound = {text}")
    assert module.names.integers.of(bound(module, "found")) == values
