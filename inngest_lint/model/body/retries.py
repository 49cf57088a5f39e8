"""Steps that a function itself starts again when they have failed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.code import Code
from inngest_lint.model.flow.paths import Exit, Flow
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Handler
from inngest_lint.model.managers import Manager
from inngest_lint.model.names.value import Definition
from inngest_lint.model.steps.loops import Loop
from inngest_lint.model.steps.repetition import Repeated
from inngest_lint.sdk.python import CATCH_ALL
from inngest_lint.sdk.retrying import ATTEMPTS, RETRYING
from inngest_lint.syntax.tree import walk

_NUMBERS = frozenset({"builtins.range()", "itertools.count()"})
_LEAVING = frozenset({Exit.BREAK, Exit.RETURN})


class Retry(NamedTuple):
    """The call that makes a step again, and what starts it again: a loop or a decorator."""

    call: cst.Call
    by: cst.CSTNode


class Retries:
    """Finds them in the functions of one file."""

    def __init__(self, code: Code, bodies: Bodies) -> None:
        self._code = code
        self._bodies = bodies

    def of(self, function: Function) -> Iterator[Retry]:
        """Those of one function and the `def`s in it."""
        for repeated in self.repeated(function):
            yield Retry(repeated.step_id.call, repeated.loop)
        for definition in self._bodies.of(function):
            for decorator in (
                definition.decorators if isinstance(definition, cst.FunctionDef) else ()
            ):
                if self._code.values.symbol(decorator.decorator) in RETRYING:
                    for call in self._code.reach.made_by(definition):
                        yield Retry(call, decorator)
            for loop in self._code.own(definition, cst.For):
                if self._code.values.symbol(loop.iter) in ATTEMPTS:
                    for call in self._code.reach.making_steps(loop.body):
                        yield Retry(call, loop)

    def repeated(self, function: Function) -> list[Repeated]:
        """The constant step ids of loops whose next turn comes because the step has failed."""
        return [
            each
            for each in function.repeated_ids
            if each.step_id.text is not None and self._is_retry(each.step_id.call, each.loop)
        ]

    def _is_retry(self, call: cst.Call, loop: Loop) -> bool:
        if isinstance(loop, cst.CompFor) or self._is_of_item(call, loop):
            return False
        definition = self._code.scopes.function_of(loop)
        above: cst.CSTNode = call
        while above is not loop:
            below, parent = above, self._code.tree.parent(above)
            if parent is None or parent is loop:
                return False
            above = parent
            if isinstance(above, cst.With) and self._suppresses(above):
                return self._success_ends(call, above, loop)
            if isinstance(above, cst.Try) and above.body is below and definition is not None:
                if self._goes_on_failing(definition, above):
                    return self._success_ends(call, above, loop)
        return False

    def _is_of_item(self, call: cst.Call, loop: cst.For | cst.While) -> bool:
        """Whether each turn has its own work: the step is given what the turn got or made."""
        contains = self._code.tree.contains
        for arg in call.args:
            handler = self._code.values.definition(arg.value)
            given: cst.CSTNode = arg.value
            if handler is not None and contains(loop, handler):
                given = handler
            for name in (each for each in walk(given) if type(each) is cst.Name):
                binders = [each.node for each in self._code.scopes.of_name(name)]
                outside = [each for each in binders if not contains(given, each)]
                if any(self._gives_item(each, call, loop) for each in outside):
                    return True
        return False

    def _gives_item(self, binder: cst.CSTNode, call: cst.Call, loop: cst.For | cst.While) -> bool:
        """Whether a binding gives a name another thing in each turn; its number is none."""
        if binder is loop:
            iterated = loop.iter if isinstance(loop, cst.For) else None
            made = self._code.values.symbol(iterated) if iterated is not None else ""
            return made not in _NUMBERS
        contains = self._code.tree.contains
        is_inside = contains(loop, binder) and not contains(binder, call)
        return is_inside and not isinstance(binder, cst.AugAssign)

    def _suppresses(self, statement: cst.With) -> bool:
        managers = [Manager(self._code, statement, item.item) for item in statement.items]
        return any(manager.suppresses(CATCH_ALL.__contains__) for manager in managers)

    def _goes_on_failing(self, definition: Definition, statement: cst.Try) -> bool:
        """Whether a failed step is caught, and the loop may go on."""
        for clause in statement.handlers:
            handler = Handler(self._code, definition, statement, clause)
            if handler.catches_all and handler.exits & {Exit.END, Exit.CONTINUE}:
                return True
        return False

    def _success_ends(
        self, call: cst.Call, caught: cst.With | cst.Try, loop: cst.For | cst.While
    ) -> bool:
        """Whether the loop ends once the step has succeeded."""
        below: cst.CSTNode = call
        for above in self._code.tree.ancestors(call):
            if above is loop:
                break
            if isinstance(above, cst.Return):
                return True
            if isinstance(above, cst.IndentedBlock):
                place = next(i for i, each in enumerate(above.body) if each is below)
                if self._leaves(above.body[place + 1 :]):
                    return True
            if above is caught and isinstance(above, cst.Try) and above.orelse is not None:
                if self._leaves(above.orelse.body.body):
                    return True
            below = above
        return isinstance(loop, cst.While) and self._decides(call, loop)

    def _leaves(self, statements: Sequence[cst.CSTNode]) -> bool:
        flow = Flow(None, lambda _: False, self._code.raises.always)
        exits = {path.exit for path in flow.through(statements)}
        return bool(exits) and exits <= _LEAVING

    def _decides(self, call: cst.Call, loop: cst.While) -> bool:
        """Whether the test of a loop asks for what the step has given."""
        for above in self._code.tree.ancestors(call):
            if isinstance(above, cst.Assign):
                names = {t.target.value for t in above.targets if isinstance(t.target, cst.Name)}
                nodes = self._code.reach.executed(loop.test)
                return any(isinstance(each, cst.Name) and each.value in names for each in nodes)
        return False
