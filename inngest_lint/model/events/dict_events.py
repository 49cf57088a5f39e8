"""Dictionaries that are sent as if they were events."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.events.sends import Sends
from inngest_lint.model.names.forms import Forms
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance
from inngest_lint.sdk.json_types import TYPED_DICTS
from inngest_lint.sdk.names import EVENT
from inngest_lint.sdk.python import ADDERS, SEQUENCES

_DICT = "a dict"


class DictEvents:
    """Looks at what the calls of one file send."""

    def __init__(self, names: Names, sends: Sends, forms: Forms) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._shapes = names.shapes
        self._sends = sends
        self._forms = forms

    def of(self, call: cst.Call) -> Iterator[cst.BaseExpression]:
        """The dictionaries that a call sends; for those made elsewhere, the whole argument."""
        given = self._sends.given(call)
        if given is None:
            return
        found = self.sent_by(given.value)
        inside = [each for each in found if self._tree.contains(given, each)]
        yield from inside or ([given.value] if found else ())

    def sent_by(self, argument: cst.BaseExpression) -> list[cst.BaseExpression]:
        """The dictionaries that are sent with an argument, as far as the file shows them."""
        return [each for each in self._events(argument) if self._is_dict(each)]

    def is_only_sent(self, events: cst.BaseExpression) -> bool:
        """Whether a name of several events is used for nothing else than to fill and to send it."""
        if not isinstance(events, cst.Name):
            return False
        places = self._changes.of(events)
        uses = self._scopes.uses(events.value, self._scopes.scope_of(events))
        return all(use is events or use in places for use in uses)

    def _events(self, node: cst.BaseExpression) -> list[cst.BaseExpression]:
        """The events in an expression: itself, or what the list holds that it stands for."""
        listed = self._bindings.follow(node)
        if type(listed) is cst.Call and self._values.symbol(listed.func) in SEQUENCES:
            return [event for arg in listed.args for event in self._events(arg.value)]
        if type(listed) is cst.ListComp or type(listed) is cst.GeneratorExp:
            return [listed.elt]
        if type(listed) is not cst.List and type(listed) is not cst.Tuple:
            return [node]
        elements = [e.value for e in listed.elements if isinstance(e, cst.Element)]
        return [*elements, *(self._added(node) if isinstance(node, cst.Name) else ())]

    def _added(self, name: cst.Name) -> Iterator[cst.BaseExpression]:
        """What is put into the list that a name stands for, one by one."""
        for place in self._changes.of(name):
            method = self._tree.parent(place)
            call = None if method is None else self._tree.parent(method)
            if isinstance(method, cst.Attribute) and method.attr.value in ADDERS:
                if isinstance(call, cst.Call) and len(call.args) == 1:
                    yield call.args[0].value

    def _is_dict(self, node: cst.BaseExpression) -> bool:
        """Whether an event is a dictionary, wherever it is made."""
        if self._values.symbol(node) == EVENT:  # as most are
            return False
        shape = self._shapes.of(node)
        if shape is not None:
            return shape == _DICT
        value = self._values.of(node)
        if isinstance(value, Instance):
            return self._bindings.derives(value.cls, TYPED_DICTS)
        return self._forms.elsewhere(node).shape == _DICT
