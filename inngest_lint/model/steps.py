"""The steps of a function and their ids, those that its helpers make included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.calls import Arguments, Helper
from inngest_lint.model.reach import Reach
from inngest_lint.model.texts import Passed, Text, Texts
from inngest_lint.model.value import Definition, Partial
from inngest_lint.model.values import Values
from inngest_lint.sdk.limits import MAX_STEPS
from inngest_lint.sdk.names import PARALLEL, is_step


@dataclass(frozen=True, slots=True)
class StepId:
    """A step id as one function makes it.

    `node` is where this function decides it: the id's own argument, the argument of a helper that
    makes the id of its parameter, or else the call of the helper. `text` is None where the id
    cannot be told.
    """

    text: Text | None
    node: cst.CSTNode


def _given_for(text: Text, call: cst.Call, helper: Helper, received: Passed) -> cst.CSTNode:
    """The argument of `call` that a helper makes an id of, else the call itself."""
    makers = {value for param, value in helper.received().items() if received[param] == text}
    return next((arg for arg in call.args if arg.value in makers), call)


class StepIds:
    """Folds the ids of the steps that a function makes."""

    def __init__(self, values: Values, texts: Texts, reach: Reach) -> None:
        self._values = values
        self._texts = texts
        self._reach = reach

    def of(self, function: Definition) -> list[StepId]:
        """The ids that `function` makes, in source order.

        A helper that makes an id twice is judged on its own: its call counts once.
        """
        return list(self._of(function, {}, frozenset({function})))

    def _of(
        self, function: Definition, passed: Passed, inside: frozenset[Definition]
    ) -> Iterator[StepId]:
        for call in self._reach.calls(function.body):
            arg = self._id_argument(call)
            if arg is not None:
                yield StepId(self._texts.fold(arg.value, passed), arg)
            for helper in self._reach.helpers(call):
                if helper.function in inside or helper.assumed:
                    continue  # a cycle; or a function that counts where it is handed on
                if isinstance(helper.function, cst.Lambda):
                    continue  # its calls count where it stands
                if self._reach.makes_steps(helper.function):
                    yield from self._through(call, helper, passed, inside)

    def _through(
        self, call: cst.Call, helper: Helper, passed: Passed, inside: frozenset[Definition]
    ) -> Iterator[StepId]:
        received = self._texts.received(helper, passed)
        made: set[Text] = set()
        for step_id in self._of(helper.function, received, inside | {helper.function}):
            text = step_id.text
            if text is not None and text not in made and len(made) < MAX_STEPS:
                made.add(text)
                yield StepId(text, _given_for(text, call, helper, received))

    def _id_argument(self, call: cst.Call) -> cst.Arg | None:
        """The id's argument in a call that makes a step, or in a partial that holds its id."""
        value = self._values.of(call)
        if isinstance(value, Partial) and value.call is call:
            symbol = self._values.symbol(call)
            return value.arguments.get("step_id", 0) if is_step(symbol) else None
        symbol = self._reach.step_symbol(call)
        if not symbol or symbol == PARALLEL or isinstance(self._values.of(call.func), Partial):
            return None
        return Arguments.of(call).get("step_id", 0)
