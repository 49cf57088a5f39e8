"""Which parameters of a callable stand in what it gives to steps, events and other callables."""

from __future__ import annotations

import ast

from inngest_lint.project.code.arguments import parameters
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.things import Place
from inngest_lint.sdk.names import TIME_ARGUMENTS, TIME_POSITIONS

_DEEPEST = 3


class PassedOn:
    """Looks for the parameters of one callable, through names that it binds once."""

    def __init__(self, function: Place) -> None:
        self._function = function
        self._own = frozenset(arg.arg for arg in parameters(function))

    def to_step(self, call: ast.Call, symbol: str) -> frozenset[str]:
        """Those in the arguments of a step: not in its id, nor in how long it waits."""
        method = symbol.rpartition(".")[2]
        found = [arg for at, arg in enumerate(call.args) if at and at != TIME_POSITIONS.get(method)]
        found += [each.value for each in call.keywords if each.arg not in TIME_ARGUMENTS]
        return frozenset().union(*map(self.inside, found))

    def inside(self, node: ast.AST | None, depth: int = 0) -> frozenset[str]:
        """Those in an expression."""
        if node is None or depth > _DEEPEST:
            return frozenset()
        names = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        found = self._own & names
        if isinstance(self._function.node, FUNCTIONS):
            bindings = self._function.module.tree.bindings(self._function.node)
            for name in names - found:
                bound = bindings.get(name, [])
                if len(bound) == 1 and bound[0].kind is Kind.VALUE:
                    found |= self.inside(bound[0].value, depth + 1)
        return found
