"""The call that makes an object of the SDK: an event, a trigger."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.calls import Arguments, Helper, returned_expressions
from inngest_lint.model.names.text import Frame, Text
from inngest_lint.model.names.texts import Texts
from inngest_lint.model.names.values import Values
from inngest_lint.syntax.scopes import Scopes


class Made(NamedTuple):
    """What an object is made of; `frame` is the call of the helper of the file that makes it."""

    arguments: Arguments
    frame: Frame | None


class Objects:
    """Follows objects to the calls that make them, through names and helpers of the file."""

    def __init__(self, scopes: Scopes, values: Values, bindings: Bindings, texts: Texts) -> None:
        self._scopes = scopes
        self._values = values
        self._bindings = bindings
        self._texts = texts

    def made(
        self, node: cst.BaseExpression, symbol: str, frame: Frame | None = None
    ) -> Made | None:
        """The call that makes what `node` stands for, if it is an object of `symbol`."""
        call = self._bindings.expression(node)
        if not isinstance(call, cst.Call) or self._values.symbol(call) != symbol:
            return None
        maker = self._values.definition(call.func)
        if maker is None:
            return Made(Arguments.of(call), frame)
        returned = returned_expressions(maker, self._scopes)
        if len(returned) != 1:
            return None
        helper = Helper(maker, Arguments.of(call))
        return self.made(returned[0], symbol, self._texts.enter(helper, frame))

    def text(self, made: Made | None, name: str) -> Text | None:
        """The string given for a keyword; None if it is not given or cannot be told."""
        given = made.arguments.get(name) if made is not None else None
        if made is None or given is None:
            return None
        return self._texts.fold(given.value, made.frame)
