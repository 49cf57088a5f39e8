"""One run of a function of the file: which call led to it, and what its parameters were given.

Where the same helper is called twice, its parameters mean something else each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Instance, Local
from inngest_lint.sdk.names import STEP_RUN
from inngest_lint.syntax.tree import Tree, walk

Node = TypeVar("Node", bound=cst.CSTNode)

_MOST = 500  # runs followed from one beginning: a hostile file must not cost time


@dataclass(frozen=True, slots=True, eq=False)
class Visit:
    """A run of `function`; `given` is what each parameter got, by identity.

    The expressions are those of `caller`; `outer` is the run of the function around a nested one.
    """

    function: Definition
    given: Mapping[int, cst.BaseExpression]
    caller: Visit | None = None
    outer: Visit | None = None
    in_step: bool = False

    def argument(self, param: cst.CSTNode) -> tuple[cst.BaseExpression, Visit | None] | None:
        """What a parameter got, and the run whose expression that is; None if it is not known."""
        at: Visit | None = self
        while at is not None:
            if id(param) in at.given:
                return at.given[id(param)], at.caller
            at = at.outer
        return None

    def is_within(self, function: Definition) -> bool:
        """Whether `function` is running already."""
        at: Visit | None = self
        while at is not None and at.function is not function:
            at = at.caller
        return at is not None


class Visits:
    """Finds the runs that the calls of one file lead to."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._reach = flow.reach
        self._recursive: dict[int, bool] = {}
        self._entered: dict[tuple[int, Visit | None], list[Visit]] = {}
        self._left = _MOST
        self._nodes: dict[type[cst.CSTNode], dict[int, list[cst.CSTNode]]] = {}

    def nodes(self, visit: Visit, kind: type[Node]) -> list[Node]:
        """The nodes of one type in the code of a run, lambdas in place included."""
        function = visit.function
        if visit.caller is None and isinstance(function, cst.Lambda):
            return [node for node in walk(function.body) if type(node) is kind]
        found = self._nodes.get(kind)
        if found is None:
            found = self._nodes[kind] = {}
            for node in self._tree.all(kind):
                found.setdefault(id(self.owner(node)), []).append(node)
        return found.get(id(function), [])  # type: ignore[return-value]

    def owner(self, node: cst.CSTNode) -> Definition | None:
        """The function in whose run `node` runs."""
        function = self._scopes.function_of(node)
        while isinstance(function, cst.Lambda) and runs_in_place(function, self._tree):
            function = self._scopes.function_of(function)
        return function

    def argument(
        self, node: cst.BaseExpression, visit: Visit | None
    ) -> tuple[cst.BaseExpression, Visit | None] | None:
        """What the parameter that `node` names got; None if it names none, or nobody knows."""
        if visit is None or not isinstance(node, cst.Name):
            return None
        bindings = self._scopes.of_name(node)
        return visit.argument(bindings[0].node) if len(bindings) == 1 else None

    def definition(self, node: cst.BaseExpression, visit: Visit | None) -> Definition | None:
        """The function of the file that `node` stands for in this run."""
        given = self.argument(node, visit)
        return self._values.definition(node) if given is None else self.definition(*given)

    def begin(self, function: Definition) -> Visit:
        """A run that nothing of the file has called."""
        self._entered.clear()
        self._left = _MOST
        return Visit(function, {})

    @property
    def are_too_many(self) -> bool:
        """Whether there was more to follow than is worth the time."""
        return self._left <= 0

    def of(self, call: cst.Call, visit: Visit | None) -> list[Visit]:
        """The runs that `call` leads to, where it is made in `visit`; step handlers are marked.

        A function that is handed to another one of the file runs where that one calls it.
        """
        found = self._entered.get((id(call), visit))
        if found is None:
            found = [] if self.are_too_many else list(self._of(call, visit))
            self._entered[id(call), visit] = found
            self._left -= len(found)
        return found

    def _of(self, call: cst.Call, visit: Visit | None) -> Iterator[Visit]:
        called = self.definition(call.func, visit)
        for helper in self._reach.helpers(call):
            if helper.function is called or (called is None and not helper.assumed):
                yield self._enter(helper, visit)
        handler = self._reach.step_handler(call) or self._given_handler(call, visit)
        if handler is not None:
            yield self._enter(handler, visit, in_step=True)
        made = self._values.of(call.func)
        if isinstance(made, Local) and isinstance(made.node, cst.ClassDef):
            init = self._values.member_of(Instance(made.node), "__init__")
            if isinstance(init, Local) and isinstance(init.node, cst.FunctionDef):
                yield self._enter(Helper(init.node, Arguments.of(call), receiver=call), visit)

    def answering(self, call: cst.Call, visit: Visit | None) -> Visit | None:
        """The run whose `return` is what `call` gives; None where it is no function of the file.

        What a function that calls itself gives is not followed.
        """
        called = self.definition(call.func, visit)
        for entered in self.of(call, visit):
            if entered.function is called or entered.in_step:
                running = visit is not None and visit.is_within(entered.function)
                return None if running else entered
        return None

    def _given_handler(self, call: cst.Call, visit: Visit | None) -> Helper | None:
        """The step handler that the helper around `call` got as an argument."""
        handler = Arguments.of(call).get("handler", 1)
        if handler is None or self._reach.step_symbol(call) != STEP_RUN:
            return None
        function = self.definition(handler.value, visit)
        return Helper(function, Arguments.of(call, skip=2)) if function is not None else None

    def _enter(self, helper: Helper, visit: Visit | None, *, in_step: bool = False) -> Visit:
        given = {id(param): value for param, value in helper.received().items()}
        if self._calls_itself(helper.function):
            given = {}  # it gives its parameters other values than this call does
        around = self.owner(helper.function)
        outer = visit
        while outer is not None and outer.function is not around:
            outer = outer.outer
        return Visit(helper.function, given, visit, outer, in_step)

    def _calls_itself(self, function: Definition) -> bool:
        """Whether a function calls itself, however far round."""
        known = self._recursive.get(id(function))
        if known is None:
            run = self._reach.functions_run_by(self._reach.calls_of(function), handlers=True)
            known = self._recursive[id(function)] = function in self._reach.closure(run)
        return known


def runs_in_place(function: cst.Lambda, tree: Tree) -> bool:
    """Whether a lambda is an argument of a call, and runs when that is made, if it runs at all."""
    return isinstance(tree.parent(function), cst.Arg)
