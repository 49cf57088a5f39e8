"""Does a function tell of its failure: is a failure event sent where its work has failed?"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from itertools import chain

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.declarations import Declaration
from inngest_lint.model.managers import Manager, managers_of
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.value import Definition, Local
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.project.summaries.summaries import Summary
from inngest_lint.project.wiring import Wiring
from inngest_lint.sdk.names import CONTEXT, GROUP, STEP
from inngest_lint.sdk.python import is_standard
from inngest_lint.syntax import literals

_CONTEXTS = frozenset({CONTEXT, STEP, GROUP})


class FailureEvents:
    """Judges the functions of one file.

    An answer is True, False, or None where code decides that the file does not show.
    """

    def __init__(self, code: Code) -> None:
        self._code = code

    def tells(self, declaration: Declaration) -> bool | None:
        """Whether an `except` around the function's work, or its `on_failure`, sends the event."""
        use = declaration.used.use if declaration.used is not None else None
        around = self._around(use) if use is not None and declaration.handler is not None else ()
        body = self._in_body(declaration.handler, declaration.wrappers)
        return _any(chain([self._on_failure(declaration)], around, body))

    def tells_when_wired(self, handler: Definition, wiring: Wiring) -> bool | None:
        """The same of a handler of which another module makes the function."""
        on_failure = False if wiring.is_known else None
        if wiring.on_failure is not None:
            on_failure = self._may_tell(wiring.on_failure)
        return _any(chain([on_failure], self._in_body(handler, ())))

    def _on_failure(self, declaration: Declaration) -> bool | None:
        given = declaration.arguments.get("on_failure")
        place = declaration.used.given.get("on_failure") if declaration.used is not None else None
        if given is None and place is not None:
            return self._sent_by_wrapper(place)
        if given is None:
            return False if declaration.arguments.complete else None
        if literals.is_none(given.value):
            return False
        handler = self._code.values.definition(given.value)
        return self._sent_elsewhere(given) if handler is None else self._sends([handler.body])

    def _sent_elsewhere(self, given: cst.Arg) -> bool:
        """Whether an `on_failure` of another module sends the event; it does unless sure not to."""
        symbol = self._code.values.symbol(given.value)
        run = self._code.elsewhere.run(symbol, (CONTEXT,), {})
        return run is None or self._may_tell(run.summary)

    def _may_tell(self, summary: Summary) -> bool:
        if summary.unclear:
            return True
        return any(self._code.sends.is_failure(sent.event) is not False for sent in summary.sends)

    def _sent_by_wrapper(self, on_failure: Place) -> bool:
        """The same of an `on_failure` that a wrapper gives; None is no handler."""
        if isinstance(on_failure.node, ast.Constant) and on_failure.node.value is None:
            return False
        function = self._code.elsewhere.function_at(on_failure)
        summary = self._code.elsewhere.given_context(function) if function is not None else None
        return summary is None or self._may_tell(summary)

    def _around(self, use: WrapperUse) -> Iterator[bool | None]:
        """What each function of a wrapper answers that runs the handler."""
        if not use.clear:
            yield None
        for function in use.around:
            summary = self._code.elsewhere.given_context(function)
            if summary is None:
                yield None
                continue
            yield from (self._code.sends.is_failure(sent.event) for sent in summary.sends)
            known = (*use.calls, use.made)  # the handler, and a decorator that makes the function
            if any(chain[-1].place not in known for chain in summary.unclear):
                yield None

    def _in_body(
        self, handler: Definition | None, around_it: Iterable[cst.BaseExpression]
    ) -> Iterator[bool | None]:
        """What each part of its body answers, the likely ones first."""
        if handler is None:
            yield None
            return
        reach = self._code.reach
        wrappers = [self._wrapper(expression) for expression in around_it]
        known = [wrapper for wrapper in wrappers if wrapper is not None]
        functions = reach.closure([handler, *known])
        has_steps = self._works_in_steps([handler, *known])
        around: list[cst.CSTNode] = []
        for function in functions:
            for statement in self._code.tries_of(function):
                if self._is_around(statement, has_steps=has_steps):
                    around.append(statement.body)
                    for clause in statement.handlers:
                        yield self._sends([clause.body])
            for manager in managers_of(self._code, function):
                if manager.around_steps:
                    yield from self._by_manager(manager)
        if around:
            yield from self._sent_later([handler, *known], around)
        if None in wrappers:
            yield None
        for function in functions:
            if any(self._hands_work_on(call) for call in reach.calls_of(function)):
                yield None

    def _is_around(self, statement: cst.Try | cst.TryStar, *, has_steps: bool) -> bool:
        """Whether a `try` is around steps, or around work in a function that has none."""
        if has_steps:
            return self._code.reach.surrounds_steps(statement.body)
        return not self._code.reactions.only_notes(statement.body)

    def _works_in_steps(self, functions: Iterable[Definition]) -> bool:
        """Whether functions make steps, themselves or in turn, where nothing has failed yet."""
        reach = self._code.reach
        known: set[int] = set()
        waiting = list(functions)
        while waiting:
            function = waiting.pop()
            if id(function) in known:
                continue
            known.add(id(function))
            excepts = [h for statement in self._code.tries_of(function) for h in statement.handlers]
            for call in reach.made_by(function):
                if not any(self._code.tree.contains(handler, call) for handler in excepts):
                    if reach.step_symbol(call) or reach.foreign_steps(call):
                        return True
                    waiting += reach.functions_run_by([call])
        return False

    def _sent_later(
        self, functions: Iterable[Definition], around: Iterable[cst.CSTNode]
    ) -> Iterator[bool | None]:
        """What is sent behind the `try` bodies, whose `except` may have kept the error for it."""
        around = list(around)
        for function in functions:
            for send in self._code.sends.within(function.body):
                if not any(self._code.tree.contains(body, send.call) for body in around):
                    yield send.is_failure

    def _by_manager(self, manager: Manager) -> Iterator[bool | None]:
        """The same of a context manager around steps: of the `try` around its `yield`."""
        functions = manager.code_of_file
        if not functions:
            yield False if is_standard(manager.symbol) else None
        for function in functions:
            if manager.is_exit(function):
                yield self._sends([function.body])
        for handler in manager.handlers:
            yield self._sends([handler.node.body])

    def _sends(self, blocks: Iterable[cst.CSTNode]) -> bool | None:
        """Whether a failure event is sent when one of these blocks runs."""
        blocks = list(blocks)
        sends = [send for block in blocks for send in self._code.sends.within(block)]
        if any(send.is_failure for send in sends):
            return True
        reach = self._code.reach
        calls = [call for block in blocks for call in reach.calls(block)]
        helpers = reach.closure(reach.functions_run_by(calls), handlers=True)
        calls += [call for helper in helpers for call in reach.calls_of(helper)]
        unclear = any(send.is_failure is None for send in sends)
        return None if unclear or any(map(self._may_send, calls)) else False

    def _may_send(self, call: cst.Call) -> bool:
        """Whether `call` runs code that the file does not show, and that may send an event."""
        values, reactions = self._code.values, self._code.reactions
        if values.is_open(call.func):
            return True
        run = self._code.reach.step_run(call)
        if run is not None:
            handler = run.handler
            if handler is None or values.of(handler.value) is None:
                return True
            foreign = self._code.names.foreign.run(handler.value, run.handed)
            return self._is_foreign(handler.value) and _is_unclear(foreign)
        return (
            self._is_foreign(call.func)
            and not (reactions.is_log(call) or reactions.makes_value(call))
            and _is_unclear(self._code.names.foreign.called(call))
        )

    def _hands_work_on(self, call: cst.Call) -> bool:
        """Whether `call` gives the context, or code that makes steps, to code elsewhere.

        An object may keep the context, so that a method of a subclass needs no argument.
        """
        if self._code.values.is_open(call.func):
            return True
        reactions = self._code.reactions
        if not self._is_foreign(call.func) or reactions.is_log(call) or reactions.makes_value(call):
            return False
        foreign = self._code.names.foreign.called(call)
        if foreign is not None and not _is_unclear(foreign):
            is_failure = self._code.sends.is_failure
            if all(is_failure(sent.event) is False for sent in foreign.summary.sends):
                return False  # nothing in it can tell of the failure
        values, reach = self._code.values, self._code.reach
        for arg in call.args:
            function = values.definition(arg.value)
            if function is not None and reach.makes_steps(function):
                return True
            if values.symbol(arg.value) in _CONTEXTS:
                return True
        return False

    def _is_foreign(self, callee: cst.BaseExpression) -> bool:
        """Whether a callee is code of the project that the file does not show, or may be."""
        value = self._code.values.of(callee)
        if isinstance(value, Local) or self._code.values.definition(callee) is not None:
            return False
        symbol = self._code.values.symbol(callee)
        return not is_standard(symbol) and not symbol.startswith("inngest.")

    def _wrapper(self, expression: cst.BaseExpression) -> Definition | None:
        """The function that a decorator of the file puts in the place of the function."""
        made = self._code.values.definition(expression)
        if made is None:
            return None
        for returned in returned_expressions(made, self._code.scopes):
            wrapper = self._code.values.definition(returned)
            if wrapper is not None:
                return wrapper
        return made


def _any(answers: Iterable[bool | None]) -> bool | None:
    """Whether one of these is true; None if one cannot be told, and none is."""
    unclear = False
    for answer in answers:
        if answer:
            return True
        unclear = unclear or answer is None
    return None if unclear else False


def _is_unclear(foreign: ForeignCall | None) -> bool:
    """Whether code elsewhere may send what nobody can tell."""
    return foreign is None or bool(foreign.summary.unclear)
