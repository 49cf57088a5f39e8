"""Which of the bindings of a name can have given it the value that a use reads."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.paths import RAISES, Exit, Flow
from inngest_lint.model.flow.raises import Raises
from inngest_lint.model.names.names import Names
from inngest_lint.syntax.scopes import Binding

_BLOCKS = (cst.IndentedBlock, cst.SimpleStatementSuite, cst.SimpleStatementLine, cst.Module)
_AT_ONCE = (cst.NamedExpr, cst.WithItem, cst.MatchAs)  # run whenever what stands behind them runs
_GONE = frozenset({*RAISES, Exit.RETURN})


class Reaching:
    """Follows the names of one file backwards, from a use to what was bound before it."""

    def __init__(self, names: Names, raises: Raises) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._raises = raises
        self._known: dict[int, list[Binding]] = {}  # by identity, as in `Tree`

    def of(self, name: cst.Name) -> list[Binding]:
        """The bindings that can reach this use."""
        found = self._known.get(id(name))
        if found is None:
            found = self._scopes.of_name(name)
            if len(found) > 1:
                functions = {id(self._function_of(binding)) for binding in found}
                if len(functions) == 1:
                    found = self._from_function(name, found, functions.pop())
            self._known[id(name)] = found
        return found

    def _from_function(
        self, name: cst.Name, bindings: list[Binding], function: int
    ) -> list[Binding]:
        """Those that reach a use in the function that binds the name, or in one inside it.

        A function inside may run later, when what stands behind it has been bound as well.
        """
        start: cst.CSTNode = name
        for above in self._tree.ancestors(name):
            if id(self._scopes.function_of(start)) == function:
                break
            start = above
        found = self._backwards(start, bindings)
        if start is not name:
            later = self._tree.place(start)
            found += [b for b in bindings if b not in found and self._tree.place(b.node) > later]
        return found

    def always_binds(self, statement: cst.CSTNode, bindings: list[Binding]) -> bool:
        """Whether every path that runs off the end of `statement` has bound the name anew."""
        flow = Flow(None, lambda node: self._holds(node, bindings), self._raises.always)
        ends = [path for path in flow.through([statement]) if path.exit is Exit.END]
        return all(path.marked for path in ends)

    def _function_of(self, binding: Binding) -> cst.CSTNode | None:
        home = self._scopes.home_of(binding)
        if isinstance(home, (cst.FunctionDef, cst.Lambda)):
            return home
        return self._scopes.function_of(home)

    def _backwards(self, start: cst.CSTNode, bindings: list[Binding]) -> list[Binding]:
        found: list[Binding] = []
        below = start
        for above in self._tree.ancestors(start):
            if isinstance(above, (cst.FunctionDef, cst.Lambda)):
                return found + [b for b in bindings if isinstance(b.node, cst.Param)]
            if isinstance(above, _BLOCKS):
                if self._in_block(above, below, bindings, found):
                    return found
            elif self._in_head(above, below, bindings, found):
                return found
            below = above
        return found

    def _in_block(
        self, block: cst.CSTNode, below: cst.CSTNode, bindings: list[Binding], found: list[Binding]
    ) -> bool:
        """Adds what the statements before `below` bind; whether one of them surely does."""
        body = list(block.body) if isinstance(block, _BLOCKS) else []
        place = next((i for i, each in enumerate(body) if each is below), 0)
        for statement in body[:place][::-1]:
            inside = [b for b in bindings if self._tree.contains(statement, b.node)]
            found += [b for b in inside if not self._leaves(b, statement)]
            if inside and self.always_binds(statement, inside):
                return True
        return False

    def _in_head(
        self, above: cst.CSTNode, below: cst.CSTNode, bindings: list[Binding], found: list[Binding]
    ) -> bool:
        """Adds what `above` binds before it runs `below`; whether it surely does."""
        for binding in bindings:
            if binding.node is above and _binds_for(above, below):
                found.append(binding)
                return True
        start = self._tree.place(below)
        inside = [b for b in bindings if self._tree.contains(above, b.node)]
        inside = [b for b in inside if not self._tree.contains(below, b.node)]
        for binding in inside:
            if binding.node is above or self._excludes(above, below, binding):
                continue
            before = self._tree.place(binding.node) < start
            if before and binding not in found:
                found.append(binding)
                if isinstance(binding.node, _AT_ONCE) and not isinstance(above, cst.Try):
                    return True
        if _turns_back(above, below):
            every = [b for b in bindings if self._tree.contains(above, b.node)]
            found += [b for b in every if b not in found and b.node is not above]
        return False

    def _excludes(self, above: cst.CSTNode, below: cst.CSTNode, binding: Binding) -> bool:
        """Whether `above` runs either `below` or the part that holds the binding, never both."""
        if isinstance(above, (cst.If, cst.IfExp)):
            return below is not above.test and not self._tree.contains(above.test, binding.node)
        if isinstance(above, cst.Match):
            return below is not above.subject and not self._tree.contains(
                above.subject, binding.node
            )
        return False

    def _leaves(self, binding: Binding, statement: cst.CSTNode) -> bool:
        """Whether the branch of `statement` that holds the binding never comes back."""
        flow = Flow(None, lambda _: False, self._raises.always)
        for above in self._tree.ancestors(binding.node):
            if above is statement:
                return False
            if isinstance(above, (cst.IndentedBlock, cst.SimpleStatementSuite)):
                if all(path.exit in _GONE for path in flow.paths(above)):
                    return True
        return False

    def _holds(self, node: cst.CSTNode, bindings: list[Binding]) -> bool:
        return any(self._tree.contains(node, binding.node) for binding in bindings)


def _turns_back(above: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether `below` runs again after the rest of the loop `above`."""
    if isinstance(above, cst.While):
        return below is not above.orelse
    return isinstance(above, cst.For) and below is above.body


def _binds_for(above: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether a compound statement binds its names before it runs `below`."""
    if isinstance(above, (cst.For, cst.ExceptHandler, cst.ExceptStarHandler)):
        return below is above.body
    return False
