"""The `finally` blocks around steps: every request of a run that ends at one of them runs them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.end_flags import EndFlags
from inngest_lint.model.flow.placement import Placement
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.flow.step_handlers import StepHandlers
from inngest_lint.model.flow.step_ways import StepWays
from inngest_lint.model.names.names import Names
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.once import cached_property
from inngest_lint.syntax.tree import children

Jump: TypeAlias = cst.Return | cst.Break | cst.Continue
_LOOPS = (cst.For, cst.While)
_OWN_FLOW = (cst.FunctionDef, cst.Lambda, cst.ClassDef)


class FinallyBlocks:
    """Finds them in one file, and what the SDK's interrupts run there.

    What a flag keeps from running while an interrupt passes is left out.
    """

    def __init__(
        self,
        names: Names,
        reach: Reach,
        step_handlers: StepHandlers,
        placement: Placement,
        step_ways: StepWays,
        flags: EndFlags,
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._reach = reach
        self._step_handlers = step_handlers
        self._placement = placement
        self._step_ways = step_ways
        self._flags = flags

    @property
    def jumps(self) -> Iterator[Jump]:
        """Each `return`, `break` and `continue` that leaves one of them."""
        seen: set[int] = set()
        for statement, block in self._around_steps:
            for jump in _jumps_out(block):
                if id(jump) not in seen and not self._flags.spare(jump, statement):
                    seen.add(id(jump))
                    yield jump

    @property
    def steps(self) -> Iterator[tuple[cst.Call, list[ReasonChain]]]:
        """The calls in them that make steps, and how; of calls in one another the outermost."""
        last: cst.Call | None = None
        for call in self.calls:
            if last is None or not self._tree.contains(last, call):
                ways = self._step_ways.of(call)
                if ways:
                    last = call
                    yield call, ways

    @property
    def calls(self) -> Iterator[cst.Call]:
        """The calls that run in them, outside step handlers."""
        seen: set[int] = set()
        for statement, block in self._around_steps:
            for call in self._reach.calls(block):
                if id(call) not in seen and self._runs_with(call, block):
                    if not self._flags.spare(call, statement):
                        seen.add(id(call))
                        yield call

    def hold(self, call: cst.BaseExpression) -> bool:
        """Whether a call stands in one of them, or in a helper without steps called only there."""
        return bool(self._around_steps) and self._holds(call, set())

    def _runs_with(self, call: cst.Call, block: cst.BaseSuite) -> bool:
        """Whether a call runs when the block around it does, and not in a step or later."""
        stored = self._reach.is_stored(call, block)
        return not stored and not self._step_handlers.holds(call, block)

    def _holds(self, call: cst.BaseExpression, seen: set[int]) -> bool:
        for above in self._tree.ancestors(call):
            if any(above is block for _, block in self._around_steps):
                return True
            if isinstance(above, cst.FunctionDef):
                callers = self._placement.callers_of(above)
                if not callers or id(above) in seen or self._reach.makes_steps(above):
                    return False
                return all(self._holds(each, seen | {id(above)}) for each in callers)
        return False

    @cached_property
    def _around_steps(self) -> list[tuple[cst.Try | cst.TryStar, cst.BaseSuite]]:
        """The statements and their `finally` blocks."""
        statements: list[cst.Try | cst.TryStar]
        statements = [*self._tree.all(cst.Try), *self._tree.all(cst.TryStar)]
        return [
            (statement, statement.finalbody.body)
            for statement in statements
            if statement.finalbody is not None
            and self._surrounds_steps(statement)
            and not self._step_handlers.holds(statement)
        ]

    def _surrounds_steps(self, statement: cst.Try | cst.TryStar) -> bool:
        parts = [statement.body, *statement.handlers, statement.orelse]
        return any(part is not None and self._reach.surrounds_steps(part) for part in parts)


def _jumps_out(block: cst.CSTNode) -> Iterator[Jump]:
    """The jumps that leave a block; those of loops and functions in it stay there."""
    waiting: list[tuple[cst.CSTNode, bool]] = [(block, False)]
    while waiting:
        node, in_loop = waiting.pop()
        if isinstance(node, cst.Return) or (
            isinstance(node, (cst.Break, cst.Continue)) and not in_loop
        ):
            yield node
        elif not isinstance(node, _OWN_FLOW):
            waiting += [
                (below, in_loop or (isinstance(node, _LOOPS) and below is node.body))
                for below in children(node)
            ]
