"""Reason chains of one file: how a call leads to what is said of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.chains import Chain
from inngest_lint.syntax import literals


class Reason(NamedTuple):
    """A call on the way by the name it has there, and where it stands: in the file or elsewhere."""

    name: str
    at: cst.CSTNode | Place


@dataclass(frozen=True, slots=True)
class ReasonChain:
    """What a call runs, down to what is said of it; the first reason is the call itself.

    In a message it reads `refresh -> load_rates -> requests.get at rates.py:12`.
    """

    reasons: tuple[Reason, ...]

    @classmethod
    def of(cls, way: Iterable[cst.Call], behind: Chain = ()) -> ReasonChain:
        """The chain along calls of the file, and on through other modules."""
        return cls(tuple(Reason(called(call), call) for call in way)).then(behind)

    def then(self, behind: Chain) -> ReasonChain:
        """The chain, on through other modules: the first link is what its end runs."""
        own = (Reason(link.name, link.place) for link in behind[1:])
        return ReasonChain((*self.reasons, *own))

    @property
    def causes(self) -> tuple[cst.CSTNode | Place, ...]:
        """Where the chain ends: who ignores the fault there ignores it for all callers."""
        end = self.reasons[-1].at
        return (end,) if isinstance(end, Place) or not self.is_direct else ()

    @property
    def is_direct(self) -> bool:
        """Whether the call itself does what is said, with nothing between."""
        return len(self.reasons) == 1


def called(call: cst.Call) -> str:
    """What a call calls, as it is written; a call on the way as `client().get`."""
    parts: list[str] = []
    node: cst.BaseExpression = call.func
    while isinstance(node, (cst.Attribute, cst.Call)):
        if isinstance(node, cst.Attribute):
            parts.append(f".{node.attr.value}")
            node = node.value
        else:
            parts.append("()")
            node = node.func
    start = literals.dotted(node)
    written = "".join(parts[::-1])
    return start + written if start else written.lstrip(".()") or "a function"
