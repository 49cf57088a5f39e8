"""What the `except` clauses of step handlers make of the errors they get."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.deeds import Deeds
from inngest_lint.model.code import Code
from inngest_lint.model.flow.paths import Exit
from inngest_lint.model.handlers import Handler
from inngest_lint.model.names.value import Definition
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.project.code.lineage import Lineage
from inngest_lint.sdk.errors import NON_RETRIABLE, is_of_service
from inngest_lint.sdk.python import CALCULATING


class StepErrors:
    """Judges the code that one file has for steps; `deeds` are those on the outside world."""

    def __init__(self, code: Code, bodies: Bodies, deeds: Deeds) -> None:
        self._code = code
        self._bodies = bodies
        self._deeds = deeds

    @property
    def made_final(self) -> Iterator[tuple[cst.BaseExpression, ReasonChain]]:
        """Where whatever a service may raise is made final, and what reaches the service."""
        for handler in self._broad():
            error = self._final_error(handler)
            if error is None or any(map(_is_passing, handler.arrivals.before)):
                continue
            calls = self._bodies.calls(handler.function)
            tried = (c for c in calls if self._code.tree.contains(handler.statement.body, c))
            deed = next((deed for call in tried for deed in self._deeds.behind(call)), None)
            if deed is not None and self._has_more_attempts(handler.function):
                yield error, deed.chain

    @property
    def swallowed(self) -> Iterator[Handler]:
        """The clauses that turn any failure into a value which nobody asks about."""
        reactions = self._code.reactions
        for handler in self._broad():
            if handler.always_raises or handler.per_item or handler.is_seen_to_behind:
                continue
            if handler.error.is_tested:
                continue
            if self._only_computes(handler):
                continue  # no attempt would end otherwise
            if reactions.only_notes(handler.node.body, or_raises=True):
                if not self._is_judged(handler) and self._has_more_attempts(handler.function):
                    yield handler

    def _only_computes(self, handler: Handler) -> bool:
        """Whether a `try` makes values and logs, and nothing else."""
        code, body = self._code, handler.statement.body
        return code.reactions.only_notes(body) or all(
            code.reactions.is_log(call)
            or code.reactions.makes_value(call)
            or code.values.symbol(call.func).startswith(CALCULATING)
            for call in code.reach.calls(body)
        )

    def _broad(self) -> Iterator[Handler]:
        """The clauses that catch `Exception`, in whatever code of the file."""
        for statement in self._code.tree.all(cst.Try):
            function = self._code.scopes.function_of(statement)
            for clause in statement.handlers if function is not None else ():
                handler = Handler(self._code, function, statement, clause)  # type: ignore[arg-type]
                if handler.is_broad:
                    yield handler

    def _final_error(self, handler: Handler) -> cst.BaseExpression | None:
        """The final error that a clause always raises, whatever it has caught."""
        if handler.exits != {Exit.RAISE}:
            return None
        for line in handler.node.body.body:
            for node in line.body if isinstance(line, cst.SimpleStatementLine) else ():
                if isinstance(node, cst.Raise) and node.exc is not None:
                    is_final = self._code.error_classes.raised(node.exc).is_a({NON_RETRIABLE})
                    return self._code.bindings.expression(node.exc) if is_final else None
        return None

    def _is_judged(self, handler: Handler) -> bool:
        """Whether somebody asks about what the code of a clause gives, and may raise for it."""
        code, function = self._code, handler.function
        calls = [
            *code.placement.callers_of(function),
            *(start.node for start in code.step_handlers.starts(function)),
        ]
        if any(isinstance(call, cst.Call) and handler.is_judged(call) for call in calls):
            return True
        return isinstance(function, cst.FunctionDef) and code.project.reached.is_judged(
            code.facts, code.qualified(function)
        )

    def _has_more_attempts(self, function: Definition) -> bool:
        """Whether a step runs a function that has another attempt; asked last, as it costs most."""
        code = self._code
        if code.attempts.is_single(function):
            return False
        handlers = code.step_handlers.all
        if any(function is each for each in code.reach.closure(handlers)):
            return True
        return isinstance(function, cst.FunctionDef) and code.qualified(
            function
        ) in code.project.reached.in_steps(code.facts)


def _is_passing(error: Lineage) -> bool:
    """Whether an error is of a kind that a service may recover from."""
    return error.is_a({"builtins.OSError"}) or is_of_service(error.key) or not error.is_known
