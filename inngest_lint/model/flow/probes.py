"""Code that finds out first whether there is something, as it runs on several versions."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.names.names import Names
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_ABSENCE = frozenset(
    f"builtins.{name}" for name in "AttributeError ImportError ModuleNotFoundError".split()
)


class Probes:
    """Finds the tests around the code of one file."""

    def __init__(self, names: Names, guards: Guards) -> None:
        self._tree = names.tree
        self._values = names.values
        self._sequences = names.sequences
        self._guards = guards

    def expect_absence(self, node: cst.CSTNode, name: str) -> bool:
        """Whether a `hasattr` of a name leads to a node, or a `try` that expects it to be gone."""
        return any(self._asks(fact.test, name) for fact in self._guards.facts(node)) or any(
            isinstance(above, cst.Try)
            and self._tree.contains(above.body, node)
            and any(self._catches(handler) for handler in above.handlers)
            for above in self._tree.ancestors(node)
        )

    def _asks(self, test: cst.CSTNode, name: str) -> bool:
        return any(
            isinstance(node, cst.Call)
            and len(node.args) == 2
            and self._values.symbol(node.func) == "builtins.hasattr"
            and literals.string(node.args[1].value) == name
            for node in walk(test)
        )

    def _catches(self, handler: cst.ExceptHandler) -> bool:
        if handler.type is None:
            return False
        types = self._sequences.elements(handler.type) or [handler.type]
        return any(self._values.symbol(each) in _ABSENCE for each in types)
