"""The names of events: what a wildcard takes, and which two names differ by a slip of the pen."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import NamedTuple

RESERVED = "inngest/"  # srv: pkg/event/inbound.go: what the server itself sends

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_a-zA-Z]+")
_SHORTEST = 4  # of words in which one letter tells a slip from another word
_IRREGULAR = frozenset(
    frozenset(pair.split("-"))
    for pair in (
        "send-sent lend-lent spend-spent build-built make-made get-got win-won run-ran sit-sat "
        "come-came give-gave lose-lost hold-held know-knew grow-grew begin-began begin-begun "
        "become-became write-wrote rise-rose choose-chose draw-drew find-found bind-bound"
    ).split()
)


class Slip(IntEnum):
    """How two names differ, the surest slip first."""

    FORM = 0  # in case, separators, or the spelling of one ending: `cancelled` and `canceled`
    EDIT = 1  # by a letter of one word
    INFLECTION = 2  # `complete` and `completed`, `user` and `users`


class Difference(NamedTuple):
    """How a name differs from another, and the word that does; empty where no word does."""

    slip: Slip
    word: str


def matches(pattern: str, name: str) -> bool:
    """Whether a name with `*` in it can be another, in which `*` can stand for anything too."""
    if "*" in name and "*" in pattern:
        one, other = pattern.partition("*")[0], name.partition("*")[0]
        return one.startswith(other) or other.startswith(one)
    if "*" in name:
        pattern, name = name, pattern
    if "*" not in pattern or not name.startswith(pattern.partition("*")[0]):
        return pattern == name
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), name, re.S) is not None


def words(text: str) -> list[str]:
    """The words of a name, without what separates them, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


def likenesses(name: str) -> list[tuple[str, ...]]:
    """Keys to find what is like a name: two that `difference` tells something of share one."""
    own = words(name)
    but_one = [
        (*own[:place], "", *own[place + 1 :]) for place, word in enumerate(own) if word.isalpha()
    ]
    return [("".join(own),), *but_one]


def difference(name: str, other: str) -> Difference | None:
    """How a name differs from another, if a slip of the pen can have made one of the other."""
    ours, theirs = words(name), words(other)
    if "".join(ours) == "".join(theirs):
        return Difference(Slip.FORM, "") if name != other else None
    differing = [(one, two) for one, two in zip(ours, theirs, strict=False) if one != two]
    if len(ours) != len(theirs) or len(differing) != 1:
        return None
    if [each for each in _WORD.split(name) if each] != [e for e in _WORD.split(other) if e]:
        return None
    ((one, two),) = differing
    if not one.isalpha() or not two.isalpha():
        return None
    if _is_inflection(one, two):
        same_ending = any(one.endswith(end) and two.endswith(end) for end in ("ed", "ing"))
        return Difference(Slip.FORM if same_ending else Slip.INFLECTION, one)
    if min(len(one), len(two)) >= _SHORTEST and _is_edit(one, two):
        return Difference(Slip.EDIT, one)
    return None


def _is_inflection(one: str, two: str) -> bool:
    return frozenset((one, two)) in _IRREGULAR or not _stems(one).isdisjoint(_stems(two))


def _stems(word: str) -> set[str]:
    """What a word can be an inflection of."""
    stems = {word}
    for ending in ("s", "es", "ed", "ing", "e"):
        stem = word.removesuffix(ending)
        if stem != word:
            stems |= {stem, f"{stem}e"} if ending == "ed" else {stem}
            if stem[-2:-1] == stem[-1:] and ending in ("ed", "ing"):  # `cancelled`
                stems.add(stem[:-1])
    if word.endswith(("ies", "ied")):
        stems.add(f"{word[:-3]}y")
    return {stem for stem in stems if len(stem) >= 3}


def _is_edit(one: str, two: str) -> bool:
    """Whether one letter is missing, too much or another, or two letters have changed places."""
    start = 0
    while start < min(len(one), len(two)) and one[start] == two[start]:
        start += 1
    rest, other = one[start:], two[start:]
    return (
        rest[1:] == other[1:]
        or rest[1:] == other
        or rest == other[1:]
        or (rest[:2] == other[1::-1] and len(rest) > 1 and rest[2:] == other[2:])
    )
