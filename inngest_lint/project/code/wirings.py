"""The Inngest functions that are made of a handler in another module than its own."""

from __future__ import annotations

import ast

from inngest_lint.project.code.functions import InngestFunction, InngestFunctions
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place


class Wirings:
    """Finds what `client.create_function(…)(handlers.sync)` makes of `sync`."""

    def __init__(self, modules: Modules, resolver: Resolver, functions: InngestFunctions) -> None:
        self._modules = modules
        self._resolver = resolver
        self._functions = functions

    def of(self, handler: Place) -> InngestFunction | None:
        """The one function that is made of a handler; None if there are more, or none.

        None as well where a wrapper stands between: what that does is not known here.
        """
        name = getattr(handler.node, "name", "")
        using = self._modules.using(handler.module, name) if name else []
        made = [f for module in using for f in self._functions.of(module) if f.handler == handler]
        return made[0] if len(made) == 1 and self._is_bare(made[0]) else None

    def _is_bare(self, function: InngestFunction) -> bool:
        """Whether `create_function(…)` is given the handler itself."""
        outer = function.outer
        if outer is None or not isinstance(outer.node, ast.Call) or function.inner is not None:
            return False
        return self._resolver.one(outer.at(outer.node.args[0])) == function.handler
