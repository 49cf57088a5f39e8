"""What the callers of a file give to the parameters of its functions."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.names.calls import Helper
from inngest_lint.once import cached_property
from inngest_lint.syntax.scopes import Scopes
from inngest_lint.syntax.tree import Tree


class Callers:
    """Finds what parameters receive, constructors included."""

    def __init__(self, tree: Tree, scopes: Scopes, reach: Reach) -> None:
        self._tree = tree
        self._scopes = scopes
        self._reach = reach

    def entered(self, call: cst.Call) -> Iterator[Helper]:
        """The functions of the file that `call` runs, the `__init__` of an object it makes too."""
        yield from self._reach.helpers(call)
        made = None
        if self._scopes.may_be_defined(call.func):
            made = self._reach.constructor(call)
        if made is not None:
            yield made

    def give(self, param: cst.Param) -> list[cst.BaseExpression]:
        """What a parameter receives in the calls of the file, its default where it is left out."""
        return self._given.get(id(param), [])

    def calls_giving(self, param: cst.Param) -> Iterator[tuple[cst.Call, list[cst.BaseExpression]]]:
        """The calls of the file that give a parameter something, all that `*args` gets included."""
        for call, helper in self._entering.get(id(self._scopes.scope_of(param)), ()):
            received = helper.received()
            if param in received:
                yield call, [received[param]]
            elif param is helper.function.params.star_arg:
                starred = [arg.value for arg in call.args if arg.star == "*"]
                yield call, [*helper.collected(param), *starred]

    @cached_property
    def _entering(self) -> dict[int, list[tuple[cst.Call, Helper]]]:
        """For each function, by identity, the calls that run it."""
        found: dict[int, list[tuple[cst.Call, Helper]]] = {}
        for call in self._tree.all(cst.Call):
            for helper in self.entered(call):
                found.setdefault(id(helper.function), []).append((call, helper))
        return found

    @cached_property
    def _given(self) -> dict[int, list[cst.BaseExpression]]:
        found: dict[int, list[cst.BaseExpression]] = {}
        for calls in self._entering.values():
            for _, helper in calls:
                for param, value in helper.received().items():
                    found.setdefault(id(param), []).append(value)
        return found
