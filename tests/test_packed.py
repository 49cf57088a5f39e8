"""Packed findings are the same when they are opened, in order, and each of them once."""

from __future__ import annotations

import json
import pickle
import zlib
from base64 import b64encode
from dataclasses import replace

import pytest

from inngest_lint.finding import Edit, Finding, Fix, Location, Related
from inngest_lint.run import packed
from inngest_lint.run.packed import Packed

PLAIN = Finding(
    "ING302", "duplicate-step-id", "error", "it repeats", "b.py", Location(3, 1), Location(3, 9)
)
FULL = Finding(
    "ING709",
    "misspelt-event",
    "warning",
    'é \ud800 "quoted"\n',
    "a.py",
    Location(1, 2),
    Location(3, 4),
    (
        Related("here", Location(5, 6), Location(7, 8)),
        Related("there", Location(1, 1), Location(1, 1), "c/d e.py"),
    ),
    Fix(
        "unsafe",
        "Spell it right",
        (
            Edit(Location(1, 2), Location(3, 4), "\r\n\tx = '名'"),
            Edit(Location(9, 1), Location(9, 1), "", "c/d e.py"),
        ),
    ),
)


@pytest.mark.parametrize(
    "finding", [PLAIN, FULL, replace(FULL, related=()), replace(PLAIN, kind="policy")]
)
def test_a_finding_comes_out_as_it_went_in(finding: Finding) -> None:
    packed = Packed([finding])
    assert list(packed) == list(packed) == [finding]
    assert list(Packed.from_json(json.loads(json.dumps(packed.to_json())))) == [finding]
    assert list(pickle.loads(pickle.dumps(packed))) == [finding]


def test_they_come_in_order_and_once() -> None:
    late, early = replace(PLAIN, location=Location(20, 1)), replace(PLAIN, location=Location(3, 2))
    packed = Packed([late, PLAIN, FULL])
    packed.add(Packed([early, PLAIN]))
    packed.add(Packed([FULL]))
    assert list(packed) == [FULL, PLAIN, early, late]


def test_what_is_added_to_does_not_change_what_was_added() -> None:
    own, whole, total = Packed([PLAIN]), Packed([FULL]), Packed()
    for each in (own, whole):
        total.add(each)
    assert (list(own), list(whole), list(total)) == ([PLAIN], [FULL], [FULL, PLAIN])


def test_nothing_is_nothing() -> None:
    assert not Packed()
    assert list(Packed()) == []
    assert Packed().to_json() == []
    assert Packed([PLAIN])


def test_whether_the_tool_has_failed() -> None:
    failure = replace(PLAIN, code="ING003")
    total = Packed([PLAIN])
    assert not total.has_failed
    total.add(Packed.from_json(Packed([failure, FULL]).to_json()))
    assert total.has_failed
    total.add(Packed())
    assert total.has_failed


def kept(data: bytes) -> list[tuple[str, str]]:
    return [("a.py", b64encode(data).decode())]


@pytest.mark.parametrize(
    "damaged",
    [
        7,
        [7],
        ["a.py"],
        [["a.py"]],
        [["a.py", "é"]],
        [["a.py", "no base64"]],
        [["a.py", 7]],
        kept(b"no zlib"),
        kept(zlib.compress(b"no JSON")),
        kept(zlib.compress(b"\xff")),
        kept(zlib.compress(b"7")),
        kept(zlib.compress(b"[7]")),
        kept(zlib.compress(b"[[]]")),
        kept(zlib.compress(b'[[[1,2,3],"ING302","n","error","m",[],null]]')),
        kept(zlib.compress(b"[" * 100_000)),
    ],
)
def test_what_is_damaged_is_told(damaged: list[tuple[str, str]]) -> None:
    with pytest.raises((AttributeError, TypeError, ValueError)):
        Packed.from_json(damaged)


def test_what_would_fill_the_memory_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    fits = Packed([PLAIN]).to_json()
    monkeypatch.setattr(packed, "_MOST", 50)
    with pytest.raises(ValueError, match="Unterminated"):
        Packed.from_json(fits)
