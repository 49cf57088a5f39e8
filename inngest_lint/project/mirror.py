"""The file under check as the project reads it: what can only be told with other modules."""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable, Mapping
from typing import TypeVar

from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.layers import Layers
from inngest_lint.project.code.things import Place
from inngest_lint.project.middleware import Middleware, Refused
from inngest_lint.project.view import View

T = TypeVar("T")


class Mirror:
    """Answers about the calls of a file, each told by its number among its like in the source.

    `count` is how many of them the file has: if it is another here, nothing is told.
    """

    def __init__(self, view: View) -> None:
        self._view = view

    def hiding_layers(self, count: int) -> Mapping[int, int]:
        """Which decorator hides that a handler is async, of each `x.create_function(…)`."""
        functions = self._view.project.inngest_functions.of(self._view.facts)
        made = {each.made: each for each in functions}
        layers = Layers(self._view.project.resolver)

        def hiding(call: Place) -> int | None:
            return layers.hiding(made[call]) if call in made else None

        return self._answers(hiding, _makes_function, count)

    def hiding_layer(self, function: InngestFunction) -> int | None:
        """The same of a function that a wrapper of the project makes."""
        with contextlib.suppress(RecursionError):
            return Layers(self._view.project.resolver).hiding(function)
        return None

    def refused_middleware(self, count: int) -> Mapping[int, Refused]:
        """What the SDK refuses of each `middleware=` of a call."""
        return self._answers(Middleware(self._view.project).refused, _gives_middleware, count)

    def _answers(
        self, ask: Callable[[Place], T | None], is_wanted: Callable[[ast.Call], bool], count: int
    ) -> Mapping[int, T]:
        """The answers that there are; code that is nested too deep has none."""
        found: dict[int, T] = {}
        for number, call in enumerate(self._calls(is_wanted, count)):
            with contextlib.suppress(RecursionError):
                answer = ask(call)
                if answer is not None:
                    found[number] = answer
        return found

    def _calls(self, is_wanted: Callable[[ast.Call], bool], count: int) -> list[Place]:
        facts = self._view.facts
        found = [
            Place(facts, call.node, call.scope)
            for call in facts.tree.calls
            if isinstance(call.node, ast.Call) and is_wanted(call.node)
        ]
        return found if len(found) == count else []


def _makes_function(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "create_function"


def _gives_middleware(call: ast.Call) -> bool:
    return any(keyword.arg == "middleware" for keyword in call.keywords)
