"""Calls of other modules that are given the event and may refuse it: nobody knows what they do."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.cron.event_data import EventData
from inngest_lint.model.cron.visits import Visit, Visits
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance, Local
from inngest_lint.sdk.names import CONTEXT, STEP_RUN, is_from_context
from inngest_lint.sdk.python import LOG_METHODS, MUTATORS, VALUE_METHODS, is_standard

_HARMLESS = LOG_METHODS | MUTATORS | VALUE_METHODS | {"keys", "values", "items", "copy"}


class ForeignChecks:
    """Finds what may be a check in one file."""

    def __init__(self, names: Names, event_data: EventData, visits: Visits) -> None:
        self._tree = names.tree
        self._values = names.values
        self._event_data = event_data
        self._visits = visits

    def may_refuse(self, call: cst.Call, visit: Visit) -> bool:
        """Whether `call` may raise because of the event that it is given.

        The context alone is given to everything: then only a call whose result nobody uses counts.
        The same goes for the code of a step.
        """
        in_step = self._values.symbol(call.func) == STEP_RUN
        handler = Arguments.of(call).get("handler", 1) if in_step else None
        called = handler.value if handler is not None else call.func
        if not self._is_foreign(called, visit):
            return False
        result_is_used = not self._is_statement(call)
        for arg in call.args:
            held = self._event_data.of(arg.value, visit)
            if held is not None and not (result_is_used and (in_step or held.symbol == CONTEXT)):
                return True
        return False

    def _is_foreign(self, called: cst.BaseExpression, visit: Visit) -> bool:
        """Whether the code of what is called, unless known for harmless, is in another module."""
        symbol = self._values.symbol(called)
        name = called.attr.value if isinstance(called, cst.Attribute) else symbol
        if symbol.startswith(("builtins.", "inngest.")) or is_standard(symbol):
            return False
        if is_from_context(symbol) or name in _HARMLESS:
            return False
        made = self._values.of(called)
        if isinstance(made, Local) and isinstance(made.node, cst.ClassDef):
            init = self._values.member_of(Instance(made.node), "__init__")
            return not isinstance(init, Local)
        return self._visits.definition(called, visit) is None

    def _is_statement(self, call: cst.Call) -> bool:
        above = self._tree.parent(call)
        if isinstance(above, cst.Await):
            above = self._tree.parent(above)
        return isinstance(above, cst.Expr)
