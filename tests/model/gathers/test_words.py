"""What names say, and which words are one."""

from __future__ import annotations

import pytest

from inngest_lint.model.gathers.words import (
    alike,
    beside,
    name_of,
    same,
    target_of,
    turns,
    words_of,
)

SPLIT = {
    "snake_case": ["snake", "case"],
    "kebab-case": ["kebab", "case"],
    "camelCase": ["camel", "case"],
    "PascalCase": ["pascal", "case"],
    "loadHTTPPage": ["load", "http", "page"],
    "UPPER_CASE": ["upper", "case"],
    "/v2/users": ["v", "users"],
    "r1": ["r"],
    "__": [],
    "größe_prüfen": ["größe", "prüfen"],
}


@pytest.mark.parametrize(("text", "words"), SPLIT.items(), ids=SPLIT)
def test_words_of(text: str, words: list[str]) -> None:
    assert words_of(text) == words


# A name, what it says firmly, what beside that, and its heads.
SAID = {
    "check_dental": (["dental"], [], ["dental"]),
    "fetch_user_orders": (["user", "orders"], [], ["orders"]),
    "fetch_order_status": (["order", "status"], [], ["order", "status"]),
    "load_status": (["status"], [], ["status"]),
    "fetch_orders_of_user": (["orders"], ["user"], ["orders"]),
    "get_by_id": ([], [], []),
    "result_1": ([], [], []),
    "first": ([], [], []),
    "without_dental": ([], ["dental"], []),
    "open-claims": (["open", "claims"], [], ["claims"]),
    "list users": (["users"], [], ["users"]),
    "say which of the users has most orders": ([], ["say", "which", "users", "orders"], []),
}


@pytest.mark.parametrize(("text", "said"), SAID.items(), ids=SAID)
def test_name_of(text: str, said: tuple[list[str], list[str], list[str]]) -> None:
    name = name_of(text)
    assert list(name.firm) == said[0]
    assert list(name.words[len(name.firm) :]) == said[1]
    assert list(name.heads) == said[2]


def test_where_something_goes_is_not_what_it_is() -> None:
    assert target_of("to_home").firm == ()
    assert name_of("convert_to_pdf").firm == ("convert", "pdf")


def test_what_an_argument_turns_round() -> None:
    assert turns("exclude")
    assert turns("start_from")
    assert not turns("table")
    assert (beside("dental").firm, beside("dental").words) == ((), ("dental",))


def test_a_name_without_words() -> None:
    name = (name_of("check_dental_plans") + name_of("vision")).without(["plan"])
    assert (name.firm, name.heads) == (("dental", "vision"), ("dental", "vision"))


SAME = ["order orders", "case cases", "status statuses", "box boxes", "reply replies", "bus buses"]
ALIKE = [
    "cov coverage",
    "acct account",
    "acct accounts",
    "msg message",
    "qty quantity",
    "summary summarize",
    "pays pay",
]
ELSE = [
    "order reorder",
    "port report",
    "transit transfer",
    "is iss",
    "us user",
    "cat dog",
    "date data",
]


@pytest.mark.parametrize("pair", SAME)
def test_same(pair: str) -> None:
    one, other = pair.split()
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize("pair", ALIKE)
def test_alike(pair: str) -> None:
    one, other = pair.split()
    assert alike(one, other)
    assert alike(other, one)


@pytest.mark.parametrize("pair", ALIKE[:-1])
def test_short_is_not_the_same(pair: str) -> None:
    assert not same(*pair.split())


@pytest.mark.parametrize("pair", ELSE)
def test_neither(pair: str) -> None:
    one, other = pair.split()
    assert not alike(one, other)
    assert not alike(other, one)
