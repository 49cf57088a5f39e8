"""Where the error of a missing key is caught."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.cron.visits import runs_in_place
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import STEP_RUN
from inngest_lint.sdk.python import CATCH_ALL, CATCH_KEY_ERROR, SUPPRESS


class Catches:
    """Finds the `except` clauses of one file that catch `KeyError`."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._values = names.values
        self._sequences = names.sequences

    def around(self, node: cst.CSTNode, *, in_step: bool = False) -> bool:
        """Whether the function `node` stands in catches a `KeyError` that comes out of it.

        What a step handler raises comes out of the step as `StepError`, so that no class less wide
        than `Exception` catches it around the step.
        """
        below = node
        for above in self._tree.ancestors(node):
            if isinstance(above, cst.FunctionDef):
                return False
            if isinstance(above, cst.Lambda):
                if not runs_in_place(above, self._tree):
                    return False
                in_step = in_step or self._is_step_handler(above)
            if isinstance(above, (cst.Try, cst.TryStar)) and below is above.body:
                if any(self.catches(clause, in_step=in_step) for clause in above.handlers):
                    return True
            if isinstance(above, cst.With) and below is above.body:
                if any(self._suppresses(item.item) for item in above.items):
                    return True
            below = above
        return False

    def catches(
        self, clause: cst.ExceptHandler | cst.ExceptStarHandler, *, in_step: bool = False
    ) -> bool:
        """Whether an `except` clause catches `KeyError`."""
        if clause.type is None:
            return True
        types = self._sequences.elements(clause.type) or [clause.type]
        symbols = {self._values.symbol(each) for each in types}
        wanted = CATCH_KEY_ERROR & CATCH_ALL if in_step else CATCH_KEY_ERROR
        return not symbols.isdisjoint(wanted)

    def _is_step_handler(self, function: cst.Lambda) -> bool:
        argument = self._tree.parent(function)
        call = self._tree.parent(argument) if argument is not None else None
        return isinstance(call, cst.Call) and self._values.symbol(call.func) == STEP_RUN

    def _suppresses(self, item: cst.BaseExpression) -> bool:
        return (
            isinstance(item, cst.Call)
            and self._values.symbol(item.func) == SUPPRESS
            and any(self._values.symbol(arg.value) in CATCH_KEY_ERROR for arg in item.args)
        )
