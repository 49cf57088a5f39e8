"""The branches of `group.parallel`: what stands where callables belong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Partial
from inngest_lint.model.parallel.contents import Collections
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import PARALLEL, STEP_DECORATOR, is_step


@dataclass(frozen=True, slots=True)
class Branch:
    """What a group is given to call, where it is written."""

    group: cst.Call
    node: cst.BaseExpression


class Branches:
    """Finds the branches in one file, those that callers of a helper give it included."""

    def __init__(self, names: Names, flow: ControlFlow, collections: Collections) -> None:
        self._tree = names.tree
        self._values = names.values
        self._bindings = names.bindings
        self._foreign = names.foreign
        self._reach = flow.reach
        self._awaits = flow.awaits
        self._callers = flow.callers
        self._collections = collections

    @cached_property
    def groups(self) -> list[cst.Call]:
        """The calls of `group.parallel`."""
        return [call for call in self._reach.steps if self._reach.step_symbol(call) == PARALLEL]

    @cached_property
    def all(self) -> list[Branch]:
        """Every branch, for the first group that gets it."""
        found: dict[int, Branch] = {}
        for group in self.groups:
            for node in self._given_to(group):
                found.setdefault(id(node), Branch(group, node))
        return list(found.values())

    def lacks_tuple(self, group: cst.Call) -> bool:
        """Whether a callable, or a step, stands where the tuple of a group belongs, or beside it.

        The next argument of a group is its mode.
        """
        named = Arguments.of(group).get("callables")
        given = [] if named is None else [named.value]
        for arg in group.args:
            if arg.star == "*":
                given += self._collections.contents(arg.value).items
            elif arg.keyword is None and not arg.star:
                given.append(arg.value)
        return any(self._is_single(node) for node in given[:1]) or any(
            self.is_branch(node) for node in given[1:2]
        )

    def is_branch(self, node: cst.BaseExpression) -> bool:
        """Whether an expression surely stands for a branch, called or not."""
        return self.is_callable(node) or self.is_called(node)

    def is_callable(self, node: cst.BaseExpression) -> bool:
        """Whether an expression surely stands for a function, a method or a partial of one."""
        made = self._bindings.expression(node)
        return (
            isinstance(self._values.of(made), Partial)
            or self._values.definition(made) is not None
            or is_step(self._values.symbol(made))
        )

    def is_called(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is a coroutine, or a step or what it gave: nothing to call."""
        made = self._bindings.expression(node)
        inner = made.expression if isinstance(made, cst.Await) else made
        if isinstance(inner, cst.Call) and self._reach.step_symbol(inner):
            return True
        return isinstance(made, cst.Call) and self._gives_coroutine(made)

    def _is_single(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is one branch, and not the tuple of them."""
        made = self._bindings.expression(node)
        if isinstance(made, cst.Call) and self._awaits.is_async(made) and self.is_called(made):
            return True
        return self.is_callable(node)

    def _gives_coroutine(self, call: cst.Call) -> bool:
        """Whether a call is of an `async def` of which no decorator makes anything else."""
        function = self._values.definition(call.func)
        if isinstance(function, cst.FunctionDef):
            decorators = [self._values.symbol(each.decorator) for each in function.decorators]
            known = all(symbol == STEP_DECORATOR for symbol in decorators)
            return function.asynchronous is not None and known
        if isinstance(self._values.of(call), Partial) or not self._reach.foreign_steps(call):
            return False
        foreign = self._foreign.called(call)
        return foreign is not None and foreign.summary.gives_coroutine

    def _given_to(self, group: cst.Call) -> Iterator[cst.BaseExpression]:
        """What a group is given, in whatever collections."""
        seen: set[int] = set()
        waiting = [arg.value for arg in group.args if arg.keyword is None or _holds_branches(arg)]
        while waiting:
            node = waiting.pop()
            if self._is_single(node):
                yield node
                continue
            contents = self._collections.contents(node)
            yield from contents.items
            for param in contents.params:
                if id(param) not in seen:
                    seen.add(id(param))
                    waiting += [n for _, each in self._callers.calls_giving(param) for n in each]


def _holds_branches(arg: cst.Arg) -> bool:
    return arg.keyword is not None and arg.keyword.value == "callables"
