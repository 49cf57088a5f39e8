"""The versions of the SDK: what each has lost, and which of them a requirement allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

# Of `0.5.19` the first two numbers: only they change what there is.
Version: TypeAlias = tuple[int, int]

KNOWN: tuple[Version, ...] = ((0, 5), (0, 4), (0, 3))  # the newest first
NEWEST = KNOWN[0]


class Gone(NamedTuple):
    """Something that the SDK had before a version, and what there is instead."""

    since: Version
    instead: str


# Names that could be imported.
GONE_NAMES: Mapping[str, Gone] = {
    "inngest.FunctionID": Gone((0, 4), "an id is a plain string"),
    "inngest.Output": Gone((0, 4), "annotate the handler with what it returns"),
    "inngest.experimental.connect": Gone((0, 5), "it is 'inngest.connect'"),
    "inngest.experimental.encryption_middleware": Gone(
        (0, 5), "it is the package 'inngest-encryption'"
    ),
}
# An attribute of every event.
GONE_USER = Gone((0, 5), "put the user into 'data'")
# Keywords, by what is called.
GONE_KEYWORDS: Mapping[tuple[str, str], Gone] = {
    ("inngest.Inngest().create_function", "_experimental_execution"): Gone((0, 5), "leave it out"),
    ("inngest.django.serve", "async_mode"): Gone((0, 4), "leave it out"),
    ("inngest.Context().step.invoke", "user"): Gone((0, 5), "put the user into 'data'"),
    ("inngest.Context().step.invoke_by_id", "user"): Gone((0, 5), "put the user into 'data'"),
}
# Hooks of a middleware, which are called no more.
GONE_HOOKS: Mapping[str, Gone] = {
    "before_memoization": Gone((0, 5), "use 'before_execution'"),
    "after_memoization": Gone((0, 5), "use 'after_execution'"),
}

_CLAUSE = re.compile(r"(===|==|~=|!=|<=|>=|<|>|\^|~)?\s*v?(\d+(?:\.\d+)*)(\.\*)?")


def newest_allowed(requirements: list[str]) -> Version:
    """The newest version that all of these allow: `>=0.4, <0.5`, `==0.4.22`, `^0.4`.

    A requirement that is not understood allows all.
    """
    for version in KNOWN:
        if all(_allows(each, version) for each in requirements):
            return version
    return KNOWN[-1]


def _allows(requirement: str, version: Version) -> bool:
    """Whether some release of a version fits one of the alternatives."""
    return any(
        all(_fits(clause.strip(), version) for clause in alternative.split(","))
        for alternative in requirement.split("||")
    )


def _fits(clause: str, version: Version) -> bool:
    found = _CLAUSE.match(clause)
    if found is None:
        return True
    operator = found[1] or "=="
    numbers = tuple(int(number) for number in found[2].split("."))
    if operator == "<":
        return _without_zeros(numbers) > version
    if operator == "<=":
        return numbers >= version
    if operator in (">=", ">"):
        return numbers[:2] <= version
    if operator == "!=":
        return not (found[3] and numbers == version)
    if operator in ("~=", "~", "^"):
        return _same(_kept(operator, numbers), version) and numbers[:2] <= version
    return _same(numbers, version)


def _kept(operator: str, numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers that must stay what they are: of `^` up to the first that is not 0."""
    if operator == "~=":
        return numbers[:-1]
    if operator == "~":
        return numbers[:2]
    first = next((place for place, number in enumerate(numbers) if number), len(numbers) - 1)
    return numbers[: first + 1]


def _without_zeros(numbers: tuple[int, ...]) -> tuple[int, ...]:
    """The numbers of `0.5.0` as those of `0.5`."""
    while numbers[-1:] == (0,):
        numbers = numbers[:-1]
    return numbers


def _same(numbers: tuple[int, ...], version: Version) -> bool:
    return all(one == other for one, other in zip(numbers, version, strict=False))
