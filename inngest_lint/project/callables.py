"""What a file can ask about callables of other modules without asking what running them does."""

from __future__ import annotations

import ast
from typing import NamedTuple

from inngest_lint.project.code.overrides import is_stub
from inngest_lint.project.code.things import Place, Thing
from inngest_lint.project.view import View
from inngest_lint.sdk.python import PLAIN_DECORATORS, SHAPES

_LITERALS: dict[type[ast.AST], str] = {
    ast.JoinedStr: "a string",
    ast.Compare: "a truth value",
    ast.Tuple: "a tuple",
    ast.List: "a list",
    ast.ListComp: "a list",
    ast.Dict: "a dict",
    ast.DictComp: "a dict",
    ast.Set: "a set",
    ast.SetComp: "a set",
    ast.GeneratorExp: "a generator",
}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class Result(NamedTuple):
    """Whether a call must be awaited, and what it gives then; None where that is not known.

    What can be called is not known either.
    """

    is_async: bool
    gives: str | None


class Callables:
    """The callables of a project by the dotted names that one file has for them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._results: dict[str, Result | None] = {}

    def result(self, symbol: str) -> Result | None:
        """What calling a symbol gives; None if it is no undecorated function of the project."""
        if symbol not in self._results:
            self._results[symbol] = self._result(self._view.thing(symbol))
        return self._results[symbol]

    def is_inngest_function(self, symbol: str) -> bool:
        """Whether a symbol is a function that `create_function` made, and nothing else since."""
        thing = self._view.thing(symbol)
        made = self._view.project.inngest_functions.made_by(thing) if thing is not None else None
        if made is None or (made.use is not None and not made.use.gives):
            return False
        decorators = getattr(made.handler.node, "decorator_list", ()) if made.handler else ()
        return made.outer is not None or any(map(made.site.is_node, decorators[:1]))

    def _result(self, thing: Thing | None) -> Result | None:
        if not isinstance(thing, Place) or not isinstance(thing.node, _FUNCTIONS):
            return None
        if not all(self._is_plain(thing.at(each)) for each in thing.node.decorator_list):
            return None
        return Result(isinstance(thing.node, ast.AsyncFunctionDef), self._gives(thing, thing.node))

    def _is_plain(self, decorator: Place) -> bool:
        return self._view.project.resolver.symbol(decorator) in PLAIN_DECORATORS

    def _gives(self, place: Place, function: ast.FunctionDef | ast.AsyncFunctionDef) -> str | None:
        """What a function returns: by its annotation, else by its `return`s."""
        promised = function.returns
        if promised is not None:
            if isinstance(promised, ast.Constant):
                return "None" if promised.value is None else None
            named = promised.value if isinstance(promised, ast.Subscript) else promised
            return SHAPES.get(f"{self._view.project.resolver.symbol(place.at(named))}()")
        if is_stub(place):
            return None
        if place.module.tree.yielded(function):
            return "a generator"
        returned = [
            Place(place.module, each, function) for each in place.module.tree.returned(function)
        ]
        shapes = [self._shape(each) for each in returned]
        return None if None in shapes else shapes[0] if shapes else "None"

    def _shape(self, place: Place) -> str | None:
        node = place.node
        if isinstance(node, ast.Constant):
            return (
                "None"
                if node.value is None
                else SHAPES.get(f"builtins.{type(node.value).__name__}()")
            )
        if isinstance(node, ast.Call):
            return SHAPES.get(self._view.project.resolver.symbol(place))
        return _LITERALS.get(type(node))
