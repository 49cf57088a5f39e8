"""What calls do, themselves or through helpers of the file and of other modules."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

import libcst as cst

from inngest_lint.model.body.bodies import Bodies
from inngest_lint.model.code import Code
from inngest_lint.model.names.calls import UNKNOWN, Helper, parameters
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.value import Definition
from inngest_lint.model.reasons import ReasonChain
from inngest_lint.once import cached_property
from inngest_lint.project.summaries.chains import Chain
from inngest_lint.project.summaries.summaries import OutsideCall
from inngest_lint.sdk.concurrency import FUNCTION_RUNNERS
from inngest_lint.sdk.names import PARALLEL, is_from_context
from inngest_lint.sdk.nondeterminism import is_among

_MOST = 200  # calls of helpers on all ways from one call; a hostile file must not cost time
_WRAPS = "functools.wraps"


class Judge(Protocol):
    """What is looked for: something that a call does, in words."""

    def __init__(self, code: Code) -> None: ...

    def of(self, call: cst.Call) -> str | None:
        """What a call of the file does itself; None if nothing."""

    def outside(self, symbol: str) -> str | None:
        """What a call does that a callable of another module makes."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a call does, in words, and how.

    `call` is where the code enters the chain: a call, or what is handed on to be called.
    """

    call: cst.BaseExpression
    what: str
    chain: ReasonChain


class Deeds:
    """Follows the calls of one file to what one judge looks for, without those that stand apart."""

    def __init__(
        self, code: Code, bodies: Bodies, judge: Judge, apart: Iterable[cst.Call] = ()
    ) -> None:
        self._reach = code.reach
        self._foreign = code.names.foreign
        self._elsewhere = code.names.elsewhere
        self._tree = code.tree
        self._scopes = code.scopes
        self._values = code.values
        self._pure = code.settings.pure
        self._bodies = bodies
        self._judge = judge
        self._apart = frozenset(map(id, apart))
        self._known_deeds: dict[int, list[tuple[str, Chain]]] = {}  # by identity, as in `Tree`

    def of(self, definition: Definition) -> Iterator[Deed]:
        """What the calls of a definition do outside steps; helpers judged themselves left out."""
        for call in self._calls(definition) if self.may_find else ():
            yield from self.behind(call)

    def behind(self, call: cst.Call) -> Iterator[Deed]:
        """What a call does, the nearest first."""
        seen: set[int] = set()
        waiting: deque[tuple[cst.Call, ...]] = deque([(call,)])
        while waiting and len(seen) < _MOST:
            way = waiting.popleft()
            if id(way[-1]) in self._apart:
                continue
            for what, behind in self._done(way[-1]):
                yield Deed(call, what, ReasonChain.of(way, behind))
            for helper in self._helpers(way[-1]):
                function = helper.function
                if id(function) not in seen and not self._is_own(function):
                    seen.add(id(function))
                    waiting += [(*way, each) for each in self._calls(function)]

    @cached_property
    def may_find(self) -> bool:
        """Whether anything that the file calls may be what is looked for; a cheap question."""
        return any(self._judge.outside(symbol) is not None for symbol in self._bodies.called)

    def _calls(self, function: Definition) -> list[cst.Call]:
        """The calls that count as those of a function."""
        return self._bodies.calls(function)

    def _is_own(self, function: Definition) -> bool:
        """Whether code is judged where it stands."""
        return self._bodies.is_own(function)

    def _helpers(self, call: cst.Call) -> list[Helper]:
        """The helpers that a call surely runs; a branch of `group.parallel` is a fault of its own.

        A decorator may make a step of a helper, and code of other modules may run in a step what
        it is given: only of known runners, and of project code without steps, is it sure.
        """
        if self._reach.step_symbol(call) == PARALLEL:
            return []
        found = [e for e in self._reach.helpers(call) if not self._is_wrapped(e.function)]
        if any(each.arguments is UNKNOWN for each in found) and self._reach.may_run_in_step(call):
            found = [each for each in found if each.arguments is not UNKNOWN]
        symbol = self._values.symbol(call.func) if found else ""
        if not symbol or symbol in FUNCTION_RUNNERS:
            return found
        foreign = self._foreign.called(call)
        return found if foreign is not None and not foreign.summary.makes_steps else []

    def _is_wrapped(self, function: Definition) -> bool:
        """Whether a decorator of the project may run a function otherwise than by calling it.

        Nobody knows how one of another module does.
        """
        for each in function.decorators if isinstance(function, cst.FunctionDef) else ():
            decorator = self._values.definition(each.decorator)
            symbol = self._values.symbol(each.decorator).removesuffix("()")
            if self._elsewhere.meaning(symbol) == "" or (decorator and self._hands_on(decorator)):
                return True
        return False

    def _hands_on(self, decorator: Definition) -> bool:
        """Whether a decorator gives the function to a call, other than `functools.wraps`."""
        for param in parameters(decorator)[:1]:
            for use in self._scopes.uses(param.name.value, decorator):
                arg = self._tree.parent(use)
                call = self._tree.parent(arg) if isinstance(arg, cst.Arg) else None
                if isinstance(call, cst.Call) and self._values.symbol(call.func) != _WRAPS:
                    return True
        return False

    def _done(self, call: cst.Call) -> list[tuple[str, Chain]]:
        if id(call) not in self._known_deeds:
            self._known_deeds[id(call)] = list(self._done_by(call))
        return self._known_deeds[id(call)]

    def _done_by(self, call: cst.Call) -> Iterator[tuple[str, Chain]]:
        """What a call does without a helper of the file, and through which other modules."""
        if self._pure and is_among(self._values.symbol(call.func), self._pure):
            return
        what = self._judge.of(call)
        if what is not None:
            yield what, ()
        elif not self._reach.step_symbol(call) and self._foreign.may_run(call):
            if not self._is_judged_elsewhere(call):
                yield from self._done_elsewhere(self._foreign.called(call))

    def _done_elsewhere(self, foreign: ForeignCall | None) -> Iterator[tuple[str, Chain]]:
        """What a callable of another module does, and through which modules."""
        for each in foreign.summary.outside if foreign is not None else ():
            what = self._judge.outside(each.symbol) if self._counts(each) else None
            if what is not None:
                yield what, each.chain

    def _is_judged_elsewhere(self, call: cst.Call) -> bool:
        """Whether a call is of code of another module that has the context."""
        given = (self._values.symbol(arg.value) for arg in call.args)
        return any(map(is_from_context, given)) or bool(self._reach.foreign_steps(call))

    def _counts(self, call: OutsideCall) -> bool:
        """Whether a call that a callable of another module makes is one of the body."""
        return not call.in_step
