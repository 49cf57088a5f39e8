"""Calls of code in other modules: what they do there, with what this file gives them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.paths import path_to
from inngest_lint.model.names.text import Frame, Text, joined
from inngest_lint.model.names.texts import Texts
from inngest_lint.model.names.value import Instance, Partial
from inngest_lint.model.names.values import Values
from inngest_lint.project.elsewhere import Elsewhere, Run
from inngest_lint.project.summaries.summaries import MadeStep, Summary
from inngest_lint.project.summaries.templates import Received, Template
from inngest_lint.sdk.names import is_from_context
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree


class ForeignCall(NamedTuple):
    """A call that runs a callable of another module, and its arguments."""

    run: Run
    arguments: Arguments

    @property
    def summary(self) -> Summary:
        """What running the callable does."""
        return self.run.summary

    def argument(self, param: str) -> cst.Arg | None:
        """What a parameter of the callable receives."""
        key = self.run.received.get(param)
        if key is None:
            return None
        given = self.arguments
        return given.positional[key] if isinstance(key, int) else given.keywords[key]


class Foreign:
    """Asks the project about the calls of one file."""

    def __init__(
        self, tree: Tree, scopes: Scopes, values: Values, texts: Texts, elsewhere: Elsewhere
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._values = values
        self._texts = texts
        self._elsewhere = elsewhere
        self._known: dict[int, ForeignCall | None] = {}  # by identity, as in `Tree`

    def may_run(self, call: cst.Call) -> bool:
        """Whether `call` may run a callable of another module; a cheap question."""
        return self._elsewhere.may_show(self._values.symbol(call.func))

    def called(self, call: cst.Call) -> ForeignCall | None:
        """What `call` runs in another module; None if nothing is known of it."""
        if id(call) not in self._known:
            self._known[id(call)] = self.run(call.func, Arguments.of(call))
        return self._known[id(call)]

    def run(
        self, callee: cst.BaseExpression, arguments: Arguments, *, with_context: bool = False
    ) -> ForeignCall | None:
        """The same when `callee` is called with these arguments.

        `with_context` asks only if one of them, or the object of a method, may bring the context.
        """
        symbol = self._values.symbol(callee)
        if not self._elsewhere.shows(symbol):  # asked first: to read the arguments costs more
            return None
        value = self._values.of(callee)
        if isinstance(value, Partial):
            arguments = value.arguments.then(arguments)
        positional, keywords = self._symbols(arguments)
        given = (*positional, *keywords.values())
        if with_context and not (of_object(symbol) or any(map(is_from_context, given))):
            return None
        run = self._elsewhere.run(symbol, positional, keywords)
        return None if run is None else ForeignCall(run, arguments)

    def overriding(self, callee: cst.BaseExpression, arguments: Arguments) -> list[ForeignCall]:
        """The methods that a call of one of `self` may come to, if subclasses override it."""
        if type(callee) is not cst.Attribute or type(callee.value) is not cst.Name:
            return []
        owner = self._values.of(callee.value)
        if type(owner) is not Instance:
            return []
        bindings = self._scopes.of_name(callee.value)
        if type(bindings[0].node) is not cst.Param:
            return []  # what has just been made has no other class
        path = path_to(self._tree, self._values, owner.cls)
        symbols = self._symbols(arguments)
        runs = self._elsewhere.overriding(path, callee.attr.value, *symbols) if path else None
        return [ForeignCall(run, arguments) for run in runs or ()]

    def _symbols(self, arguments: Arguments) -> tuple[list[str], dict[str, str]]:
        """What arguments stand for."""
        positional = [self._values.symbol(arg.value) for arg in arguments.positional]
        keywords = {n: self._values.symbol(arg.value) for n, arg in arguments.keywords.items()}
        return positional, keywords

    def forget(self) -> None:
        """Drops what is remembered, after `values` has learnt something."""
        self._known.clear()

    def text(
        self, template: Template | None, foreign: ForeignCall, frame: Frame | None
    ) -> Text | None:
        """A string that the callable makes, with what this call gives it; None if unknown."""
        parts: list[Text] = []
        for part in template or ():
            text = self._received(part, foreign, frame) if isinstance(part, Received) else part
            if text is None:
                return None
            parts.append(Text((text,)) if isinstance(text, str) else text)
        return None if template is None else joined(*parts)

    def _received(
        self, hole: Received, foreign: ForeignCall, frame: Frame | None
    ) -> Text | str | None:
        arg = foreign.argument(hole.param)
        if arg is not None:
            return self._texts.given(arg.value, frame)
        default = foreign.run.defaults.get(hole.param)
        return default[0] if default and isinstance(default[0], str) else None


def of_object(symbol: str) -> bool:
    """Whether a symbol is of a method of an object, which may hold the context."""
    return symbol.rpartition(".")[0].endswith("()")


def agreed_steps(calls: Sequence[ForeignCall]) -> tuple[MadeStep, ...]:
    """The steps of the first of several methods, if each of them makes one for sure."""
    found = [call.summary.steps for call in calls]
    is_sure = all(any(not step.tested for step in steps) for steps in found)
    return found[0] if found and is_sure else ()
