"""What step handlers do in the thread that runs them, which for async functions is the loop's."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.deeds import Deed, Deeds, Judge
from inngest_lint.model.code import Code
from inngest_lint.model.flow.reach import StepRun
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.decorators import is_plain
from inngest_lint.model.names.value import Definition
from inngest_lint.model.reasons import Reason, ReasonChain
from inngest_lint.project.summaries.summaries import OutsideCall
from inngest_lint.syntax import literals


class OwnThreadDeeds(Deeds):
    """Follows the calls of step handlers, but not what they hand on, perhaps to a thread."""

    def __init__(self, code: Code, bodies: Bodies, judge: Judge) -> None:
        super().__init__(code, bodies, judge)
        self._tree = code.tree
        self._scopes = code.scopes
        self._awaits = code.awaits
        self._step_handlers = code.step_handlers

    def of_handlers(self) -> Iterator[Deed]:
        """What the step handlers of the async functions in the file do."""
        for handler in self._step_handlers.all if self.may_find else ():
            if is_plain(handler, self._values) and self._is_of_async(handler):
                yield from self.of(handler)
        for run in self._step_handlers.runs:
            if self._awaits.is_async(run.call):
                yield from self._of_handler_elsewhere(run)

    def _is_of_async(self, handler: Definition) -> bool:
        """Whether an async function runs a step handler, so that the event loop does."""
        starts = (each.node for each in self._step_handlers.starts(handler))
        return any(
            self._awaits.is_async(
                handler.body if isinstance(self._tree.parent(node), cst.Decorator) else node
            )
            for node in starts
        )

    def _of_handler_elsewhere(self, run: StepRun) -> Iterator[Deed]:
        """What a step handler does that is no code of the file: at the step that names it."""
        if run.handler is None:
            return
        handler = run.handler.value
        symbol = self._values.symbol(handler)
        what = self._judge.outside(symbol)
        name = literals.dotted(handler) or symbol
        if what is not None:
            yield Deed(run.call, what, ReasonChain((Reason(name, run.call),)))
            return
        foreign = self._foreign.run(handler, run.handed)
        for each in foreign.summary.outside if foreign is not None else ():
            what = self._judge.outside(each.symbol) if self._counts(each) else None
            if what is not None:
                links = (Reason(link.name, link.place) for link in each.chain[1:])
                yield Deed(run.call, what, ReasonChain((Reason(name, run.call), *links)))

    def _calls(self, function: Definition) -> list[cst.Call]:
        calls = super()._calls(function)
        return [call for call in calls if self._scopes.function_of(call) is function]

    def _is_own(self, function: Definition) -> bool:
        return super()._is_own(function) or self._step_handlers.is_one(function)

    def _helpers(self, call: cst.Call) -> list[Helper]:
        called = self._reach.helper_of(call.func, Arguments.of(call))
        return [called] if called is not None and is_plain(called.function, self._values) else []

    def _counts(self, call: OutsideCall) -> bool:
        return super()._counts(call) and not call.in_thread
