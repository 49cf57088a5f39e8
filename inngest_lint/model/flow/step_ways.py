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

    def of(self, call: cst.Call) -> ReasonChain | None:
        """How a call makes a step; None if it makes none, as far as can be told."""
        if not self._reach.may_make_steps(call):
            return None
        way = self._nesting.way(call)
        return ReasonChain.of(way, self._nesting.behind(way)) if way else None

    def when_called(self, function: cst.BaseExpression, given: Arguments) -> ReasonChain | None:
        """How what `function` stands for makes a step when it is called with these arguments."""
        value = self._values.of(function)
        target = value.call.args[0].value if isinstance(value, Partial) else function
        start = Reason(literals.dotted(target) or "a function", function)
        if is_step(self._values.symbol(function)):
            return ReasonChain((start,))
        definition = self._values.definition(function)
        if definition is None:
            foreign = self._foreign.run(function, given, with_context=True)
            chain = sure(foreign.summary.steps) if foreign is not None else ()
            return ReasonChain((start,)).then(chain) if chain else None
        for call in self._reach.calls_of(definition):
            found = None if self._reach.is_stored(call, definition) else self.of(call)
            if found is not None:
                return ReasonChain((start, *found.reasons))
        return None
