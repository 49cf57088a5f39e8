"""Answers to questions about expressions in runs, each worked out once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

import libcst as cst

from inngest_lint.model.cron.visits import Visit

Answer = TypeVar("Answer")


class Memo(Generic[Answer]):
    """Remembers answers; a question that leads back to itself gets `in_circle` there."""

    def __init__(self, in_circle: Answer) -> None:
        self._in_circle = in_circle
        self._known: dict[tuple[int, Visit | None], Answer] = {}
        self._open: set[tuple[int, Visit | None]] = set()
        self._circles = 0

    def ask(self, node: cst.CSTNode, visit: Visit | None, work: Callable[[], Answer]) -> Answer:
        """The answer for `node` as part of `visit`, worked out if it is not known."""
        question = (id(node), visit)
        if question in self._known:
            return self._known[question]
        if question in self._open:
            self._circles += 1
            return self._in_circle
        circles = self._circles
        self._open.add(question)
        try:
            answer = work()
        finally:
            self._open.discard(question)
        # what was worked out within a circle may be another answer outside it
        if circles == self._circles or not self._open:
            self._known[question] = answer
        return answer
