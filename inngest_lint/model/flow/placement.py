"""Where code stands: in a loop over items, in a branch of `group.parallel`, in which function."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Instance, Local
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import PARALLEL
from inngest_lint.syntax.scopes import COMPREHENSIONS, Kind
from inngest_lint.syntax.tree import walk

_ITEM_LOOPS = (cst.For, *COMPREHENSIONS)


class Placement:
    """Answers what surrounds a node, callers of the file included."""

    def __init__(self, names: Names, reach: Reach) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._reach = reach

    def runs_per_item(self, node: cst.CSTNode) -> bool:
        """Whether `node` stands in a loop over items, or in a helper called in one."""
        return self._runs_per_item(node, frozenset())

    @cached_property
    def parallel_branches(self) -> frozenset[Definition]:
        """The functions and lambdas that `group.parallel` calls, and what they call in turn."""
        found: set[Definition] = set()
        waiting: list[Definition] = []
        for call in self._reach.steps:
            if self._reach.step_symbol(call) == PARALLEL:
                for arg in call.args:
                    waiting += self._callables(arg.value, set())
        while waiting:
            branch = waiting.pop()
            if branch not in found:
                found.add(branch)
                waiting += self._reach.functions_run_by(self._reach.calls_of(branch))
                waiting += self._standing_in(branch)
        return frozenset(found)

    def _standing_in(self, branch: Definition) -> list[Definition]:
        """What a function hands on in its stead: what it returns, and its decorators' wrappers."""
        makers = [branch]
        if isinstance(branch, cst.FunctionDef):
            decorators = (self._values.definition(d.decorator) for d in branch.decorators)
            makers += [maker for maker in decorators if maker is not None]
        returned = (each for maker in makers for each in returned_expressions(maker, self._scopes))
        found = (self._values.definition(each) for each in returned)
        return [function for function in found if function is not None]

    def _runs_per_item(self, node: cst.CSTNode, seen: frozenset[Definition]) -> bool:
        for above in self._tree.ancestors(node):
            if isinstance(above, _ITEM_LOOPS) or _empties_a_queue(above):
                return True
            if isinstance(above, cst.FunctionDef):
                return above not in seen and any(
                    self._runs_per_item(call, seen | {above})
                    for call in self._callers.get(above, ())
                )
        return False

    @cached_property
    def _callers(self) -> dict[Definition, list[cst.Call]]:
        found: dict[Definition, list[cst.Call]] = {}
        for call in self._tree.all(cst.Call):
            for helper in self._reach.helpers(call):
                found.setdefault(helper.function, []).append(call)
        return found

    def callers_of(self, function: Definition) -> list[cst.Call]:
        """The calls of the file that run `function`."""
        return self._callers.get(function, [])

    def _received(self, param: cst.Param) -> list[cst.BaseExpression]:
        """What the callers of its function give for a parameter."""
        function = self._scopes.scope_of(param)
        found = []
        for call in (
            self._callers.get(function, ()) if isinstance(function, cst.FunctionDef) else ()
        ):
            for helper in self._reach.helpers(call):
                if helper.function is function and param in helper.received():
                    found.append(helper.received()[param])
        return found

    def _callables(self, node: cst.BaseExpression, seen: set[int]) -> list[Definition]:
        """The functions in an expression, names bound to lists and what is appended included."""
        found: list[Definition] = []
        for child in walk(node):
            if isinstance(child, cst.Lambda):
                found.append(child)
            elif isinstance(child, (cst.Name, cst.Attribute, cst.Call)):
                found += self._called_as(child)
            if isinstance(child, cst.Name):
                found += self._collected(child, seen)
        return found

    def _called_as(self, node: cst.Name | cst.Attribute | cst.Call) -> list[Definition]:
        """The functions that run when `node` is called, or may: of an unknown object, methods."""
        definition = self._values.definition(node)
        if definition is not None:
            return [definition]
        value = self._values.of(node)
        if isinstance(value, Instance):
            call = self._values.member_of(value, "__call__")
            if isinstance(call, Local) and isinstance(call.node, cst.FunctionDef):
                return [call.node]
            return []
        if value is not None or not isinstance(node, cst.Attribute):
            return []
        methods = self._tree.all(cst.FunctionDef)
        return [
            method
            for method in methods
            if method.name.value == node.attr.value
            and isinstance(self._scopes.scope_of(method), cst.ClassDef)
        ]

    def _collected(self, name: cst.Name, seen: set[int]) -> list[Definition]:
        found: list[Definition] = []
        bindings = self._scopes.of_name(name)
        if not bindings or id(bindings[0]) in seen:
            return found
        seen.add(id(bindings[0]))
        for binding in bindings:
            if binding.kind is Kind.VALUE and binding.value is not None:
                found += self._callables(binding.value, seen)
            elif isinstance(binding.node, cst.Param):
                for value in self._received(binding.node):
                    found += self._callables(value, seen)
        for call in self._appending.get(name.value, ()):
            if self._scopes.of_name(call.func.value) == bindings:  # type: ignore[attr-defined]
                found += [d for arg in call.args for d in self._callables(arg.value, seen)]
        return found

    @cached_property
    def _appending(self) -> dict[str, list[cst.Call]]:
        """The calls of `append` by the name of the list."""
        found: dict[str, list[cst.Call]] = {}
        for call in self._tree.all(cst.Call):
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == "append":
                if isinstance(call.func.value, cst.Name):
                    found.setdefault(call.func.value.value, []).append(call)
        return found


def _empties_a_queue(node: cst.CSTNode) -> bool:
    """Whether `node` is a `while` that takes an item from a collection on each turn."""
    return isinstance(node, cst.While) and any(
        isinstance(child, cst.Call)
        and isinstance(child.func, cst.Attribute)
        and child.func.attr.value in ("pop", "popleft", "popitem")
        and not any(isinstance(arg.value, cst.BaseString) for arg in child.args)
        for child in walk(node.body)
    )
