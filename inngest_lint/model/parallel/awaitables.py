"""What awaitables come to when they are awaited: steps, tasks, what callers give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.parallel.contents import Collections
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.sdk.concurrency import FUNCTION_RUNNERS, TASK_MAKERS
from inngest_lint.sdk.python import GATHER, PASS_THROUGH
from inngest_lint.syntax.scopes import Kind

_RUNNING_ELSEWHERE = FUNCTION_RUNNERS.keys() | {GATHER}  # what they run is judged there


@dataclass(slots=True)
class Awaited:
    """What awaitables come to: how they make steps, and of which parameters they are.

    `tasks` are the calls that have made tasks of them.
    """

    steps: list[ReasonChain] = field(default_factory=list)
    tasks: list[cst.Call] = field(default_factory=list)
    params: list[cst.Param] = field(default_factory=list)


class Awaitables:
    """Follows the awaitables of one file to the steps that they make.

    A step that has been awaited is a value, and so is each step of a sync function.
    """

    def __init__(self, names: Names, flow: ControlFlow, collections: Collections) -> None:
        self._values = names.values
        self._reaching = flow.reaching
        self._awaits = flow.awaits
        self._ways = flow.step_ways
        self._collections = collections

    def awaited(self, nodes: Iterable[cst.BaseExpression]) -> Awaited:
        """What these come to; each is an awaitable, or a collection of some."""
        found = Awaited()
        seen: set[int] = set()
        waiting = [*nodes][::-1]
        while waiting:
            node = waiting.pop()
            if id(node) not in seen:
                seen.add(id(node))
                waiting += [*self._parts(node, found)][::-1]
        return found

    def _parts(self, node: cst.BaseExpression, found: Awaited) -> Iterator[cst.BaseExpression]:
        if isinstance(node, cst.Call):
            yield from self._called(node, found)
        elif isinstance(node, cst.Name):
            yield from self._named(node)
        contents = self._collections.contents(node)
        found.params += contents.params
        yield from contents.items

    def _named(self, name: cst.Name) -> Iterator[cst.BaseExpression]:
        """What a name is bound to, or an item of what a loop goes through."""
        for binding in self._reaching.of(name):
            if binding.kind is Kind.VALUE and binding.value is not None:
                yield binding.value
            elif isinstance(binding.node, (cst.For, cst.CompFor)):
                yield binding.node.iter

    def _called(self, call: cst.Call, found: Awaited) -> Iterator[cst.BaseExpression]:
        symbol = self._values.symbol(call.func)
        if symbol in _RUNNING_ELSEWHERE:
            return
        if symbol in TASK_MAKERS:
            found.tasks.append(call)
        elif symbol not in PASS_THROUGH:
            found.steps += self._steps(call, symbol)
        yield from (arg.value for arg in call.args)

    def _steps(self, call: cst.Call, symbol: str) -> list[ReasonChain]:
        """How the awaitable that a call gives makes steps."""
        if symbol == "builtins.map" and call.args:
            return self._ways.when_called(call.args[0].value, Arguments.of(call, skip=1))
        made = self._values.definition(call.func)
        is_async = isinstance(made, cst.FunctionDef) and made.asynchronous is not None
        return self._ways.of(call) if is_async or self._awaits.is_async(call) else []
