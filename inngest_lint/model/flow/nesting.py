"""Steps made inside steps: what a step handler runs, with what each call on the way gives."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.flow.reach import Reach, StepRun
from inngest_lint.model.flow.step_handlers import StepHandlers
from inngest_lint.model.flow.verdicts import Given, Verdicts
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.causes import Causes
from inngest_lint.model.names.foreign import agreed_steps
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.project.summaries.chains import Chain, ended_by
from inngest_lint.project.summaries.summaries import MadeStep
from inngest_lint.sdk.names import is_from_context

_MOST_WAYS = 20  # that are told from one call, of which people may ignore the first
_DEEPEST = 50  # calls on one way
_MOST = 200  # calls of helpers on all ways from one call; a hostile file must not cost time


class _Stop(NamedTuple):
    """A call on a way, what the parameters around it hold, and the stop before it."""

    call: cst.Call
    given: Given
    before: _Stop | None = None
    depth: int = 0

    @property
    def way(self) -> list[cst.Call]:
        found = [self.call]
        stop = self.before
        while stop is not None:
            found.append(stop.call)
            stop = stop.before
        return found[::-1]


class Way(NamedTuple):
    """The calls from one in a step handler to a step, and how it goes on in other modules.

    `behind` is empty if the last call makes the step itself.
    """

    calls: list[cst.Call]
    behind: Chain = ()

    @property
    def end(self) -> Causes:
        """Where the step stands, if it is not the first call."""
        return ended_by(self.behind) or tuple(self.calls[1:][-1:])


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
        self._makers_in: dict[int, list[cst.Call]] = {}  # by identity, as in `Tree`

    def ways(self, handler: Definition) -> Iterator[Way]:
        """For each call of a step handler the ways to the steps that it makes, the shortest first.

        A helper counts with the functions and the constants that it is given on the way: a runner
        of any function makes a step only where it gets one that does.
        """
        for call in self._reach.made_by(handler):
            entries = self._entries(handler)
            ways = (way for given in entries for way in self._ways(call, given))
            yield from islice(ways, 1 if self._reach.step_symbol(call) else _MOST_WAYS)

    def ways_from(self, call: cst.Call) -> list[Way]:
        """The ways from a call in the body to the steps that it makes, the shortest first."""
        return list(islice(self._ways(call, {}), _MOST_WAYS))

    def handlers_elsewhere(self) -> Iterator[Way]:
        """The `step.run`s whose step handler is of another module, and the steps that it makes."""
        for run in self._reach.step_runs:
            handler = run.handler
            steps = self._of_handler(handler.value, run) if handler is not None else ()
            yield from (Way([run.call], chain) for chain in sure(steps))

    def _of_handler(self, handler: cst.BaseExpression, run: StepRun) -> tuple[MadeStep, ...]:
        """The steps of a step handler of another module, or of the methods that it may be."""
        given = run.handed
        foreign = self._foreign.run(handler, given, with_context=True)
        if foreign is not None:
            return foreign.summary.steps
        overriding = self._foreign.overriding(handler, given)
        symbols = (self._values.symbol(arg.value) for arg in run.call.args[2:])
        return agreed_steps(overriding) if overriding and any(map(is_from_context, symbols)) else ()

    def _entries(self, handler: Definition) -> list[Given]:
        """What the parameters of a step handler hold, for each step that runs it."""
        starts = self._step_handlers.starts(handler)
        return [self._enter(helper, node, {}) for node, helper in starts]

    def _ways(self, call: cst.Call, given: Given) -> Iterator[Way]:
        """The ways from a call to steps, the shortest first."""
        seen: set[object] = set()
        waiting = deque([_Stop(call, given)])
        while waiting and len(seen) < _MOST:
            stop = waiting.popleft()
            if any(self._is_refuted(*fact, stop.given) for fact in self._guards.facts(stop.call)):
                continue
            if self._reach.step_symbol(stop.call):
                yield Way(stop.way)
                continue
            elsewhere = sure(self._reach.foreign_steps(stop.call))
            yield from (Way(stop.way, chain) for chain in elsewhere)
            for helper in self._helpers(stop.call, stop.given):
                inner = self._enter(helper, stop.call, stop.given)
                entered = helper.function, frozenset(inner.items())
                if entered not in seen and stop.depth < _DEEPEST:
                    seen.add(entered)
                    made = self._made_by(helper.function)
                    waiting += [_Stop(each, inner, stop, stop.depth + 1) for each in made]

    def _made_by(self, function: Definition) -> list[cst.Call]:
        if id(function) not in self._makers_in:
            self._makers_in[id(function)] = list(self._reach.made_by(function))
        return self._makers_in[id(function)]

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


def sure(steps: Iterable[MadeStep]) -> list[Chain]:
    """How those of these steps are made that no test decides."""
    return [step.chain for step in steps if not step.tested]
