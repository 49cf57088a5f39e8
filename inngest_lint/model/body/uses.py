"""Where a function's run depends on a value: what decides, and what leaves the body."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.body.consequences import Consequences
from inngest_lint.model.code import Code
from inngest_lint.model.names.calls import Arguments, returned_expressions
from inngest_lint.model.names.value import Definition, Partial
from inngest_lint.sdk.names import (
    CLIENT_SENDS,
    STEP_SEND_EVENT,
    TIME_ARGUMENTS,
    TIME_POSITIONS,
    is_step,
)
from inngest_lint.syntax.tree import walk

_Decision: TypeAlias = cst.If | cst.While | cst.Match
_TEST, _LOOP = "a test", "the turns of a loop"
_ARGUMENT, _EVENT, _RESULT = "an argument of a step", "an event", "the result"


class Use(NamedTuple):
    """An expression on which a run depends, and as what in words."""

    node: cst.BaseExpression
    what: str


class Uses:
    """Finds them in the bodies of one file."""

    def __init__(self, code: Code, bodies: Bodies) -> None:
        self._code = code
        self._bodies = bodies
        self._consequences = Consequences(code)

    def of(self, definition: Definition, *, is_handler: bool) -> Iterator[Use]:
        """Those of one definition that runs in a body; what a function itself returns is one."""
        own = self._code.own
        for branch in own(definition, cst.If):
            yield from self._decided(branch, branch.test)
        for turns in own(definition, cst.While):
            yield from self._decided(turns, turns.test)
        for match in own(definition, cst.Match):
            yield from self._decided(match, match.subject)
        for loop in own(definition, cst.For):
            if self._code.reach.surrounds_steps(loop.body):
                yield Use(loop.iter, _LOOP)
        for call in self._bodies.calls(definition):
            yield from self._given(call)
        for comprehension in self._code.own(definition, cst.CompFor):
            if self._code.reach.surrounds_steps(
                self._code.tree.parent(comprehension) or definition
            ):
                yield Use(comprehension.iter, _LOOP)
                yield from (Use(each.test, _TEST) for each in comprehension.ifs)
        if is_handler:
            for returned in returned_expressions(definition, self._code.scopes):
                yield Use(returned, _RESULT)

    def _decided(self, statement: _Decision, asked: cst.BaseExpression) -> Iterator[Use]:
        """What a statement asks, if the run depends on which of its blocks is run."""
        if any(map(self._consequences.has_any, _blocks(statement))):
            yield Use(asked, _TEST)

    def _given(self, call: cst.Call) -> Iterator[Use]:
        """What a call gives to a step, or sends."""
        symbol = self._code.values.symbol(call.func)
        held = self._code.values.of(call)
        if isinstance(held, Partial) and is_step(self._code.values.symbol(call)):
            yield from self._to_step(call, self._code.values.symbol(call), skip=1)
        elif is_step(symbol):
            yield from self._to_step(call, symbol, skip=0)
        elif symbol in CLIENT_SENDS:
            yield from (Use(arg.value, _EVENT) for arg in call.args)
        elif self._code.reach.foreign_steps(call):
            yield from self._elsewhere(call)

    def _elsewhere(self, call: cst.Call) -> Iterator[Use]:
        """What a helper of another module gives to its steps."""
        foreign = self._code.names.foreign.called(call)
        for param in sorted(foreign.summary.used) if foreign is not None else ():
            arg = foreign.argument(param) if foreign is not None else None
            if arg is not None:
                yield Use(arg.value, _ARGUMENT)

    def _to_step(self, call: cst.Call, symbol: str, skip: int) -> Iterator[Use]:
        arguments = Arguments.of(call, skip)
        method = symbol.rpartition(".")[2]
        what = _EVENT if symbol == STEP_SEND_EVENT else _ARGUMENT
        for place, arg in enumerate(arguments.positional):
            if place != TIME_POSITIONS.get(method):
                yield from self._passed(arg.value, "a step id" if place == 0 else what)
        for name, arg in arguments.keywords.items():
            if name not in TIME_ARGUMENTS:
                yield from self._passed(arg.value, what)

    def _passed(self, node: cst.BaseExpression, what: str) -> Iterator[Use]:
        """An argument; of a function, the names that it takes from the body around it."""
        function = self._code.values.definition(node)
        if function is None:
            yield Use(node, what)
            return
        for name in walk(function.body):
            if type(name) is cst.Name and self._is_variable(name):
                bindings = self._code.scopes.of_name(name)
                if bindings and self._is_outside(bindings[0].node, function):
                    yield Use(name, what)

    def _is_variable(self, name: cst.Name) -> bool:
        """Whether a name stands for itself, and not for an attribute or a keyword."""
        user = self._code.tree.parent(name)
        if isinstance(user, cst.Attribute):
            return user.value is name
        return not (isinstance(user, cst.Arg) and user.keyword is name)

    def _is_outside(self, binder: cst.CSTNode, function: Definition) -> bool:
        """Whether a name is bound in the function around `function`."""
        around = self._code.scopes.function_of(function)
        return around is not None and self._code.scopes.function_of(binder) is around


def _blocks(statement: _Decision) -> Iterator[cst.BaseSuite]:
    """What a statement decides to run."""
    if isinstance(statement, cst.Match):
        yield from (case.body for case in statement.cases)
        return
    yield statement.body
    while isinstance(statement, cst.If) and isinstance(statement.orelse, cst.If):
        statement = statement.orelse
        yield statement.body
    if statement.orelse is not None:
        yield statement.orelse.body
