"""The steps of a function and their ids, those that its helpers make included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments, Helper
from inngest_lint.model.names.causes import Causes, joined
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.text import CallFrame, Frame, Text
from inngest_lint.model.names.value import Definition, Partial
from inngest_lint.project.summaries.templates import Received, Template
from inngest_lint.sdk.limits import MAX_STEPS
from inngest_lint.sdk.names import PARALLEL, STEP_FUNCTION, is_step

# The ids that a call of a helper makes, and the places where their steps have them.
_Made: TypeAlias = Mapping["Text | None", Causes]

_DEEPEST = 50  # helpers that call each other
_MOST = 250  # what one call of a helper runs in all; where two call two each, it doubles each time


@dataclass(frozen=True, slots=True)
class StepId:
    """A step id as one function makes it.

    `node` is where this function decides it: the id's own argument, the argument of a helper that
    makes the id of its parameter, or else the call of the helper. `text` is None where the id
    cannot be told. `call` makes the step: itself, or by running the helper `through`. `made_at` are
    the places in helpers where the step has its id.
    """

    text: Text | None
    node: cst.CSTNode
    call: cst.Call
    through: Definition | None = None
    made_at: Causes = ()

    @property
    def written(self) -> str:
        """The id as a message names it."""
        return f"'{self.text}'"


class StepIds:
    """Folds the ids of the steps that a function makes."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._values = names.values
        self._texts = names.texts
        self._reach = flow.reach
        self._foreign = names.foreign
        self._made: dict[tuple[CallFrame, tuple[int, ...]], _Made] = {}
        self._arguments: dict[int, cst.Arg | None] = {}  # by identity, as in `Tree`
        self._inside: list[Definition] = []
        self._entered = 0  # calls of helpers that have been followed
        self._wide: set[int] = set()  # helpers of which one call runs too many, by identity

    def of(self, function: Definition) -> list[StepId]:
        """The ids that `function` makes, in source order.

        A helper that makes an id twice is judged on its own: its call counts once.
        """
        return self._of(function, None)

    def again(self, function: Definition) -> Iterator[StepId]:
        """The ids that `function` makes again: of lambdas that it calls by a name, of itself.

        Their steps count where they stand, and only in a loop once more.
        """
        for call in self._reach.calls_of(function):
            for helper in self._reach.helpers(call):
                if helper.function is function or isinstance(helper.function, cst.Lambda):
                    if not helper.assumed and self._reach.makes_steps(helper.function):
                        yield from self._through(call, helper, None)

    def _of(self, function: Definition, frame: Frame | None) -> list[StepId]:
        self._inside.append(function)
        start = self._entered
        found: list[StepId] = []
        try:
            for call in self._reach.calls_of(function):
                found += self._from(call, frame)
                if frame is not None and self._entered - start > _MOST:
                    self._wide.add(id(function))
                    break
            return found
        finally:
            self._inside.pop()

    def _from(self, call: cst.Call, frame: Frame | None) -> Iterator[StepId]:
        """The ids that one call makes: its own, and those of the helpers it runs."""
        arg = self.id_argument(call)
        if arg is not None:
            text = self._texts.fold(arg.value, frame)
            yield StepId(text, arg if self._tree.contains(call, arg) else call, call)
        foreign = self._foreign.called(call) if self._reach.foreign_steps(call) else None
        if foreign is not None:
            yield from self._made_elsewhere(call, foreign, frame)
        for helper in self._reach.helpers(call):
            # a function that a parameter may stand for counts where it is handed on, and the calls
            # in a lambda where it stands
            if helper.assumed or isinstance(helper.function, cst.Lambda):
                continue
            if helper.function in self._inside or len(self._inside) > _DEEPEST:
                continue  # of a cycle, the first turn counts
            if self._reach.makes_steps(helper.function):
                yield from self._through(call, helper, frame)

    def _through(self, call: cst.Call, helper: Helper, frame: Frame | None) -> Iterator[StepId]:
        made = helper.partial or call
        self._entered += 1
        if id(helper.function) in self._wide:  # asked first: there can be many such calls
            yield StepId(None, made, made, helper.function)
            return
        entered = self._texts.enter(helper, frame)
        for text, made_at in self._made_in(entered).items():
            params = [param for param, received in entered.received if received == text]
            given = {helper.received()[param] for param in params}
            node = next((arg for arg in made.args if arg.value in given), made)
            yield StepId(text, node, made, helper.function, made_at)

    def _made_elsewhere(
        self, call: cst.Call, foreign: ForeignCall, frame: Frame | None
    ) -> Iterator[StepId]:
        """The ids that a helper of another module makes, at the argument that is one or the call.

        A helper that makes an id twice is judged where it stands.
        """
        found: dict[Text, cst.CSTNode] = {}
        made_at: dict[Text, Causes] = {}
        for step in foreign.summary.steps:
            text = self._foreign.text(step.id, foreign, frame)
            if text is not None:
                found.setdefault(text, _given_for(step.id, foreign) or call)
                made_at[text] = joined(made_at.get(text, ()), [step.id_place])
        for text, node in found.items():
            node = node if self._tree.contains(call, node) else call
            yield StepId(text, node, call, made_at=made_at[text])

    def _made_in(self, frame: CallFrame) -> _Made:
        """The different ids that one call of a helper makes; None alone if it runs too many."""
        key = (frame, frame.reads)
        made = self._made.get(key)
        if made is None:
            places: dict[Text, Causes] = {}
            for step_id in self._of(frame.function, frame):
                if step_id.text is not None:
                    known = places.get(step_id.text, ())
                    places[step_id.text] = joined(known, step_id.made_at or [step_id.node])
            if id(frame.function) in self._wide:
                return {None: ()}
            made = self._made[key] = dict(islice(places.items(), MAX_STEPS))
        return made

    def id_argument(self, call: cst.Call) -> cst.Arg | None:
        """The id's argument in a call that makes a step, or in a partial that holds its id."""
        if id(call) not in self._arguments:
            self._arguments[id(call)] = self._find_argument(call)
        return self._arguments[id(call)]

    def _find_argument(self, call: cst.Call) -> cst.Arg | None:
        symbol = self._reach.step_symbol(call)
        if not symbol and self._values.symbol(call.func) == "functools.partial":
            value = self._values.of(call)
            if isinstance(value, Partial) and is_step(self._values.symbol(call)):
                return value.arguments.get("step_id", 0)
        if not symbol or symbol == PARALLEL:
            return None
        decorator = self._reach.step_decorator(call) if symbol == STEP_FUNCTION else None
        if decorator is not None:
            return Arguments.of(decorator).get("step_id", 0)
        called = self._values.of(call.func)
        if isinstance(called, Partial) and called.arguments.get("step_id", 0) is not None:
            return None  # the id counts where the partial is made
        return Arguments.of(call).get("step_id", 0)


def _given_for(step_id: Template | None, foreign: ForeignCall) -> cst.Arg | None:
    """The argument that is the whole of a step id."""
    if step_id is not None and len(step_id) == 1 and isinstance(step_id[0], Received):
        return foreign.argument(step_id[0].param)
    return None
