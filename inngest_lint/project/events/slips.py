"""The names of events that nobody uses on the other side, and that a slip of the pen explains.

Two names can be like each other and right: what a function takes as an order it reports as done
(`report/create`, `report/created`), and other programs send and take events too. So a letter that
differs counts only in a word that the project says nowhere else, an inflection only where neither
name has an other side, and nothing where one function deals with both names.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import Scope
from inngest_lint.project.code.callees import Callees
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.things import External, Place
from inngest_lint.project.events.uses import Events, EventUse, position
from inngest_lint.sdk.event_names import (
    RESERVED,
    Difference,
    Slip,
    difference,
    likenesses,
    matches,
    words,
)

_DEEPEST = 6  # helpers that call helpers


class Misspelt(NamedTuple):
    """A use of a name that nobody uses on the other side, and the use of the name that is meant."""

    use: EventUse
    meant: EventUse


class _Group(NamedTuple):
    """The uses of one name on one side."""

    name: str
    uses: list[EventUse]

    @property
    def is_sent(self) -> bool:
        return self.uses[0].is_send


class EventSlips:
    """Compares the names of events."""

    def __init__(
        self,
        modules: Modules,
        resolver: Resolver,
        events: Events,
        functions: list[InngestFunction],
        external: tuple[str, ...],
    ) -> None:
        self._modules = modules
        self._resolver = resolver
        self._callees = Callees(resolver)
        self._events = events
        self._functions = functions
        self._external = external

    def orphans(self, *, sent: bool) -> Iterator[EventUse]:
        """The uses of names that nobody uses on the other side, or may."""
        for group in self._groups:
            if group.is_sent is sent and self._is_orphan(group):
                yield from group.uses

    def misspelt(self) -> Iterator[Misspelt]:
        """Every use of a name that is a slip for another, in the order of paths and lines."""
        found = [
            Misspelt(use, meant)
            for group in self._groups
            if "*" not in group.name and self._is_orphan(group)
            if (meant := self._meant(group)) is not None
            for use in group.uses
        ]
        return iter(sorted(found, key=lambda each: position(each.use.place)))

    @cached_property
    def _groups(self) -> list[_Group]:
        found: dict[tuple[str, bool], list[EventUse]] = {}
        for use in self._events.uses:
            if use.is_known and not use.name.startswith(RESERVED):
                found.setdefault((use.name, use.is_send), []).append(use)
        return [_Group(name, uses) for (name, _), uses in found.items()]

    @cached_property
    def _like(self) -> dict[tuple[str, ...], list[_Group]]:
        """The names without `*`, by the likenesses that several of them share.

        Not each has to be compared with each.
        """
        found: dict[tuple[str, ...], list[_Group]] = {}
        for group in self._groups:
            for key in likenesses(group.name) if "*" not in group.name else ():
                found.setdefault(key, []).append(group)
        return {key: groups for key, groups in found.items() if len(groups) > 1}

    def _is_orphan(self, group: _Group) -> bool:
        if any(matches(pattern, group.name) for pattern in self._external):
            return False
        return not (self._events.takers if group.is_sent else self._events.sends)(group.name)

    def _meant(self, group: _Group) -> EventUse | None:
        """A use of the name that is meant; None if the name may be right as it is."""
        near: list[tuple[Slip, _Group]] = []
        like = (each for key in likenesses(group.name) for each in self._like.get(key, ()))
        others = {each.name: each for each in like if each.is_sent is not group.is_sent}
        for other in others.values():
            slip = self._slip(group, other)
            if slip is not None:
                near.append((slip, other))
        near.sort(key=lambda each: (each[0], each[1].name))
        if not near or self._is_said_elsewhere(group):
            return None
        return near[0][1].uses[0]

    def _slip(self, group: _Group, other: _Group) -> Slip | None:
        """The slip that makes the one name of the other, if it is more likely than two events."""
        found = difference(group.name, other.name)
        if found is None or (found.slip is Slip.EDIT and self._is_used(found.word, group.name)):
            return None
        if self._is_orphan(other) and not self._is_said_elsewhere(other):
            back = difference(other.name, group.name)
            if self._is_slip_too(back, other) and _weight(other) < _weight(group):
                return None  # it is reported instead
        elif found.slip is Slip.INFLECTION or len(group.uses) > 1:
            return None
        return None if self._share_a_function(group, other) else found.slip

    def _is_slip_too(self, back: Difference | None, other: _Group) -> bool:
        if back is None:
            return False
        return back.slip is not Slip.EDIT or not self._is_used(back.word, other.name)

    def _is_said_elsewhere(self, group: _Group) -> bool:
        """Whether the name stands in more strings than are understood."""
        text = re.compile("(?P<quote>['\"])" + re.escape(group.name) + "(?P=quote)")
        modules = self._modules.saying(group.name)
        return sum(len(text.findall(module.text)) for module in modules) > len(group.uses)

    def _is_used(self, word: str, name: str) -> bool:
        """Whether the project says a word elsewhere than in the name of an event."""
        quoted = re.compile(f"['\"]{re.escape(name)}['\"]")
        return any(
            word in words(quoted.sub("", module.text))
            for module in self._modules.behind_gate
            if word in module.text.lower()
        )

    def _share_a_function(self, group: _Group, other: _Group) -> bool:
        return any(
            self._deals_with(function, group) and self._deals_with(function, other)
            for function in self._functions
        )

    def _deals_with(self, function: InngestFunction, group: _Group) -> bool:
        scopes = self._scopes(function)
        return any(
            use.place.key in self._settings(function)
            or not scopes.isdisjoint(_scopes_around(use.place.scope, use.place.module))
            for use in group.uses
        )

    def _settings(self, function: InngestFunction) -> set[int]:
        """The keys of what stands in the calls that make a function, and in the lists there."""
        found = {*_keys_in(function.made), *_keys_in(function.site)}
        for name in ("trigger", "cancel"):
            argument = function.given.get(name)
            for thing in self._resolver.all(argument) if argument is not None else ():
                made = thing.made if isinstance(thing, External) else thing
                if isinstance(made, Place) and not isinstance(made.node, ast.Module):
                    found.update(_keys_in(made))
                    for element in getattr(made.node, "elts", ()):
                        item = self._resolver.one(made.at(element))
                        if isinstance(item, External) and item.made is not None:
                            found.update(_keys_in(item.made))
        return found

    def _scopes(self, function: InngestFunction) -> set[int]:
        """The keys of the handler and of what it calls, also by way of others."""
        found: set[int] = set()
        waiting = [(function.handler, 0)] if function.handler is not None else []
        for place, depth in waiting:
            if place.key in found or depth > _DEEPEST:
                continue
            found.add(place.key)
            for site in place.module.tree.calls:
                if place.key in _scopes_around(site.scope, place.module):
                    for callee in self._callees.of(Place(place.module, site.node, site.scope)):
                        waiting.append((callee.function, depth + 1))
        return found


def _weight(group: _Group) -> tuple[int, bool]:
    """Of two names that are slips for each other the lighter one is reported."""
    return len(group.uses), not group.is_sent


def _keys_in(place: Place) -> Iterator[int]:
    return map(key_of, nodes_in(place.node))


def _scopes_around(scope: Scope, module: ModuleFacts) -> list[int]:
    """The keys of a scope and of those around it."""
    found = [key_of(scope)]
    while not isinstance(scope, ast.Module):
        scope = module.tree.outer(scope)
        found.append(key_of(scope))
    return found
