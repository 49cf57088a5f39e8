"""How calls and callables come to make steps, as reason chains."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.nesting import Nesting, sure
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Partial
from inngest_lint.model.reasons import Reason, ReasonChain
from inngest_lint.sdk.names import is_step
from inngest_lint.syntax import literals


class StepWays:
    """Follows what one file calls to the steps that it makes, through whatever modules."""

    def __init__(self, names: Names, reach: Reach, nesting: Nesting) -> None:
        self._values = names.values
        self._foreign = names.foreign
        self._reach = reach
        self._nesting = nesting

    def of(self, call: cst.Call) -> list[ReasonChain]:
        """How a call makes steps, the shortest first; empty if it makes none that is sure."""
        if not self._reach.may_make_steps(call):
            return []
        return [ReasonChain.of(*way) for way in self._nesting.ways_from(call)]

    def when_called(self, function: cst.BaseExpression, given: Arguments) -> list[ReasonChain]:
        """How what `function` stands for makes steps when it is called with these arguments."""
        value = self._values.of(function)
        target = value.call.args[0].value if isinstance(value, Partial) else function
        start = Reason(literals.dotted(target) or "a function", function)
        if is_step(self._values.symbol(function)):
            return [ReasonChain((start,))]
        definition = self._values.definition(function)
        if definition is None:
            foreign = self._foreign.run(function, given, with_context=True)
            chains = sure(foreign.summary.steps) if foreign is not None else []
            return [ReasonChain((start,)).then(chain) for chain in chains]
        calls = self._reach.calls_of(definition)
        ways = [self.of(call) for call in calls if not self._reach.is_stored(call, definition)]
        return [ReasonChain((start, *way.reasons)) for found in ways for way in found]
