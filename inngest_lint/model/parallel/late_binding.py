"""Branches that read a name after the loop in which they are made has bound it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

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


class LateBinding:
    """Finds them in one file."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._made: dict[int, list[Binding]] = {}  # by identity, as in `Tree`

    def names(self, branch: Branch) -> Iterator[cst.Name]:
        """For each function of a branch the first name that has the value of the last turn."""
        for function in self._functions(branch.node):
            loops = list(self._loops(function, branch.group))
            for name in walk(function.body) if loops else ():
                if isinstance(name, cst.Name) and self._is_late(name, function, loops):
                    yield name
                    break

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

    def _loops(self, function: Definition, group: cst.Call) -> Iterator[_Turning]:
        """The loops that make `function` on each turn, and end before the group calls it."""
        below: cst.CSTNode = function
        for above in self._tree.ancestors(function):
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

    def _is_late(self, name: cst.Name, function: Definition, loops: list[_Turning]) -> bool:
        return any(
            not self._tree.contains(function, binding.node) and self._varies(binding, loop)
            for binding in self._bound(name)
            for loop in loops
        )

    def _bound(self, name: cst.Name) -> list[Binding]:
        """What a name is bound by; nothing for the name of an attribute or a keyword."""
        above = self._tree.parent(name)
        if isinstance(above, cst.Attribute) and above.attr is name:
            return []
        if isinstance(above, cst.Arg) and above.keyword is name:
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
