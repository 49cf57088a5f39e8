"""What code does as a whole: in helpers too that are judged where they stand."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.body.deeds import Deed, Deeds
from inngest_lint.model.names.calls import UNKNOWN
from inngest_lint.model.names.value import Definition, Partial
from inngest_lint.model.reasons import Reason, ReasonChain
from inngest_lint.project.summaries.chains import Chain
from inngest_lint.syntax import literals


class WholeDeeds(Deeds):
    """Follows what stands in a shape that is at fault for it: a branch, a `finally`."""

    def when_called(self, function: cst.BaseExpression) -> Iterator[Deed]:
        """What is done when the function or the partial is called that an expression stands for.

        Nothing where that makes a step: beside that, each call is judged for itself.
        """
        value = self._values.of(function)
        target = value.call.args[0].value if isinstance(value, Partial) else function
        start = Reason(literals.dotted(target) or "a function", function)
        definition = self._values.definition(function)
        if definition is None:
            for what, behind in self._done_by_symbol(function):
                yield Deed(function, what, ReasonChain((start,)).then(behind))
        elif not (self._may_be_step(definition) or self._reach.makes_steps(definition)):
            own = (start,) if isinstance(definition, cst.FunctionDef) else ()
            for deed in self.of(definition):
                yield Deed(function, deed.what, ReasonChain((*own, *deed.chain.reasons)))

    def _may_be_step(self, function: Definition) -> bool:
        """Whether a decorator makes a step of a function, or may do so."""
        return self._reach.step_decorator_of(function) is not None or self._is_wrapped(function)

    def _done_by_symbol(self, function: cst.BaseExpression) -> Iterator[tuple[str, Chain]]:
        """What is done when something outside the file is called, and through which modules."""
        what = self._judge.outside(self._values.symbol(function))
        if what is not None:
            yield what, ()
            return
        foreign = self._foreign.run(function, UNKNOWN)
        if foreign is not None and not foreign.summary.makes_steps:
            yield from self._done_elsewhere(foreign)

    def _is_own(self, function: Definition) -> bool:
        return False

    def _is_judged_elsewhere(self, call: cst.Call) -> bool:
        return False
