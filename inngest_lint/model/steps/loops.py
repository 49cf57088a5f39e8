"""Loops: which one runs a piece of code again, and what changes from turn to turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.paths import Exit, Flow
from inngest_lint.model.names.names import Names
from inngest_lint.model.steps.lengths import Lengths
from inngest_lint.sdk.python import CATCH_ALL, SUPPRESS
from inngest_lint.syntax.scopes import COMPREHENSIONS, Binding, Kind

Loop: TypeAlias = cst.For | cst.While | cst.CompFor

_BLOCKS = (cst.IndentedBlock, cst.SimpleStatementSuite, cst.SimpleStatementLine)
_HEADED = (cst.If, cst.Match, cst.With, cst.For, cst.While)
_LOOPING: frozenset[type[cst.CSTNode]] = frozenset(
    {cst.For, cst.While, cst.CompFor, *COMPREHENSIONS}
)
_GOES_ON = frozenset({Exit.END})
_IN_LOOP = frozenset({Exit.BREAK, Exit.CONTINUE})  # behind the loop, the code goes on after these


class Loops:
    """Follows the loops of one file."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._sequences = names.sequences
        self._lengths = Lengths(names)
        self._flow = Flow(None, lambda _: False, flow.raises.always)
        self._has_any = any(names.tree.all(kind) for kind in _LOOPING)

    def around(self, node: cst.CSTNode, within: cst.CSTNode) -> Iterator[Loop]:
        """The loops in `within` that run `node` on each turn, innermost first."""
        if not self._has_any:
            return
        below = node
        for above in self._tree.ancestors(node):
            if above is within:
                return
            yield from _turning(above, below)
            below = above

    def repeating(self, node: cst.CSTNode, within: cst.CSTNode) -> Loop | None:
        """The innermost loop in `within` that can run a step at `node` again.

        A loop that always ends behind the step does not, whether the step succeeds or fails, nor
        does one over a single item.
        """
        if not self._has_any:
            return None
        ends = _GOES_ON
        below = node
        for above in self._tree.ancestors(node):
            if above is within:
                break
            ends = self._leaving(above, below, ends)
            for loop in _turning(above, below):
                goes_on = isinstance(loop, cst.CompFor) or ends & {Exit.END, Exit.CONTINUE}
                if goes_on and not self._lengths.is_single(loop):
                    return loop
                ends = ends - _IN_LOOP | (_GOES_ON if ends & _IN_LOOP else frozenset())
            below = above
        return None

    def changes(self, loop: Loop, name: cst.Name) -> bool:
        """Whether a name can mean another value on the next turn of `loop`."""
        return any(
            self._is_bound_by(loop, binding) or self._is_moved_on(binding)
            for binding in self._scopes.of_name(name)
            if binding.kind is not Kind.IMPORT
        )

    def is_target(self, loop: Loop, name: cst.Name) -> bool:
        """Whether a name is what `loop` iterates over, or a number that grows in it."""
        return any(
            binding.node is loop
            or (isinstance(binding.node, cst.AugAssign) and self._is_bound_by(loop, binding))
            for binding in self._scopes.of_name(name)
        )

    def holds(self, loop: Loop, node: cst.CSTNode) -> bool:
        """Whether `node` stands in what `loop` runs on each turn."""
        if isinstance(loop, cst.CompFor):
            return self._tree.contains(self._comprehension(loop), node)
        if isinstance(loop, cst.While) and self._tree.contains(loop.test, node):
            return True
        return self._tree.contains(loop.body, node)

    def _is_bound_by(self, loop: Loop, binding: Binding) -> bool:
        node = binding.node
        if node is loop:
            return True
        if isinstance(loop, cst.CompFor) and isinstance(node, cst.CompFor):
            return self._tree.contains(loop, node) or (
                self.holds(loop, node) and not self._tree.contains(node, loop)
            )
        return self.holds(loop, node)

    def _is_moved_on(self, binding: Binding) -> bool:
        """Whether another function than the name's own binds it: `nonlocal`, `global`."""
        if isinstance(binding.node, (cst.Param, cst.FunctionDef, cst.ClassDef)):
            return False
        home = self._scopes.home_of(binding)
        if isinstance(home, COMPREHENSIONS):
            return False
        own = home if isinstance(home, (cst.FunctionDef, cst.Lambda)) else None
        return self._scopes.function_of(binding.node) is not own

    def _comprehension(self, loop: cst.CompFor) -> cst.CSTNode:
        return next(a for a in self._tree.ancestors(loop) if isinstance(a, COMPREHENSIONS))

    def _leaving(
        self, above: cst.CSTNode, below: cst.CSTNode, ends: frozenset[Exit]
    ) -> frozenset[Exit]:
        """How the code goes on behind `above`, if that is how it goes on behind `below` in it."""
        if isinstance(above, _BLOCKS):
            place = next((i for i, each in enumerate(above.body) if each is below), -1)
            return self._then(ends, above.body[place + 1 :])
        if isinstance(above, cst.While) and below is above.test:
            return self._exits(above.body.body)
        if isinstance(above, cst.BaseSmallStatement):
            return self._exits([above])
        if isinstance(above, cst.FunctionDef):
            return _GOES_ON
        if isinstance(above, _HEADED) and isinstance(below, (cst.BaseExpression, cst.WithItem)):
            return self._exits([above])
        if isinstance(above, cst.With) and any(self._suppresses(item) for item in above.items):
            return ends | _GOES_ON
        if isinstance(above, (cst.Try, cst.TryStar)):
            return self._behind_try(above, below, ends)
        return ends

    def _behind_try(
        self, statement: cst.Try | cst.TryStar, below: cst.CSTNode, ends: frozenset[Exit]
    ) -> frozenset[Exit]:
        if below is statement.body:
            raising = Exit.RAISE in ends
            if statement.orelse is not None:
                ends = self._then(ends, statement.orelse.body.body)
            for handler in statement.handlers:
                if raising or self._catches_steps(handler):
                    ends |= self._exits(handler.body.body)
        if statement.finalbody is not None and below is not statement.finalbody:
            last = self._exits(statement.finalbody.body.body)
            ends = (ends if Exit.END in last else frozenset()) | (last - _GOES_ON)
        return ends

    def _catches_steps(self, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        """Whether an `except` catches what a failed step raises."""
        if handler.type is None:
            return True
        types = self._sequences.elements(handler.type) or [handler.type]
        return any(self._values.symbol(each) in CATCH_ALL for each in types)

    def _suppresses(self, item: cst.WithItem) -> bool:
        return (
            isinstance(item.item, cst.Call)
            and self._values.symbol(item.item.func) == SUPPRESS
            and any(self._values.symbol(arg.value) in CATCH_ALL for arg in item.item.args)
        )

    def _then(self, ends: frozenset[Exit], rest: Iterable[cst.CSTNode]) -> frozenset[Exit]:
        return ends - _GOES_ON | self._exits(rest) if Exit.END in ends else ends

    def _exits(self, statements: Iterable[cst.CSTNode]) -> frozenset[Exit]:
        return frozenset(path.exit for path in self._flow.through(statements))


def _turning(above: cst.CSTNode, below: cst.CSTNode) -> Iterator[Loop]:
    """The loops that `above` makes around `below`, innermost first."""
    if above.__class__ not in _LOOPING:
        return
    if isinstance(above, cst.For):
        if below is above.body:
            yield above
    elif isinstance(above, cst.While):
        if below is not above.orelse:
            yield above
    elif isinstance(above, cst.CompFor):
        if below is not above.iter:
            yield above
    elif isinstance(above, COMPREHENSIONS) and below is not above.for_in:
        chain: list[cst.CompFor] = []
        at: cst.CompFor | None = above.for_in
        while at is not None:
            chain.append(at)
            at = at.inner_for_in
        yield from reversed(chain)
