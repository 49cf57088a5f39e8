"""Which targets are named like another result than they get."""

from __future__ import annotations

import pytest

from inngest_lint.model.gathers.namesakes import Placed, misplaced
from inngest_lint.model.gathers.words import Name, name_of, target_of

# Targets, what is called, and for each misplaced target the result it is named like.
TOGETHER: dict[str, tuple[str, str, dict[int, int]]] = {
    "in order": ("dental vision", "check_dental check_vision", {}),
    "exchanged": ("dental vision", "check_vision check_dental", {0: 1, 1: 0}),
    "ring": ("a_dental b_vision c_eye", "dental_x eye vision", {1: 2, 2: 1}),
    "three": ("dental vision eye", "eye dental vision", {0: 1, 1: 2, 2: 0}),
    "one says nothing": ("_ vision", "vision dental", {}),
    "one fits nothing": ("eligible coverage", "check_coverage load_policy", {}),
    "one fits two": ("plan user", "load_user load_plan_user", {}),
    "both fit one": ("user user_name", "load_order load_user", {}),
    "a word in all results": ("check order", "order_check check_user", {}),
    "owner and owned": ("user orders", "order_owner user_purchases", {}),
    "number": ("orders order", "fetch_order fetch_orders", {}),
    "short": ("acct cov", "coverage account", {0: 1, 1: 0}),
    "one target": ("vision", "dental", {}),
}


def names(text: str) -> list[Name]:
    return [name_of(word) for word in text.split()]


def placed(text: str) -> list[Placed]:
    return [Placed(target_of(word), position) for position, word in enumerate(text.split())]


@pytest.mark.parametrize(("targets", "callees", "expected"), TOGETHER.values(), ids=TOGETHER)
def test_together(targets: str, callees: str, expected: dict[int, int]) -> None:
    results = names(callees)
    found = misplaced(placed(targets), results, [Name()] * len(results))
    assert {one.target: one.wanted for one in found} == expected


ARGUMENTS: dict[str, tuple[str, str, dict[int, int]]] = {
    "same callee": ("fetch fetch", "orders users", {0: 1, 1: 0}),
    "generic callees": ("fetch load", "orders users", {0: 1, 1: 0}),
    "callees that fit nothing": ("ring shout", "orders users", {0: 1, 1: 0}),
    "the callee decides": ("fetch_users fetch_orders", "orders users", {}),
    "both in both": ("fetch fetch", "orders-users users-orders", {}),
    "in order": ("fetch fetch", "users orders", {}),
}


@pytest.mark.parametrize(("callees", "arguments", "expected"), ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments(callees: str, arguments: str, expected: dict[int, int]) -> None:
    found = misplaced(placed("users orders"), names(callees), names(arguments))
    assert {one.target: one.wanted for one in found} == expected


# Targets with the positions they take, and what is called.
EACH: dict[str, tuple[list[tuple[str, int]], str, dict[int, int]]] = {
    "one": ([("users", 0)], "fetch_orders fetch_users", {0: 1}),
    "one in order": ([("users", 1)], "fetch_orders fetch_users", {}),
    "one of two": ([("users", 0), ("rest", 1)], "fetch_orders fetch_users", {0: 1}),
    "its place has another": ([("users", 0), ("user_x", 1)], "get_clients get_users", {}),
    "twice under one name": ([("users", 0), ("users", 1)], "fetch_orders fetch_users", {0: 1}),
    "whose it is": ([("user", 0)], "fetch_client fetch_user_orders", {}),
    "short": ([("log", 0)], "fetch_entries fetch_login", {}),
    "an unknown result": ([("users", 0)], "run fetch_users", {}),
    "two of three": ([("b", 0), ("eye", 1), ("leg", 2)], "arm leg eye", {1: 2, 2: 1}),
}


@pytest.mark.parametrize(("targets", "callees", "expected"), EACH.values(), ids=EACH)
def test_each(targets: list[tuple[str, int]], callees: str, expected: dict[int, int]) -> None:
    results = names(callees)
    taken = [Placed(target_of(text), position) for text, position in targets]
    found = misplaced(taken, results, [Name()] * len(results), each=True)
    assert {one.target: one.wanted for one in found} == expected
