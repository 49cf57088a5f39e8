"""Which code raises: calls that never come back, functions that may raise."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.paths import RAISES, Flow
from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.python import NO_RETURN


class Raises:
    """Follows raising through the functions of one file."""

    def __init__(self, names: Names, reach: Reach) -> None:
        self._tree = names.tree
        self._values = names.values
        self._elsewhere = names.elsewhere
        self._reach = reach
        self._always: dict[Definition, bool] = {}

    def always(self, node: cst.CSTNode) -> bool:
        """Whether running `node` surely calls a function that never returns."""
        for call in self._reach.calls(node):
            symbol = self._values.symbol(call.func)
            if symbol in NO_RETURN:
                return True
            called = self._values.definition(call.func)
            if called is not None and self._function_always(called):
                return True
            if self._elsewhere.may_show(symbol) and self._is_statement(call):
                if self._elsewhere.always_raises(symbol):
                    return True
        return False

    def _is_statement(self, call: cst.Call) -> bool:
        """Whether nothing is done with what `call` gives, as of what never comes back."""
        above = self._tree.parent(call)
        if isinstance(above, cst.Await):
            above = self._tree.parent(above)
        return isinstance(above, (cst.Expr, cst.Return, cst.Raise))

    def can(self, function: Definition) -> bool:
        """Whether `function` holds a `raise` or an `assert` of its own."""
        nodes = self._reach.executed(function.body)
        return any(isinstance(node, (cst.Raise, cst.Assert)) for node in nodes)

    def _function_always(self, function: Definition) -> bool:
        if isinstance(function, cst.Lambda):
            return False
        known = self._always.get(function)
        if known is None:
            self._always[function] = False  # of a cycle, the other paths decide
            paths = Flow(None, lambda _: False, self.always).paths(function.body)
            known = all(path.exit in RAISES for path in paths)
            self._always[function] = known
        return known
