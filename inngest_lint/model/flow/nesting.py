"""Steps made inside steps: what a step handler runs, with what each call on the way gives."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.flow.step_handlers import StepHandlers
from inngest_lint.model.flow.verdicts import Given, Verdicts
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.project.summaries.chains import Chain
from inngest_lint.project.summaries.summaries import MadeStep
from inngest_lint.sdk.names import STEP_RUN

_MOST = 1000  # calls of helpers on all ways from one call; a hostile file must not cost time


class _Stop(NamedTuple):
    """A call on a way, what the parameters around it hold, and the stop before it."""

    call: cst.Call
    given: Given
    before: _Stop | None = None

    @property
    def way(self) -> list[cst.Call]:
        found = [self.call]
        stop = self.before
        while stop is not None:
            found.append(stop.call)
            stop = stop.before
        return found[::-1]


class Nesting:
    """Follows the step handlers of one file to the steps that they make."""

    def __init__(
        self, names: Names, reach: Reach, guards: Guards, step_handlers: StepHandlers
    ) -> None:
        self._tree = names.tree
        self._foreign = names.foreign
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = reach
        self._guards = guards
        self._step_handlers = step_handlers
        self._verdicts = Verdicts(names, reach)

    def ways(self, handler: Definition) -> Iterator[list[cst.Call]]:
        """For each call of a step handler that makes a step, the calls from it to that step.

        A helper counts with the functions and the constants that it is given on the way: a runner
        of any function makes a step only where it gets one that does.
        """
        for call in self._reach.made_by(handler):
            ways = (self._way(call, given) for given in self._entries(handler))
            way = next((way for way in ways if way), None)
            if way is not None:
                yield way

    def behind(self, way: list[cst.Call]) -> Chain:
        """How a way goes on in other modules; empty if it ends at a step of the file."""
        return self._foreign_chain(way[-1])

    def handlers_elsewhere(self) -> Iterator[tuple[cst.Call, Chain]]:
        """The `step.run`s whose step handler is of another module and makes a step, and how."""
        for call in self._reach.steps:
            if self._reach.step_symbol(call) == STEP_RUN:
                handler = Arguments.of(call).get("handler", 1)
                foreign = None
                if handler is not None:
                    given = Arguments.of(call, skip=2)
                    foreign = self._foreign.run(handler.value, given, with_context=True)
                chain = _sure(foreign.summary.steps) if foreign is not None else ()
                if chain:
                    yield call, chain

    def _foreign_chain(self, call: cst.Call) -> Chain:
        return _sure(self._reach.foreign_steps(call))

    def _entries(self, handler: Definition) -> list[Given]:
        """What the parameters of a step handler hold, for each step that runs it."""
        starts = self._step_handlers.starts(handler)
        return [self._enter(helper, node, {}) for node, helper in starts]

    def _way(self, call: cst.Call, given: Given) -> list[cst.Call]:
        """The shortest way from a call to a step; empty if there is none."""
        seen: set[object] = set()
        waiting = deque([_Stop(call, given)])
        while waiting and len(seen) < _MOST:
            stop = waiting.popleft()
            if any(self._is_refuted(*fact, stop.given) for fact in self._guards.facts(stop.call)):
                continue
            if self._reach.step_symbol(stop.call) or self._foreign_chain(stop.call):
                return stop.way
            for helper in self._helpers(stop.call, stop.given):
                inner = self._enter(helper, stop.call, stop.given)
                entered = helper.function, frozenset(inner.items())
                if entered not in seen:
                    seen.add(entered)
                    made = self._reach.made_by(helper.function)
                    waiting += [_Stop(each, inner, stop) for each in made]
        return []

    def _is_refuted(self, test: cst.CSTNode, held: bool, given: Given) -> bool:
        """Whether a test that leads to a call comes out otherwise with what is given."""
        return self._verdicts.of(test, given) is (not held)

    def _helpers(self, call: cst.Call, given: Given) -> Iterator[Helper]:
        """The helpers that make steps and that `call` runs."""
        called = self._verdicts.held(call.func, given)
        known = called is not call.func
        if known:
            helper = self._reach.helper_of(called, Arguments.of(call))
            found = [] if helper is None else [helper]
            if helper is None:
                functions = self._reach.functions_given(called)
                found = [Helper(each, Arguments.of(call), assumed=True) for each in functions]
            yield from (each for each in found if self._reach.makes_steps(each.function))
        for helper in self._reach.helpers(call):
            if not (known and helper.assumed) and self._reach.makes_steps(helper.function):
                yield helper

    def _enter(self, helper: Helper, call: cst.BaseExpression, given: Given) -> Given:
        """What parameters hold in the code of a helper that `call` runs, those around it too."""
        own = helper.function
        inner = {p: value for p, value in given.items() if self._scopes.scope_of(p) is not own}
        for maker in self._makers(helper.function, call, given):
            inner.update(self._received(maker, given))
        inner.update(self._received(helper, given))
        return inner

    def _makers(
        self, function: Definition, call: cst.BaseExpression, given: Given
    ) -> Iterator[Helper]:
        """The call that makes a nested function, as `timed(work)` does, if `call` shows it."""
        around = self._scopes.function_of(function)
        if around is None or not isinstance(call, cst.Call):
            return
        for node in (call.func, *(arg.value for arg in call.args)):
            made = self._bindings.expression(self._verdicts.held(node, given))
            if type(made) is cst.Call and self._values.definition(made) is function:
                if self._values.definition(made.func) is around:
                    yield Helper(around, Arguments.of(made))

    def _received(self, helper: Helper, given: Given) -> Given:
        received = helper.received()
        return {param: self._verdicts.held(value, given) for param, value in received.items()}


def _sure(steps: Iterable[MadeStep]) -> Chain:
    """How one of these steps is made that no test decides; empty if there is none."""
    return next((step.chain for step in steps if not step.tested), ())
