"""The code that runs when a function has failed, and what it looks for in vain in the event."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.function import Function, Role
from inngest_lint.model.names.paths import path_to
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property
from inngest_lint.sdk.known_events import FAILED


class FailureHandlers:
    """The failure handlers of one file, and functions that the event of a failed run starts."""

    def __init__(self, code: Code, functions: Sequence[Function]) -> None:
        self._code = code
        self._functions = functions

    @property
    def missing_keys(self) -> Iterator[tuple[cst.CSTNode, str]]:
        """Where they are sure to read a key that their event does not have."""
        if not self._all:
            return
        for read in self._code.failure_runs.missing(self._all):
            if read.certain:
                yield read.node, read.key
        for read in self._code.failure_runs.missing_gets(self._all):
            if read.certain and not self._decides(read.node):
                yield read.node, read.key

    @property
    def bare_ids(self) -> Iterator[tuple[cst.CSTNode, str]]:
        """Where they compare the id of the failed function with one that lacks the app's."""
        for function in self._code.reach.closure(self._all, handlers=True):
            for node, texts in self._code.function_ids.compared(function):
                ids = self._code.elsewhere.function_ids()
                bare = [t for t in texts if t in ids and not any(t.endswith(f"-{i}") for i in ids)]
                if bare:
                    yield node, bare[0]

    def runs_for_failures_alone(self, node: cst.CSTNode) -> bool:
        """Whether no other event than that of a failed run can bring a piece of code to run."""
        others = [
            function.definition
            for function in self._functions
            if function.definition is not None
            and function.role is Role.FUNCTION
            and not function.is_triggered_only_by([FAILED.name])
        ]
        reached = self._code.reach.closure(others, handlers=True)
        around = self._around(node)
        return not any(above is each for above in around for each in reached) and (
            self._is_theirs(node, frozenset())
        )

    def _is_theirs(self, node: cst.CSTNode, seen: frozenset[int]) -> bool:
        """Whether code stands in a handler, or in a helper that nobody else calls."""
        around = self._around(node)
        if any(above is each for above in around for each in self._all):
            return True
        helper = around[-1] if around else None
        if not isinstance(helper, cst.FunctionDef) or id(helper) in seen:
            return helper is not None and id(helper) in seen
        code = self._code
        path = path_to(code.tree, code.values, helper)
        if not path or code.elsewhere.own.is_called_elsewhere(path) is not False:
            return False
        calls = code.placement.callers_of(helper)
        return bool(calls) and all(self._is_theirs(call, seen | {id(helper)}) for call in calls)

    def _around(self, node: cst.CSTNode) -> list[Definition]:
        """The functions in whose code a node stands, the innermost first."""
        found: list[Definition] = []
        function = self._code.scopes.function_of(node)
        while function is not None:
            found.append(function)
            function = self._code.scopes.function_of(function)
        return found

    @cached_property
    def _all(self) -> list[Definition]:
        found = [
            function.definition
            for function in self._functions
            if function.definition is not None
            and (function.role is Role.ON_FAILURE or function.is_triggered_by(FAILED.name))
        ]
        return [*found, *self._named_elsewhere()]

    def _named_elsewhere(self) -> Iterator[Definition]:
        """Those that other modules give to `on_failure`."""
        helpers = [each.definition for each in self._functions if each.role is Role.HELPER]
        names = self._code.project.reached.failure_handlers(self._code.facts) if helpers else ()
        for helper in helpers:
            if isinstance(helper, cst.FunctionDef) and self._code.qualified(helper) in names:
                yield helper

    def _decides(self, node: cst.BaseExpression) -> bool:
        """Whether what an expression gives is tested, also under the name that it is bound to."""
        code = self._code
        if code.guards.is_test(node):
            return True
        above = code.tree.parent(node)
        target = above.targets[0].target if isinstance(above, cst.Assign) else None
        if not isinstance(target, cst.Name):
            return False
        uses = code.scopes.uses(target.value, code.scopes.scope_of(target))
        return any(map(code.guards.is_test, uses))
