"""Functions handed on with their arguments: `partial(f, ctx)`, `step.run("id", f, ctx)`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from inngest_lint.project.code.arguments import given
from inngest_lint.project.code.callees import Callee, Callees
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.naming import last_name
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.sdk.names import HANDLER_AT
from inngest_lint.sdk.python import FUNCTION_AT

# Where the function stands in calls that go by these names; what they are is not asked, as nothing
# but the function is looked for.
_AT = {name.rpartition(".")[2]: at for name, at in FUNCTION_AT.items()} | HANDLER_AT


class HandedOn:
    """Finds what functions receive when whoever they are handed to calls them."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._modules = modules
        self._callees = Callees(resolver)
        self._known: dict[Place, list[dict[str, Place]]] = {}
        self._known_in: dict[ModuleFacts, dict[Place, list[dict[str, Place]]]] = {}

    def given(self, parameter: Place) -> Iterator[Place]:
        """What is handed on with its function for a parameter, whose scope that is."""
        scope = parameter.scope
        if isinstance(scope, (ast.FunctionDef, ast.AsyncFunctionDef)):
            name = getattr(parameter.node, "arg", "")
            for received in self._received(parameter.in_module(scope), scope.name):
                if name in received:
                    yield received[name]

    def _received(self, function: Place, name: str) -> list[dict[str, Place]]:
        """What a function of this name receives, each time that it is handed on."""
        if function not in self._known:
            using = self._modules.using(function.module, name)
            self._known[function] = [each for m in using for each in self._in(m).get(function, ())]
        return self._known[function]

    def _in(self, module: ModuleFacts) -> dict[Place, list[dict[str, Place]]]:
        """What functions receive that are handed on in a module, found once for all of them."""
        if module not in self._known_in:
            found = self._known_in[module] = {}
            for callee in self._handed(module):
                if callee.received:
                    found.setdefault(callee.function, []).append(callee.received)
        return self._known_in[module]

    def _handed(self, module: ModuleFacts) -> Iterator[Callee]:
        for site in module.tree.calls:
            if isinstance(site.node, ast.Call):
                at = _AT.get(last_name(site.node.func), len(site.node.args))
                if at < len(site.node.args):
                    call = Place(module, site.node, site.scope)
                    positional, keywords = given(site.node, at + 1)
                    yield from self._callees.behind(
                        call.at(site.node.args[at]),
                        [call.at(each) for each in positional],
                        {name: call.at(each) for name, each in keywords.items()},
                    )
