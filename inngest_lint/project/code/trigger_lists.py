"""The triggers that an expression of the project stands for, where it is read for a use too."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.environment import Environment
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import nodes_in
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place, Thing
from inngest_lint.sdk.names import TRIGGER_CRON, TRIGGER_EVENT

_DEEPEST = 20
_CHANGED = r"\b{}\s*(\+=|\.(append|extend|insert|remove|pop|clear)\b|\[[^]]*\]\s*=[^=])"


class FoundTrigger(NamedTuple):
    """A cron, or an event by its name; the name is None where it cannot be told.

    It is `plain` if nothing but the cron or the name decides when it starts a function.
    """

    is_cron: bool
    event: str | None
    place: Place
    plain: bool


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
    """Reads triggers and lists of them: literals, sums, elements with a star, what is appended."""

    def __init__(self, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._nothing = Environment(resolver, texts)

    def of(self, thing: Thing) -> FoundTriggers:
        """What something resolved is: a trigger, or a list of some."""
        return self._of_thing(thing, self._nothing, 0)

    def at(self, place: Place, environment: Environment) -> FoundTriggers:
        """What an expression of a wrapper stands for in one use of it."""
        return self._at(place, environment, 0)

    def _of_thing(self, thing: Thing, environment: Environment, depth: int) -> FoundTriggers:
        if isinstance(thing, External):
            return self._trigger(thing, environment)
        if not isinstance(thing, Place) or depth > _DEEPEST or _may_change(thing):
            return _UNKNOWN
        return self._literal(thing, environment, depth)

    def _at(self, place: Place, environment: Environment, depth: int) -> FoundTriggers:
        place = environment.follow(place)
        home = _home(place)
        if home is not None and depth <= _DEEPEST:
            return self._filled(place, home, environment, depth)
        thing = self._resolver.one(place)
        return _UNKNOWN if thing is None else self._of_thing(thing, environment, depth)

    def _literal(self, place: Place, environment: Environment, depth: int) -> FoundTriggers:
        node = place.node
        if isinstance(node, ast.List):
            found = _NONE
            for element in node.elts:
                inner = element.value if isinstance(element, ast.Starred) else element
                found += self._at(place.at(inner), environment, depth + 1)
            return found
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = place.at(node.left), place.at(node.right)
            later = self._at(right, environment, depth + 1)
            return self._at(left, environment, depth + 1) + later
        return _UNKNOWN

    def _filled(
        self, place: Place, home: Place, environment: Environment, depth: int
    ) -> FoundTriggers:
        """What a local name stands for where it is read: for a nested `def` in the end."""
        name = getattr(place.node, "id", "")
        found = _UNKNOWN
        for statement in environment.running(home):
            if place.is_in(home.node) and any(map(place.is_node, nodes_in(statement))):
                return found
            change = _change_of(statement, name)
            if change is None:
                continue
            value, is_new = change
            if value is None:
                return _UNKNOWN
            at = Place(home.module, value, home.node)  # type: ignore[arg-type]
            if isinstance(value, ast.List):
                added = self._literal(at, environment, depth + 1)
            else:
                added = self._at(at, environment, depth + 1)
            found = added if is_new else found + added
        return found

    def _trigger(self, thing: External, environment: Environment) -> FoundTriggers:
        if thing.name not in (TRIGGER_CRON, TRIGGER_EVENT) or thing.made is None:
            return _UNKNOWN
        given = environment.given(thing.made)
        event = given.keywords.get("event") if thing.name == TRIGGER_EVENT else None
        text = environment.text(event) if event is not None else None
        plain = given.complete and len(given.keywords) == 1
        found = FoundTrigger(thing.name == TRIGGER_CRON, text, thing.made, plain)
        return FoundTriggers((found,), complete=True)


class _Change(NamedTuple):
    """What a statement makes of a list: a new one, or one with more; of no value unknown."""

    value: ast.expr | None
    is_new: bool = False


def _change_of(statement: ast.AST, name: str) -> _Change | None:
    """How a statement changes what a name stands for; None if it does not."""
    if isinstance(statement, ast.Assign) and _is_name(statement.targets[0], name):
        return _Change(statement.value, is_new=True)
    if isinstance(statement, ast.AnnAssign) and _is_name(statement.target, name):
        return _Change(statement.value, is_new=True)
    if isinstance(statement, ast.AugAssign) and _is_name(statement.target, name):
        return _Change(statement.value)
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 1:
        if _is_name(call.func.value, name) and call.func.attr in ("append", "extend"):
            return _Change(call.args[0])
    return _Change(None) if _may_be_changed(statement, name) else None


def _may_be_changed(statement: ast.AST, name: str) -> bool:
    """Whether a statement does more with a name than to read it or to hand it on by keyword."""
    used: set[ast.AST] = set()
    for node in ast.walk(statement):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            used.add(node.value)
        elif isinstance(node, ast.Call):
            used.update(node.args)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            used.add(node)
    return any(_is_name(node, name) for node in used)


def _is_name(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _home(place: Place) -> Place | None:
    """The function that binds a local name, and nothing but values to it."""
    node, at = place.node, place.scope
    if not isinstance(node, ast.Name):
        return None
    while not isinstance(at, ast.Module):
        bound = place.module.tree.bindings(at).get(node.id)
        if bound:
            values = all(binding.kind in (Kind.VALUE, Kind.CHANGE) for binding in bound)
            return Place(place.module, at, place.module.tree.outer(at)) if values else None
        at = place.module.tree.outer(at)
    return None


def _may_change(place: Place) -> bool:
    """Whether something in its module may change the list that begins at a place."""
    for bindings in place.module.tree.bindings(place.scope).values():
        for binding in bindings:
            if place.is_node(binding.value):
                pattern = _CHANGED.format(re.escape(binding.name))
                return re.search(pattern, place.module.text) is not None
    return False
