"""What runs on behind an `except` that ends quietly, and would not if it raised."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.flow.paths import Exit, Flow
from inngest_lint.model.handlers import Handler


class Sequel:
    """Follows the paths behind one `except`, on through the callers of the helper it stands in."""

    def __init__(self, code: Code, handler: Handler) -> None:
        self._code = code
        self._handler = handler

    @property
    def has_work(self) -> bool:
        """Whether more is done than to log, to assign and to return; a loop may turn again."""
        return self._works_behind(self._handler.statement, frozenset())

    @property
    def is_its_own(self) -> bool:
        """Whether code behind the `try` runs only if the `except` lets it."""
        statement = self._handler.statement
        flow = Flow(None, lambda _: False, self._code.raises.always)
        paths = flow.paths(statement.body)
        if statement.orelse is not None and any(path.exit is Exit.END for path in paths):
            paths = flow.paths(statement.orelse.body)
        return all(path.exit is not Exit.END for path in paths) and any(
            rest for rest in self._code.aftermath.rests(statement)
        )

    @property
    def is_known(self) -> bool:
        """Whether the file shows what calls the code around it: Inngest, or a helper's callers."""
        function = self._handler.function
        return self._is_called_by_inngest(function) or bool(
            self._code.placement.callers_of(function)
        )

    def _works_behind(self, statement: cst.CSTNode, seen: frozenset[int]) -> bool:
        function = self._code.scopes.function_of(statement)
        if function is None or id(function) in seen:
            return False
        if self._in_loop(statement, function) or any(
            not self._only_notes(rest) for rest in self._code.aftermath.rests(statement)
        ):
            return True
        calls = self._code.placement.callers_of(function)
        return any(self._works_behind(call, seen | {id(function)}) for call in calls)

    def _in_loop(self, statement: cst.CSTNode, function: cst.CSTNode) -> bool:
        for above in self._code.tree.ancestors(statement):
            if above is function:
                return False
            if isinstance(above, (cst.For, cst.While)):
                return True
        return False

    def _only_notes(self, rest: Sequence[cst.CSTNode]) -> bool:
        return self._code.reactions.are_notes(rest, or_raises=True)

    def _is_called_by_inngest(self, function: cst.CSTNode) -> bool:
        return any(each.handler is function for each in self._code.declarations)
