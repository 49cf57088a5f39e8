"""What step handlers change of the function around them: the change is lost with the request.

A step handler runs in one request, and the code after it in the next ones, where the function has
started anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.names.value import Definition, Instance
from inngest_lint.once import cached_property
from inngest_lint.syntax.scopes import Binding


class LostChange(NamedTuple):
    """Where a step handler changes a name of the function around it."""

    node: cst.CSTNode
    name: str


class LostChanges:
    """Finds them in the step handlers of one file."""

    def __init__(self, code: Code) -> None:
        self._code = code

    def of(self, handler: Definition) -> Iterator[LostChange]:
        """Those of one step handler, and of the functions beside it that it calls."""
        around = self._code.scopes.function_of(handler)
        if around is None:
            return
        starts = [start.node for start in self._code.step_handlers.starts(handler)]
        for function in self._code.reach.closure([handler]):
            if self._code.tree.contains(around, function):
                for name in self._changed.get(id(function), ()):
                    known = self._code.scopes.of_name(name)
                    if self._is_of(around, known) and self._is_read_after(name, known, starts):
                        yield LostChange(name, name.value)

    @cached_property
    def _changed(self) -> dict[int, list[cst.Name]]:
        """The names that functions bind anew, or whose objects they change, by function."""
        found: dict[int, list[cst.Name]] = {}
        for name in (*self._changed_in_place(), *self._bound_anew()):
            found.setdefault(id(self._code.scopes.function_of(name)), []).append(name)
        return found

    def _changed_in_place(self) -> Iterator[cst.Name]:
        for place in self._code.names.changes.places:
            user = self._code.tree.parent(place)
            # a class of the file may keep anywhere what its methods are given
            is_method = isinstance(user, cst.Attribute)
            if not is_method or not isinstance(self._code.values.of(place), Instance):
                yield place
        yield from self._code.names.changes.places_inside
        every = self._code.tree.all
        targets = [each.target for each in every(cst.AssignTarget)]
        targets += [each.target for each in every(cst.AugAssign)]
        targets += [each.target for each in every(cst.AnnAssign)]
        for target in targets:
            if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
                yield target.value

    def _bound_anew(self) -> Iterator[cst.Name]:
        """The names behind a `nonlocal` that are assigned to."""
        declared = {
            item.name.value for each in self._code.tree.all(cst.Nonlocal) for item in each.names
        }
        for name in self._code.tree.all(cst.Name) if declared else ():
            if name.value in declared:
                user = self._code.tree.parent(name)
                if isinstance(user, cst.AugAssign):
                    if user.target is name:
                        yield name
                elif not isinstance(user, (cst.Attribute, cst.Arg)):
                    if self._code.scopes.is_written(name):
                        yield name

    def _is_of(self, around: Definition, bindings: list[Binding]) -> bool:
        """Whether the function around the handler binds a name, and not the handler itself."""
        return bool(bindings) and all(
            self._code.scopes.home_of(each) is around for each in bindings
        )

    def _is_read_after(
        self, changed: cst.Name, bindings: list[Binding], starts: list[cst.BaseExpression]
    ) -> bool:
        """Whether what a name held before the step is read after it."""
        for start in starts:
            begin = self._code.tree.places_in(start).stop
            turns = self._loop_around(start)
            for use in self._code.scopes.uses(changed.value, self._code.scopes.scope_of(changed)):
                place = self._code.tree.place(use)
                is_later = place >= begin or place in turns
                if is_later and not self._is_in_handler(use, changed):
                    if self._may_hold_old(use, bindings, start):
                        return True
        return False

    def _loop_around(self, node: cst.CSTNode) -> range:
        """The code that runs again after `node`: that of the outermost loop around it."""
        found = range(0)
        for above in self._code.tree.ancestors(node):
            if isinstance(above, (cst.For, cst.While)):
                found = self._code.tree.places_in(above)
            elif isinstance(above, cst.FunctionDef):
                break
        return found

    def _is_in_handler(self, use: cst.Name, changed: cst.Name) -> bool:
        function = self._code.scopes.function_of(use)
        return function is self._code.scopes.function_of(changed)

    def _may_hold_old(
        self, use: cst.Name, bindings: list[Binding], start: cst.BaseExpression
    ) -> bool:
        """Whether a use may read what was bound before the step."""
        at = self._code.tree.place(start)
        reaching = self._code.flow.reaching.of(use)
        return any(
            self._code.tree.place(each.node) < at and not self._holds(each, start)
            for each in reaching
        )

    def _holds(self, binding: Binding, start: cst.BaseExpression) -> bool:
        return self._code.tree.contains(binding.node, start)
