"""Branches that read a name after the loop in which they are made has bound it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import libcst as cst

from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Partial
from inngest_lint.model.parallel.branches import Branch
from inngest_lint.syntax.scopes import COMPREHENSIONS, Binding
from inngest_lint.syntax.tree import walk

_Turning: TypeAlias = (
    cst.For | cst.While | cst.ListComp | cst.SetComp | cst.DictComp | cst.GeneratorExp
)


class Late(NamedTuple):
    """A function that a loop makes, and the names of the loop that it reads when that is over.

    `names` are the first uses of each.
    """

    function: Definition
    names: list[cst.Name]


class LateBinding:
    """Finds them in one file."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._made: dict[int, list[Binding]] = {}  # by identity, as in `Tree`

    def of(self, branch: Branch) -> Iterator[Late]:
        """The functions of a branch that read names with the values of the last turn."""
        for function in self._functions(branch.node):
            names = self.names(function, branch.group, function.body)
            if names:
                yield Late(function, names)

    def names(self, made: cst.CSTNode, group: cst.Call, code: cst.CSTNode) -> list[cst.Name]:
        """The names that `code` would read late, run by a group but made where `made` stands."""
        loops = list(self._loops(made, group))
        found: dict[str, cst.Name] = {}
        for name in walk(code) if loops else ():
            if isinstance(name, cst.Name) and self._is_late(name, made, loops):
                found.setdefault(name.value, name)
        return list(found.values())

    def deferred(self, node: cst.BaseExpression, group: cst.Call) -> list[cst.Name] | None:
        """The names of an expression that something else may be bound to when the group calls it.

        None where it is not only the loops that do so.
        """
        names = self.names(node, group, node)
        turning = {name.value for name in names}
        rest = [n for n in walk(node) if isinstance(n, cst.Name) and n.value not in turning]
        return None if any(self._is_rebound(name, node) for name in rest) else names

    def _is_rebound(self, name: cst.Name, made: cst.CSTNode) -> bool:
        """Whether a name gets another value in the same function, further down."""
        own = self._scopes.function_of(made)
        bindings = [b for b in self._bound(name) if self._scopes.function_of(b.node) is own]
        place = self._tree.place(made)
        return len(bindings) > 1 and any(self._tree.place(b.node) > place for b in bindings)

    def has_value(self, name: cst.Name, made: cst.CSTNode) -> bool:
        """Whether a name is sure to have the value of the turn where `made` stands."""
        bindings = self._bound(name)
        place = self._tree.place(made)
        later = [
            each
            for each in bindings
            if self._tree.place(each.node) > place and not isinstance(each.node, cst.CompFor)
        ]
        return all(map(self._counts_on, later)) and any(
            self._is_bound_at(each, made) for each in bindings if each not in later
        )

    def _counts_on(self, binding: Binding) -> bool:
        """Whether a binding makes the next value of the last one: `n += 1`."""
        node = binding.node
        return isinstance(node, cst.AugAssign) or any(
            each.node is node for each in self._made_of(node)
        )

    def _is_bound_at(self, binding: Binding, made: cst.CSTNode) -> bool:
        """Whether what binds a name has always done so when it comes to `made`."""
        below = binding.node
        if isinstance(below, (cst.Param, cst.CompFor)) or self._tree.contains(below, made):
            return True  # what the loop goes through
        for above in self._tree.ancestors(binding.node):
            if self._tree.contains(above, made):
                return isinstance(above, (cst.BaseSuite, cst.Module, cst.With)) or (
                    isinstance(above, cst.While) and below is above.test
                )
            if isinstance(above, (cst.BooleanOperation, cst.IfExp, cst.BaseCompoundStatement)):
                return False
            below = above
        return False

    def _functions(self, node: cst.BaseExpression) -> Iterator[Definition]:
        """The functions that run when a branch does: itself, or those that a partial holds."""
        made = self._bindings.expression(node)
        value = self._values.of(made)
        if isinstance(value, Partial):
            yield from (arg.value for arg in value.call.args if isinstance(arg.value, cst.Lambda))
        elif not isinstance(made, cst.Call):
            function = self._values.definition(made)
            if function is not None:
                yield function

    def _loops(self, made: cst.CSTNode, group: cst.Call) -> Iterator[_Turning]:
        """The loops that make something on each turn, and end before the group calls it."""
        below = made
        for above in self._tree.ancestors(made):
            if isinstance(above, (cst.FunctionDef, cst.Lambda)):
                return
            if self._tree.contains(above, group):
                below = above
                continue
            if isinstance(above, (cst.For, cst.While)):
                if below is above.body and not self._is_lazy(above, group):
                    yield above
            elif isinstance(above, COMPREHENSIONS) and not self._is_lazy(above, group):
                yield above
            below = above

    def _is_lazy(self, loop: _Turning, group: cst.Call) -> bool:
        """Whether the group itself goes through a generator: each turn waits for its call."""
        given = Arguments.of(group).get("callables", 0)
        if given is None:
            return False
        made = self._bindings.expression(given.value)
        if isinstance(made, cst.Call):  # of a helper that yields, to nobody but the group
            helper = self._values.definition(made.func)
            return helper is not None and self._scopes.function_of(loop) is helper
        return isinstance(loop, cst.GeneratorExp) and made is loop

    def _is_late(self, name: cst.Name, made: cst.CSTNode, loops: list[_Turning]) -> bool:
        return any(
            not self._tree.contains(made, binding.node) and self._varies(binding, loop)
            for binding in self._bound(name)
            for loop in loops
        )

    def _bound(self, name: cst.Name) -> list[Binding]:
        """What a name is bound by; nothing for what is no use of one: `x.name`, `name=`."""
        above = self._tree.parent(name)
        if isinstance(above, cst.Attribute) and above.attr is name:
            return []
        if isinstance(above, cst.NameItem) or (
            isinstance(above, cst.Arg) and above.keyword is name
        ):
            return []
        return self._scopes.of_name(name)

    def _varies(self, binding: Binding, loop: _Turning) -> bool:
        """Whether a name is bound on each turn of a loop, to what is another on each."""
        seen: set[int] = set()
        waiting = [binding]
        while waiting:
            bound = waiting.pop()
            node = bound.node
            if node is loop:
                return True
            if not self._tree.contains(loop, node) or id(node) in seen:
                continue
            seen.add(id(node))
            if isinstance(node, cst.AugAssign):
                return True
            if isinstance(node, cst.CompFor) and self._scopes.home_of(bound) is loop:
                return True
            made_of = self._made_of(node)
            if any(each.node is node for each in made_of):
                return True
            waiting += made_of
        return False

    def _made_of(self, node: cst.CSTNode) -> list[Binding]:
        """What the names are bound by of which a statement makes what it binds."""
        found = self._made.get(id(node))
        if found is None:
            found = self._made[id(node)] = [
                each
                for name in walk(node)
                if isinstance(name, cst.Name) and not self._is_target(name, node)
                for each in self._bound(name)
            ]
        return found

    def _is_target(self, name: cst.Name, node: cst.CSTNode) -> bool:
        """Whether a statement binds a name where it stands."""
        if isinstance(node, cst.Assign):
            return not self._tree.contains(node.value, name)
        if isinstance(node, (cst.AnnAssign, cst.NamedExpr, cst.For, cst.CompFor)):
            return self._tree.contains(node.target, name)
        if isinstance(node, cst.WithItem):
            return not self._tree.contains(node.item, name)
        return isinstance(node, (cst.FunctionDef, cst.ClassDef)) and node.name is name
