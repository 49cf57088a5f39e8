"""The keys that a loop reads by its variable: `for key in ("log_id", "order_id"): data[key]`."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.cron.event_data import EventData
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.names.names import Names
from inngest_lint.syntax.scopes import Binding
from inngest_lint.syntax.tree import walk

_EXITS = frozenset({cst.Break, cst.Return, cst.Raise})


class LoopKeys:
    """Follows the variables of the loops of one file that go through known keys."""

    def __init__(self, names: Names, guards: Guards, event_data: EventData, visits: Visits) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._sequences = names.sequences
        self._guards = guards
        self._event_data = event_data
        self._visits = visits

    def of(self, node: cst.Subscript, visit: Visit | None) -> list[str]:
        """The keys that `node` reads in turn, as long as no test and no exit stands in the way."""
        inner = node.slice[0].slice if len(node.slice) == 1 else None
        name = inner.value if isinstance(inner, cst.Index) else None
        if not isinstance(name, cst.Name):
            return []
        bindings = self._scopes.of_name(name)
        loop = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(loop, (cst.For, cst.CompFor)) or not isinstance(loop.target, cst.Name):
            return []
        if self._scopes.function_of(loop) is not self._scopes.function_of(node):
            return []
        if self._is_tested(node, bindings):
            return []
        keys = self._keys(loop.iter, visit)
        return keys[:1] if self._may_end_early(loop) else keys

    def _is_tested(self, node: cst.Subscript, bindings: list[Binding]) -> bool:
        """Whether a test of the key itself leads to the read."""
        return any(
            isinstance(each, cst.Name) and self._scopes.of_name(each) == bindings
            for fact in self._guards.facts(node)
            for each in walk(self._guards.tested(fact))
        )

    def _keys(self, node: cst.BaseExpression, visit: Visit | None) -> list[str]:
        given = self._visits.argument(node, visit)
        if given is not None:
            return self._keys(*given)
        elements = self._sequences.elements(node) or []
        keys = [self._event_data.text(element, visit) for element in elements]
        return [key for key in keys if key is not None] if None not in keys else []

    def _may_end_early(self, loop: cst.For | cst.CompFor) -> bool:
        """Whether the loop may end before its last turn, as where `any` has seen enough."""
        if isinstance(loop, cst.CompFor):
            return isinstance(self._tree.parent(loop), cst.GeneratorExp)
        return any(type(node) in _EXITS for node in walk(loop.body))
