"""The file under check as the project reads it: what can only be told with other modules."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from inngest_lint.project.code.layers import Layers
from inngest_lint.project.view import View

_MAKER = "create_function"


class Mirror:
    """Answers about the calls of a file, which are told by their order among their like."""

    def __init__(self, view: View) -> None:
        self._view = view

    def hiding_layers(self, count: int) -> Mapping[int, int]:
        """Which decorator hides that a handler is async, for the `create_function`s that have one.

        `count` is how many the file has, and if that is not so here nothing is told. Of the call
        form the wrapping calls come first.
        """
        makers = [
            call.node
            for call in self._view.facts.calls
            if isinstance(call.node, ast.Call)
            and isinstance(call.node.func, ast.Attribute)
            and call.node.func.attr == _MAKER
        ]
        if len(makers) != count:
            return {}
        layers = Layers(self._view.project.resolver)
        found: dict[int, int] = {}
        for function in self._view.project.inngest_functions.of(self._view.facts):
            hiding = layers.hiding(function)
            if hiding is not None:
                found |= {i: hiding for i, each in enumerate(makers) if each is function.made.node}
        return found
