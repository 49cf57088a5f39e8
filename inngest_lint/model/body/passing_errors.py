"""Errors outside of steps that may be gone with the next attempt, and which `except` gets them."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.deeds import Deeds
from inngest_lint.model.code import Code
from inngest_lint.model.handlers import Handler
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.sdk.errors import RETRY_CONTROL, STEP_ERROR

_HARMLESS = frozenset({STEP_ERROR, *RETRY_CONTROL})


class PassingErrors:
    """Finds what an `except` of one file gets of them; `deeds` are those on the outside world."""

    def __init__(self, code: Code, bodies: Bodies, deeds: Deeds) -> None:
        self._tree = code.tree
        self._bodies = bodies
        self._deeds = deeds

    def of(self, handler: Handler) -> Iterator[ReasonChain]:
        """How they come to a clause: what is raised by chance, and what a service may raise."""
        for escape in handler.arrivals.known(in_step=False):
            if escape.by_chance and escape.error.is_known:
                if not escape.error.is_a(RETRY_CONTROL):
                    yield escape.chain
        if self._gets_whatever_fails(handler):
            body = handler.statement.body
            for call in self._bodies.calls(handler.function):
                if self._tree.contains(body, call) and not self._is_tried(call, body):
                    for deed in self._deeds.behind(call):
                        yield deed.chain

    def _gets_whatever_fails(self, handler: Handler) -> bool:
        """Whether a clause is the only one of its `try` that gets what a service raises."""
        if not (handler.is_bare or handler.catches_all):
            return False
        if handler.arrivals.are_only_of_steps:
            return False
        earlier = handler.arrivals.before
        return all(each.is_a(_HARMLESS) for each in earlier)

    def _is_tried(self, call: cst.Call, body: cst.CSTNode) -> bool:
        """Whether a call has a `try` of its own in the one that is looked at."""
        for above in self._tree.ancestors(call):
            if above is body:
                return False
            if isinstance(above, cst.Try) and self._tree.contains(above.body, call):
                return bool(above.handlers)
        return False
