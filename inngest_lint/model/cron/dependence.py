"""Whether an expression depends on what has started the run."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.cron.event_data import EventData, Held
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import CONTEXT, RUN_EVENT_DATA, RUN_EVENT_NAME
from inngest_lint.syntax.tree import children

_MAY_HOLD = (cst.Name, cst.Attribute, cst.Subscript, cst.Call)


class Dependence:
    """Looks for the event in the expressions of one file, and in what their names are bound to."""

    def __init__(
        self, names: Names, flow: ControlFlow, event_data: EventData, visits: Visits
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._bindings = names.bindings
        self._changes = names.changes
        self._guards = flow.guards
        self._event_data = event_data
        self._visits = visits

    def on_event(self, root: cst.BaseExpression, visit: Visit | None) -> bool:
        """Whether `root`, as part of this run, depends on the event or its data."""
        waiting: list[tuple[cst.CSTNode, Visit | None]] = [(root, visit)]
        seen: set[tuple[int, Visit | None]] = set()
        while waiting:
            node, run = waiting.pop()
            if (id(node), run) in seen:
                continue
            seen.add((id(node), run))
            held = self._event_data.of(node, run) if isinstance(node, _MAY_HOLD) else None
            if held is not None:
                if self._tells(node, held):
                    return True
                continue
            given = self._visits.argument(node, run) if isinstance(node, cst.Name) else None
            if given is not None:
                waiting.append(given)
            else:
                waiting += [(each, run) for each in self._sources(node)]
        return False

    def _tells(self, node: cst.CSTNode, held: Held) -> bool:
        """Whether a part of the context tells what has started the run, where it is used.

        The context itself does where it is given away, the event where it is used as a whole.
        """
        above = self._tree.parent(node)
        if held.symbol == CONTEXT:
            return isinstance(above, cst.Arg)
        whole = not isinstance(above, cst.Attribute)
        return whole or held.symbol in (RUN_EVENT_DATA, RUN_EVENT_NAME)

    def _sources(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """What the value of `node` is made of."""
        yield from children(node)
        if isinstance(node, cst.Name):
            yield from self._sources_of_name(node)
        elif isinstance(node, cst.Attribute):
            yield from (b.value for b in self._bindings.of(node) if b.value is not None)

    def _sources_of_name(self, node: cst.Name) -> Iterator[cst.CSTNode]:
        """What a name is bound to, and the tests that decide which of its values it has."""
        decided: list[cst.CSTNode] = []
        bindings = self._scopes.of_name(node)
        for binding in bindings:
            if binding.value is not None:
                yield binding.value
            if isinstance(binding.node, (cst.For, cst.CompFor)):
                yield binding.node.iter
            if isinstance(binding.node, (cst.MatchAs, cst.MatchStar, cst.MatchMapping)):
                above = self._tree.ancestors(binding.node)
                yield next(each.subject for each in above if isinstance(each, cst.Match))
            if len(bindings) > 1:
                decided.append(binding.node)
        if self._changes.is_changed(node):
            uses = self._scopes.uses(node.value, self._scopes.scope_of(node))
            decided += [use for use in uses if isinstance(self._tree.parent(use), cst.Attribute)]
        for place in decided:
            yield from (self._guards.tested(fact) for fact in self._guards.facts(place))
