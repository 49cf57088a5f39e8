"""Whether names that stand in one order mean things in another.

Pure text, as in `words`. All of it errs on the side of doubt: what a name means is a matter of
opinion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from inngest_lint.model.gathers.words import Name, alike, same


def _meet(ones: Iterable[str], others: Sequence[str], are: Callable[[str, str], bool]) -> bool:
    return any(are(one, other) for one in ones for other in others)


@dataclass(frozen=True, slots=True)
class Placed:
    """A target, and the position of the result that it gets."""

    name: Name
    position: int


@dataclass(frozen=True, slots=True)
class Misplaced:
    """The target of this number gets one result, and is named like another."""

    target: int
    wanted: int


def misplaced(
    targets: Sequence[Placed],
    callees: Sequence[Name],
    arguments: Sequence[Name],
    *,
    each: bool = False,
) -> list[Misplaced]:
    """The targets that fit other results than they get.

    A result is named by what is called, and by its arguments where that says nothing, is called
    twice, or fits no target. Words that several results share say nothing. Every target must fit
    one result, and each another; with `each`, where every target takes a result for itself, one
    alone may tell too, if nothing speaks against it.
    """
    level_of_calls = [
        name if name.firm and callees.count(name) == 1 else name + more
        for name, more in zip(callees, arguments, strict=True)
    ]
    common: list[str] = []
    for level in (level_of_calls, arguments):
        common += _shared(level)
        match = _Match(
            [Placed(target.name.without(common), target.position) for target in targets],
            [name.without(common) for name in level],
        )
        if any(match.fits):
            return match.together() or (match.one_by_one() if each else [])
    return []


def _shared(names: Sequence[Name]) -> list[str]:
    """The words that several of the names have."""
    return [
        word
        for i, name in enumerate(names)
        for word in name.words
        if any(_meet((word,), other.words, same) for other in (*names[:i], *names[i + 1 :]))
    ]


class _Match:
    """Targets beside results, and for each target the results that it fits."""

    def __init__(self, targets: Sequence[Placed], results: Sequence[Name]) -> None:
        self._targets = targets
        self._results = results
        self.fits = [
            [i for i, r in enumerate(results) if _meet(target.name.words, r.words, alike)]
            for target in targets
        ]

    def together(self) -> list[Misplaced]:
        """The misplaced ones, if every target names one result, and each another."""
        wanted = [fits[0] for fits in self.fits if len(fits) == 1]
        given = [target.position for target in self._targets]
        if len(wanted) < max(2, len(self._targets)):
            return []
        if len(set(wanted)) < len(wanted) or sorted(given) != sorted(wanted):
            return []
        pairs = list(zip(self._targets, wanted, strict=True))
        if not all(
            _meet(self._results[want].heads, target.name.firm, alike) for target, want in pairs
        ):
            return []
        return [
            Misplaced(i, want) for i, (target, want) in enumerate(pairs) if target.position != want
        ]

    def one_by_one(self) -> list[Misplaced]:
        """The misplaced ones among the targets that take one result each."""
        every = list(zip(self._targets, self.fits, strict=True))
        rightly = [target for target, fits in every if fits == [target.position]]
        return [
            Misplaced(i, fits[0])
            for i, (target, fits) in enumerate(every)
            if len(fits) == 1
            and fits[0] != target.position
            and self._results[target.position].firm
            and _meet(self._results[fits[0]].heads, target.name.heads, same)
            and not any(o.position == fits[0] and o.name != target.name for o in rightly)
        ]
