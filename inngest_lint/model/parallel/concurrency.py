"""Steps that run beside the function that makes them: in gathers, tasks, loops and threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.parallel.awaitables import Awaitables
from inngest_lint.model.parallel.contents import Collections
from inngest_lint.model.parallel.tasks import is_awaited_at_once
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.once import cached_property
from inngest_lint.sdk.concurrency import ALL_AT_ONCE, FUNCTION_RUNNERS, LOOP_RUNNERS, TASK_MAKERS
from inngest_lint.sdk.python import GATHER

_MOST = 200  # calls that hand awaitables on to one gather; a hostile file must not cost time


@dataclass(frozen=True, slots=True)
class Beside:
    """A call that runs steps beside the function.

    `by` is the symbol that does it; `way` leads from the call to that, `steps` from what it is
    given to the steps.
    """

    call: cst.Call
    by: str
    way: ReasonChain
    steps: Sequence[ReasonChain]

    @property
    def chains(self) -> Sequence[ReasonChain]:
        """What tells why: how it comes to that, else how the steps are made; one if at once."""
        if not self.way.is_direct:
            return [self.way]
        return [each for each in self.steps if each.is_direct][:1] or self.steps


class _Taker(NamedTuple):
    """The calls that lead to one which runs awaitables beside the function, by what it does that.

    `tasks` are the calls on the way that have made tasks of them.
    """

    way: tuple[cst.Call, ...]
    by: str
    tasks: tuple[cst.Call, ...] = ()


class Concurrency:
    """Finds what one file runs beside its functions; code in step handlers may run anything.

    A helper that only hands on what it is given is no fault: the call that gives it steps is.
    """

    def __init__(self, names: Names, flow: ControlFlow, collections: Collections) -> None:
        self._tree = names.tree
        self._values = names.values
        self._foreign = names.foreign
        self._elsewhere = names.elsewhere
        self._flow = flow
        self._awaitables = Awaitables(names, flow, collections)
        self._gathered: set[int] = set()  # the tasks that a gather of steps awaits, by identity

    @cached_property
    def gathers(self) -> list[Beside]:
        """The gathers of steps."""
        found: list[Beside] = []
        for call, symbol in self._calls:
            if symbol == GATHER:
                given = [arg.value for arg in call.args if arg.keyword is None]
                found += self._given_steps(_Taker((call,), symbol), given)
            elif self._foreign.may_run(call):
                found += [each for each in self._taken_elsewhere(call) if each.by == GATHER]
        return list(_each_call_once(found))

    def makes_steps(self, node: cst.BaseExpression) -> bool:
        """Whether an awaitable, or what a collection holds, comes to steps."""
        return bool(self._awaitables.awaited([node]).steps)

    @cached_property
    def tasks(self) -> list[Beside]:
        """The tasks, event loops and threads of steps, but for tasks that a gather awaits."""
        gathered = {id(each.call) for each in self.gathers} | self._gathered
        found = [
            each
            for call, symbol in self._calls
            for each in self._started(call, symbol)
            if id(call) not in gathered
        ]
        return list(_each_call_once(found))

    @cached_property
    def _calls(self) -> list[tuple[cst.Call, str]]:
        """The calls with arguments and their symbols, without those in step handlers."""
        every = [call for call in self._tree.all(cst.Call) if call.args]
        known = ((call, self._values.symbol(call.func)) for call in every)
        return [
            (call, symbol)
            for call, symbol in known
            if (symbol in _STARTERS or self._foreign.may_run(call))
            and not self._flow.step_handlers.holds(call)
        ]

    def _started(self, call: cst.Call, symbol: str) -> Iterator[Beside]:
        """The steps that a call starts, or that it is given by callers."""
        if symbol in FUNCTION_RUNNERS:
            yield from self._run(call, symbol)
        elif symbol in TASK_MAKERS:
            if not is_awaited_at_once(call, symbol, self._tree, self._values):
                yield from self._given_steps(_Taker((call,), symbol), [call.args[0].value])
        elif symbol in LOOP_RUNNERS:
            if self._flow.awaits.is_async(call):
                yield from self._given_steps(_Taker((call,), symbol), [call.args[0].value])
        elif symbol in ALL_AT_ONCE:
            if not self._awaitables.awaited([call.args[0].value]).tasks:
                yield from self._given_steps(_Taker((call,), symbol), [call.args[0].value])
        elif symbol != GATHER:
            yield from (each for each in self._taken_elsewhere(call) if each.by != GATHER)

    def _run(self, call: cst.Call, symbol: str) -> Iterator[Beside]:
        """The step that a function makes which a thread or a task of its own runs."""
        position, name = FUNCTION_RUNNERS[symbol]
        function = Arguments.of(call).get(name, position)
        if function is not None:
            given = _given_to_function(call, position)
            steps = self._flow.step_ways.when_called(function.value, given)
            if steps:
                yield Beside(call, symbol, ReasonChain.of((call,)), steps)

    def _given_steps(self, taker: _Taker, nodes: Iterable[cst.BaseExpression]) -> Iterator[Beside]:
        """The first call on the way if it is given steps, else the callers that give it some."""
        seen: set[int] = set()
        waiting = deque([(taker, nodes)])
        while waiting and len(seen) < _MOST:
            taker, nodes = waiting.popleft()
            awaited = self._awaitables.awaited(nodes)
            tasks = (*taker.tasks, *awaited.tasks)
            if awaited.steps:
                if taker.by == GATHER:
                    self._gathered.update(map(id, tasks))
                yield Beside(taker.way[0], taker.by, ReasonChain.of(taker.way), awaited.steps)
                continue
            for param in awaited.params:
                for caller, given in self._flow.callers.calls_giving(param):
                    if id(caller) not in seen and not self._flow.step_handlers.holds(caller):
                        seen.add(id(caller))
                        outer = _Taker((caller, *taker.way), taker.by, tasks)
                        waiting.append((outer, given))

    def _taken_elsewhere(self, call: cst.Call) -> Iterator[Beside]:
        """The steps that a call gives to code of another module which runs them beside it."""
        symbol = self._values.symbol(call.func)
        shown = self._elsewhere.shows(symbol)  # asked before the arguments are followed
        for place, arg in enumerate(call.args if shown else ()):
            steps = self._awaitables.awaited([arg.value]).steps
            if steps:
                key = arg.keyword.value if arg.keyword is not None else place
                taken = self._elsewhere.taken(symbol, key)
                if taken is not None:
                    yield Beside(call, taken.by, ReasonChain.of((call,), taken.chain), steps)


def _given_to_function(call: cst.Call, position: int) -> Arguments:
    """What a call hands on to the function that it runs: `Thread(target=f, args=(ctx,))` too."""
    packed = Arguments.of(call).get("args")
    if packed is not None and isinstance(packed.value, (cst.Tuple, cst.List)):
        given = tuple(cst.Arg(element.value) for element in packed.value.elements)
        return Arguments(given, {}, complete=True)
    return Arguments.of(call, skip=position + 1)


def _each_call_once(found: Iterable[Beside]) -> Iterator[Beside]:
    seen: set[int] = set()
    for each in found:
        if id(each.call) not in seen:
            seen.add(id(each.call))
            yield each


_STARTERS = frozenset({GATHER}).union(TASK_MAKERS, LOOP_RUNNERS, ALL_AT_ONCE, FUNCTION_RUNNERS)
