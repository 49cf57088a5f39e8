"""The triggers of a function."""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.bindings import Bindings
from inngest_lint.model.calls import Arguments
from inngest_lint.model.sequences import Sequences
from inngest_lint.model.text import Text
from inngest_lint.model.texts import Texts
from inngest_lint.model.values import Values
from inngest_lint.sdk.names import TRIGGER_CRON, TRIGGER_EVENT


@dataclass(frozen=True, slots=True)
class Trigger:
    """A cron or an event; `event` is None for a cron, and where the name cannot be told."""

    is_cron: bool
    event: Text | None


class Triggers:
    """Resolves the value of `trigger=`."""

    def __init__(
        self, values: Values, bindings: Bindings, texts: Texts, sequences: Sequences
    ) -> None:
        self._values = values
        self._bindings = bindings
        self._texts = texts
        self._sequences = sequences

    def of(self, node: cst.BaseExpression) -> list[Trigger] | None:
        """The triggers; None where one cannot be resolved or the shape is wrong (ING206)."""
        if self._values.symbol(node) in (TRIGGER_CRON, TRIGGER_EVENT):
            elements: list[cst.BaseExpression] | None = [node]
        elif isinstance(self._bindings.follow(node), cst.Tuple):
            return None
        else:
            elements = self._sequences.elements(node)
        found = [self._trigger(element) for element in elements or ()]
        resolved = [trigger for trigger in found if trigger is not None]
        return resolved if resolved and len(resolved) == len(found) else None

    def _trigger(self, node: cst.BaseExpression) -> Trigger | None:
        symbol = self._values.symbol(node)
        made = self._bindings.follow(node)
        arguments = Arguments.of(made) if isinstance(made, cst.Call) else None
        if arguments is not None and arguments.positional:
            return None
        if symbol == TRIGGER_CRON:
            return Trigger(is_cron=True, event=None)
        if symbol != TRIGGER_EVENT:
            return None
        name = arguments.get("event") if arguments is not None else None
        return Trigger(is_cron=False, event=self._texts.fold(name.value) if name else None)
