"""Which calls may end otherwise the next time, so that what hangs on them may as well."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.nondeterminism import source_of_call
from inngest_lint.sdk.side_effects import OPEN, side_effect_of
from inngest_lint.syntax.tree import walk


class Fickle:
    """Follows calls through the functions of one file; of what nobody shows, nothing is said."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._foreign = names.foreign
        self._bindings = names.bindings
        self._reach = flow.reach
        self._guards = flow.guards
        self._step_handlers = flow.step_handlers
        self._known: dict[int, bool] = {}  # by identity, as in `Tree`

    def decides(self, node: cst.CSTNode) -> bool:
        """Whether such a call decides that `node` is reached."""
        tests = (self._guards.tested(fact) for fact in self._guards.facts(node))
        return any(self._bindings.mentions(test, self._is_call) for test in tests)

    def _is_call(self, node: cst.BaseExpression) -> bool:
        return isinstance(node, cst.Call) and self._call(node)

    def _call(self, call: cst.Call) -> bool:
        if self._reach.step_symbol(call) or self._step_handlers.holds(call):
            return False
        symbol = self._values.symbol(call.func)
        if symbol in OPEN or side_effect_of(symbol) or source_of_call(symbol, len(call.args)):
            return True
        if any(self._function(helper.function) for helper in self._reach.helpers(call)):
            return True
        foreign = self._foreign.called(call) if self._foreign.may_run(call) else None
        if foreign is None:
            return False
        summary = foreign.summary
        return summary.chance is not None or any(not each.in_step for each in summary.outside)

    def _function(self, function: Definition) -> bool:
        found = self._known.get(id(function))
        if found is None:
            self._known[id(function)] = False  # of a circle, the other calls decide
            calls = self._reach.calls_of(function)
            found = any(map(self._call, calls)) or self._counts(function)
            self._known[id(function)] = found
        return found

    def _counts(self, function: Definition) -> bool:
        """Whether a function adds to something of the module, so that it has a memory."""
        for node in walk(function.body):
            target: cst.CSTNode | None = node.target if isinstance(node, cst.AugAssign) else None
            while isinstance(target, (cst.Subscript, cst.Attribute)):
                target = target.value
            bindings = self._scopes.of_name(target) if isinstance(target, cst.Name) else []
            if any(isinstance(self._scopes.home_of(each), cst.Module) for each in bindings):
                return True
        return False
