"""The triggers that a name of the project stands for."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place, Thing
from inngest_lint.sdk.names import TRIGGER_CRON, TRIGGER_EVENT

_DEEPEST = 20
_CHANGED = r"\b{}\s*(\+=|\.(append|extend|insert|remove|pop|clear)\b|\[[^]]*\]\s*=[^=])"


class FoundTrigger(NamedTuple):
    """A cron, or an event by its name; the name is None where it cannot be told."""

    is_cron: bool
    event: str | None
    place: Place


class FoundTriggers(NamedTuple):
    """The triggers that are known; with `complete` False there may be more."""

    known: tuple[FoundTrigger, ...]
    complete: bool

    def __add__(self, later: object) -> FoundTriggers:
        if not isinstance(later, FoundTriggers):
            return NotImplemented
        return FoundTriggers(self.known + later.known, self.complete and later.complete)


_NONE = FoundTriggers((), complete=True)
_UNKNOWN = FoundTriggers((), complete=False)


class TriggerLists:
    """Reads triggers and lists of them: literals, sums, elements with a star."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._texts = texts

    def of(self, thing: Thing, depth: int = 0) -> FoundTriggers:
        """What something resolved is: a trigger, or a list of some."""
        if isinstance(thing, External):
            return self._trigger(thing)
        if not isinstance(thing, Place) or depth > _DEEPEST or _may_change(thing):
            return _UNKNOWN
        node = thing.node
        if isinstance(node, ast.List):
            found = _NONE
            for element in node.elts:
                inner = element.value if isinstance(element, ast.Starred) else element
                found += self._at(thing.at(inner), depth + 1)
            return found
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = thing.at(node.left), thing.at(node.right)
            return self._at(left, depth + 1) + self._at(right, depth + 1)
        return _UNKNOWN

    def _at(self, place: Place, depth: int) -> FoundTriggers:
        thing = self._resolver.one(place)
        return _UNKNOWN if thing is None else self.of(thing, depth)

    def _trigger(self, thing: External) -> FoundTriggers:
        if thing.name not in (TRIGGER_CRON, TRIGGER_EVENT) or thing.made is None:
            return _UNKNOWN
        event = None
        for keyword in getattr(thing.made.node, "keywords", ()):
            if keyword.arg == "event" and thing.name == TRIGGER_EVENT:
                event = self._texts.fold(thing.made.at(keyword.value))
        found = FoundTrigger(thing.name == TRIGGER_CRON, event, thing.made)
        return FoundTriggers((found,), complete=True)


def _may_change(place: Place) -> bool:
    """Whether something in its module may change the list that begins at a place."""
    for bindings in place.module.bindings(place.scope).values():
        for binding in bindings:
            if binding.value is place.node:
                pattern = _CHANGED.format(re.escape(binding.name))
                return re.search(pattern, place.module.text) is not None
    return False
