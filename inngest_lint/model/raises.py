"""Where code raises: calls that never come back, and what decides a `raise`."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow import Exit, Flow
from inngest_lint.model.reach import Reach
from inngest_lint.model.value import Definition
from inngest_lint.model.values import Values
from inngest_lint.sdk.python import NO_RETURN
from inngest_lint.syntax.tree import Tree, walk


class Raises:
    """Follows raising through the functions of one file."""

    def __init__(self, tree: Tree, values: Values, reach: Reach) -> None:
        self._tree = tree
        self._values = values
        self._reach = reach
        self._always: dict[Definition, bool] = {}

    def always(self, node: cst.CSTNode) -> bool:
        """Whether running `node` surely calls a function that never returns."""
        for call in self._reach.calls(node):
            if self._values.symbol(call.func) in NO_RETURN:
                return True
            called = self._values.definition(call.func)
            if called is not None and self._function_always(called):
                return True
        return False

    def deciding_names(self, function: Definition, after: int) -> frozenset[str]:
        """The names that decide a `raise` of `function` standing behind the place `after`."""
        found: set[str] = set()
        for node in self._reach.executed(function.body):
            if isinstance(node, (cst.Raise, cst.Assert)) and self._tree.place(node) > after:
                found.update(self._deciding(node, function))
            elif isinstance(node, cst.Call) and self._tree.place(node) > after:
                called = self._values.definition(node.func)
                if called is not None and self._can_raise(called):
                    found.update(_names(*node.args))
        return frozenset(found)

    def _function_always(self, function: Definition) -> bool:
        if isinstance(function, cst.Lambda):
            return False
        known = self._always.get(function)
        if known is None:
            self._always[function] = False  # of a cycle, the other paths decide
            paths = Flow(None, lambda _: False, self.always).paths(function.body)
            known = all(path.exit in (Exit.RAISE, Exit.RERAISE) for path in paths)
            self._always[function] = known
        return known

    def _can_raise(self, function: Definition) -> bool:
        return any(isinstance(node, cst.Raise) for node in self._reach.executed(function.body))

    def _deciding(self, statement: cst.CSTNode, function: Definition) -> Iterator[str]:
        """The names in a `raise` and in the tests that lead to it."""
        yield from _names(statement)
        for above in self._tree.ancestors(statement):
            if above is function:
                return
            if isinstance(above, (cst.If, cst.While)):
                yield from _names(above.test)
            elif isinstance(above, cst.For):
                yield from _names(above.iter)
            elif isinstance(above, cst.Match):
                yield from _names(above.subject)


def _names(*nodes: cst.CSTNode) -> Iterator[str]:
    for node in nodes:
        for child in walk(node):
            if isinstance(child, cst.Name):
                yield child.value
