"""What a gather that keeps errors gives: results, and the outcomes among them.

An *outcome* is a value or the exception that came instead. Two expressions with equal keys hold
the same one, so that a test of the first speaks for the second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, TypeAlias


class Key(NamedTuple):
    """One outcome: where its results come from, and which of them it is."""

    source: int
    part: str


Outcome: TypeAlias = frozenset[Key]  # what a name may hold, empty if it holds no outcome
NOTHING: Outcome = frozenset()


@dataclass(frozen=True, slots=True)
class Results:
    """All outcomes, or a slice of them; a `mapping` has them for values.

    A source is the node that gives them, by identity: a gather, the call of a helper of the file
    that returns them, or a parameter that receives them.
    """

    sources: frozenset[int]
    mapping: bool = False
    slice: str = ""
