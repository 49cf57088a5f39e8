"""What the project knows of the code of one file, which it has as `ast`.

A definition is meant by its path: the names of the definitions around it, and its own. An answer is
None where nothing can be told.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

from inngest_lint.project.answers import or_nothing
from inngest_lint.project.code.bindings import Scope
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.handed import Handed
from inngest_lint.project.code.lineage import Lineage
from inngest_lint.project.code.things import Place
from inngest_lint.project.view import View
from inngest_lint.project.wiring import Wiring, wiring_of


class OwnCode:
    """The file as its project sees it: who calls its code, and what becomes of it elsewhere."""

    def __init__(self, view: View) -> None:
        self._view = view

    def definition(self, path: Sequence[str]) -> Place | None:
        """The definition itself; None where a name on the way has several meanings."""
        facts = self._view.facts
        scope: Scope = facts.tree.root
        outer = scope
        for name in path:
            found = facts.tree.bindings(scope).get(name, [])
            node = found[0].node if len(found) == 1 else None
            if not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                return None
            outer, scope = scope, node
        return Place(facts, scope, outer)

    @or_nothing
    def received(self, path: Sequence[str], param: str) -> str | None:
        """The context, or what hangs on it, that callers give to a parameter of a function."""
        parameter = self._parameter(path, param)
        return self._view.project.contexts.given(parameter) if parameter is not None else None

    @or_nothing
    def context_of_heirs(self, path: Sequence[str], name: str) -> str | None:
        """The same of an attribute that only the subclasses of a class have, if they agree."""
        cls = self.definition(path)
        project = self._view.project
        heirs = project.heirs.of(cls) if cls is not None else []
        members = [project.resolver.member(heir, name) for heir in heirs]
        held = {project.contexts.of(things) for things in members if things}
        return held.pop() if len(held) == 1 else None

    @or_nothing
    def wiring(self, path: Sequence[str]) -> Wiring | None:
        """How another module makes a function of a handler."""
        handler = self.definition(path)
        return None if handler is None else wiring_of(handler, self._view.project)

    @or_nothing
    def functions(self) -> list[InngestFunction] | None:
        """The Inngest functions of the file, as the project has them."""
        return self._view.project.inngest_functions.of(self._view.facts)

    @or_nothing
    def templates(self) -> list[InngestFunction] | None:
        """Those that stand in its wrappers, to be made for each use."""
        return self._view.project.inngest_functions.templates(self._view.facts)

    def handed_to_inngest(self, path: Sequence[str]) -> frozenset[Handed]:
        """As what Inngest is given a function."""
        return self._handed(path) or frozenset()

    @or_nothing
    def _handed(self, path: Sequence[str]) -> frozenset[Handed] | None:
        function = self.definition(path)
        if function is None:
            return None
        return frozenset(each.as_what for each in self._view.project.handed.of(function, path[-1]))

    @or_nothing
    def error(self, path: Sequence[str]) -> Lineage | None:
        """What a class of errors inherits from."""
        found = self.definition(path)
        return self._view.project.lineages.of(found) if found is not None else None

    def is_tried(self, path: Sequence[str]) -> bool:
        """Whether a `try` stands around a call of a function, in whatever module."""
        return bool(self._is_tried(path))

    @or_nothing
    def _is_tried(self, path: Sequence[str]) -> bool | None:
        found = self.definition(path)
        return self._view.project.callers.is_tried(found) if found is not None else None

    @or_nothing
    def is_called_elsewhere(self, path: Sequence[str]) -> bool | None:
        """Whether another module calls a function; None if it cannot be found."""
        found, facts = self.definition(path), self._view.facts
        if found is None:
            return None
        return any(call.module is not facts for call in self._view.project.callers.calls(found))

    def _parameter(self, path: Sequence[str], param: str) -> Place | None:
        """A parameter of a function."""
        function = self.definition(path)
        if function is None:
            return None
        scope: Scope = function.node  # type: ignore[assignment]
        held = [binding.node for binding in function.module.tree.bindings(scope).get(param, [])]
        return Place(function.module, held[0], scope) if held else None
