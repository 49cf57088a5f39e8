"""Loops that make a step for each item of a collection of any size."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.loops import Loop, Loops
from inngest_lint.model.steps.turns import Turns
from inngest_lint.sdk.limits import MAX_STEPS
from inngest_lint.sdk.names import RUN_EVENT_DATA, STEP_RUN
from inngest_lint.sdk.python import REMOVERS
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

# Calls whose items are as many as those of their argument, or fewer for a reason.
_SAME_SIZE = frozenset(
    f"builtins.{name}" for name in "enumerate filter iter list reversed set sorted tuple".split()
)
_VIEWS = frozenset({"get", "items", "keys", "values"})
_DISPLAYS = (cst.List, cst.Tuple, cst.Set, cst.Dict)
_LEAVING = (cst.Break, cst.Return, cst.Raise)


class Amounts:
    """Judges what the loops of one file go through."""

    def __init__(self, names: Names, flow: ControlFlow, loops: Loops, turns: Turns) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._reach = flow.reach
        self._guards = flow.guards
        self._loops = loops
        self._turns = turns

    def steps_without_limit(self, function: Definition) -> Iterator[cst.Call]:
        """The calls in a function that make a step for each item of something of any size."""
        for call in self._reach.made_by(function):
            if any(self._has_no_limit(each, call) for each in self._loops.around(call, function)):
                yield call

    def _has_no_limit(self, loop: Loop, call: cst.Call) -> bool:
        """Whether a loop takes as many turns as there are items, and nothing ends it before."""
        if not isinstance(loop, cst.CompFor) and self._ends_early(loop):
            return False
        if self._turns.has_one_for(call, loop):
            return False
        if isinstance(loop, cst.While):
            collection = self._emptied_by(loop)
            return collection is not None and self._is_endless(collection, call)
        return self._is_endless(loop.iter, call)

    def _ends_early(self, loop: cst.For | cst.While) -> bool:
        return any(self._reach.executed_of(loop.body, kind) for kind in _LEAVING)

    def _emptied_by(self, loop: cst.While) -> cst.Name | None:
        """The collection from which each turn takes something until it is empty."""
        test = loop.test
        if not isinstance(test, cst.Name):
            return None
        taken = (self._tree.parent(place) for place in self._changes.of(test))
        is_emptied = any(
            isinstance(method, cst.Attribute) and method.attr.value in REMOVERS for method in taken
        )
        return test if is_emptied else None

    def _is_endless(self, node: cst.BaseExpression, call: cst.Call) -> bool:
        """Whether something holds as many items as somebody else decides."""
        if isinstance(node, cst.Name):
            if self._is_measured(node, call):
                return False
            followed = self._bindings.expression(node)
            return followed is not node and self._is_endless(followed, call)
        if isinstance(node, (cst.Await, cst.NamedExpr)):
            inner = node.expression if isinstance(node, cst.Await) else node.value
            return self._is_endless(inner, call)
        if isinstance(node, (cst.ListComp, cst.SetComp, cst.GeneratorExp)):
            return self._is_endless(node.for_in.iter, call)
        if isinstance(node, cst.Subscript):
            if not isinstance(node.slice[0].slice, cst.Index):
                return False
            return self._is_given(node.value) or self._is_endless(node.value, call)
        return isinstance(node, cst.Call) and self._is_endless_call(node, call)

    def _is_endless_call(self, node: cst.Call, call: cst.Call) -> bool:
        if self._reach.step_symbol(node) == STEP_RUN:
            return not self._returns_display(node)
        symbol = self._values.symbol(node.func)
        if symbol in _SAME_SIZE:
            return bool(node.args) and self._is_endless(node.args[-1].value, call)
        if symbol == "builtins.range":
            return self._counts_far(node, call)
        if isinstance(node.func, cst.Attribute) and node.func.attr.value in _VIEWS:
            owner = node.func.value
            return self._is_given(owner) or self._is_endless(owner, call)
        return False

    def _is_given(self, node: cst.BaseExpression) -> bool:
        """Whether something is the data of the event that starts the run."""
        return self._values.symbol(node) == RUN_EVENT_DATA

    def _returns_display(self, step: cst.Call) -> bool:
        """Whether a step gives a collection that is written out in its handler."""
        handler = self._reach.step_handler(step)
        if handler is None:
            return False
        returned = returned_expressions(handler.function, self._scopes)
        return all(isinstance(each, _DISPLAYS) for each in returned)

    def _counts_far(self, node: cst.Call, call: cst.Call) -> bool:
        """Whether a `range` is as long as a collection, or reaches the limit by itself."""
        values = [self._bindings.expression(arg.value) for arg in node.args]
        numbers = [literals.integer(value) for value in values]
        known = [number for number in numbers if number is not None]
        if len(known) == len(values):
            return 0 < len(known) and 0 not in known[2:] and len(range(*known)) >= MAX_STEPS
        last = values[-1]
        return (
            len(values) < 3
            and isinstance(last, cst.Call)
            and self._values.symbol(last.func) == "builtins.len"
            and bool(last.args)
            and self._is_endless(last.args[0].value, call)
        )

    def _is_measured(self, name: cst.Name, call: cst.Call) -> bool:
        """Whether a test of the length of a collection leads to a step."""
        return any(
            isinstance(node, cst.Call)
            and self._values.symbol(node.func) == "builtins.len"
            and any(literals.dotted(arg.value) == name.value for arg in node.args)
            for fact in self._guards.facts(call)
            for node in walk(fact.test)
        )
