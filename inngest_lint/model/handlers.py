"""The `except` clauses of a function: what they surround, what they catch, how they end."""

from __future__ import annotations

from functools import cached_property
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.flow import RAISES, Exit, Flow, Paths
from inngest_lint.model.reactions import only_notes, touched_names
from inngest_lint.model.sends import Send
from inngest_lint.model.value import Definition
from inngest_lint.sdk.python import CATCH_ALL

ExceptClause: TypeAlias = cst.ExceptHandler | cst.ExceptStarHandler


class Handler:
    """An `except` clause; `function` is the code it stands in."""

    def __init__(
        self,
        code: Code,
        function: Definition,
        statement: cst.Try | cst.TryStar,
        node: ExceptClause,
    ) -> None:
        self.node = node
        self.function = function
        self._code = code
        self._statement = statement

    @property
    def is_bare(self) -> bool:
        """Whether it is `except:`, without a type."""
        return self.node.type is None

    @property
    def name(self) -> str | None:
        """The name the error is bound to."""
        alias = self.node.name
        return alias.name.value if alias and isinstance(alias.name, cst.Name) else None

    @cached_property
    def around_steps(self) -> bool:
        """Whether its `try` encloses a step, helpers of the file included."""
        return self._code.reach.surrounds_steps(self._statement.body)

    @cached_property
    def has_effects(self) -> bool:
        """Whether it makes a step or sends an event itself."""
        reach = self._code.reach
        return reach.surrounds_steps(self.node.body) or bool(
            self._code.sends.within(self.node.body)
        )

    @cached_property
    def catches_all(self) -> bool:
        """Whether it catches every failed step: all, `Exception` or `StepError`."""
        if self.node.type is None:
            return True
        types = self._code.sequences.elements(self.node.type) or [self.node.type]
        return any(self._code.values.symbol(each) in CATCH_ALL for each in types)

    @cached_property
    def exits(self) -> frozenset[Exit]:
        """The ways in which its paths end."""
        flow = Flow(self.name, lambda _: False, self._code.raises.always)
        return frozenset(path.exit for path in flow.paths(self.node.body))

    @cached_property
    def paths(self) -> Paths:
        """The paths through it, marked where a failure event is sent."""
        return Flow(self.name, self._sends_failure, self._code.raises.always).paths(self.node.body)

    @property
    def unclear_sends(self) -> list[Send]:
        """The sends that may be of a failure event."""
        return [s for s in self._code.sends.within(self.node.body) if s.is_unclear]

    @property
    def reraises(self) -> bool:
        """Whether every path raises the caught error again."""
        return self.exits == {Exit.RERAISE}

    @property
    def always_raises(self) -> bool:
        """Whether every path raises."""
        return self.exits <= RAISES

    @property
    def has_raise(self) -> bool:
        """Whether any path raises."""
        return not self.exits.isdisjoint(RAISES)

    @cached_property
    def only_notes(self) -> bool:
        """Whether it only logs, passes, assigns or returns: no work, no step, no send."""
        return only_notes(self.node.body, self._code.values)

    @cached_property
    def per_item(self) -> bool:
        """Whether its `try` stands in a loop over items, or in a helper called in one."""
        return self._code.placement.runs_per_item(self._statement)

    @cached_property
    def in_parallel_branch(self) -> bool:
        """Whether it stands in a callable that is given to `group.parallel`."""
        tree = self._code.tree
        branches = self._code.placement.parallel_branches
        return any(above in branches for above in (self.function, *tree.ancestors(self._statement)))

    @cached_property
    def is_seen_to(self) -> bool:
        """Whether the code behind the `try`, or a caller, raises or falls back in its stead."""
        quiet = self.exits - RAISES
        aftermath, statement = self._code.aftermath, self._statement
        if quiet == {Exit.END}:
            if aftermath.always_raises(statement) or aftermath.falls_back(statement):
                return True
        set_here = touched_names(self.node.body)
        missing = touched_names(statement.body) if Exit.END in quiet else frozenset()
        if aftermath.is_decided_by(set_here, missing, statement):
            return True
        calls = self._code.placement.callers_of(self.function)
        return bool(calls) and all(map(self._is_judged, calls))

    def _is_judged(self, call: cst.Call) -> bool:
        """Whether a caller of the helper it stands in sees to what it gets, or raises anyway."""
        aftermath = self._code.aftermath
        return aftermath.is_result_judged(call) or aftermath.always_raises(call)

    def _sends_failure(self, node: cst.CSTNode) -> bool:
        return any(send.is_failure for send in self._code.sends.within(node))
