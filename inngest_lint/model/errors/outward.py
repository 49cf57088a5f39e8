"""How far an error comes that a piece of code raises: out of the function, or to an `except`."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.model.declarations import Declaration
from inngest_lint.model.errors.classes import ErrorClasses
from inngest_lint.model.errors.escapes import Escapes
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.paths import Exit, Flow, may_suppress
from inngest_lint.model.names.names import Names
from inngest_lint.project.code.lineage import UNKNOWN, Lineage


class Outward:
    """Follows errors through the callers of one file."""

    def __init__(
        self,
        names: Names,
        flow: ControlFlow,
        classes: ErrorClasses,
        escapes: Escapes,
        declarations: Sequence[Declaration],
    ) -> None:
        self._names_to = names.names_to
        self._tree = names.tree
        self._elsewhere = names.elsewhere
        self._callers_of = flow.placement.callers_of
        self._always_raises = flow.raises.always
        self._classes = classes
        self._escapes = escapes
        self._declarations = declarations

    def leaves(self, node: cst.CSTNode, error: Lineage) -> bool:
        """Whether an error raised at `node` is sure to leave the function, by one way at least."""
        return self._leaves(node, error, frozenset())

    def _leaves(self, node: cst.CSTNode, error: Lineage, seen: frozenset[int]) -> bool:
        for above in self._tree.ancestors(node):
            if isinstance(above, (cst.Try, cst.TryStar)):
                if self._tree.contains(above.body, node) and self._may_keep(above, error):
                    return False
            elif isinstance(above, cst.With) and any(map(may_suppress, above.items)):
                return False
            elif isinstance(above, cst.FunctionDef):
                return id(above) not in seen and self._leaves_function(above, error, seen)
        return False

    def _leaves_function(
        self, function: cst.FunctionDef, error: Lineage, seen: frozenset[int]
    ) -> bool:
        if any(each.handler is function for each in self._declarations):
            return True
        calls = self._callers_of(function)
        if calls:
            return any(self._leaves(call, error, seen | {id(function)}) for call in calls)
        return not self._elsewhere.own.is_tried(self._names_to(function))

    def _may_keep(self, statement: cst.Try | cst.TryStar, error: Lineage) -> bool:
        """Whether a clause of a `try` may do anything with an error but let it pass."""
        if any(UNKNOWN in self._classes.caught(clause) for clause in statement.handlers):
            return True
        clause = self._escapes.clause_for(error, statement)
        return clause is not None and not self._always_lets_out(clause)

    def _always_lets_out(self, clause: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
        name = clause.name.name if clause.name is not None else None
        caught = name.value if isinstance(name, cst.Name) else None
        flow = Flow(caught, lambda _: False, self._always_raises)
        return all(path.exit is Exit.RERAISE for path in flow.paths(clause.body))
