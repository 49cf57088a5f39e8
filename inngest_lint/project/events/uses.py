"""The events of a project: which names are sent, and which start, cancel or resume a function."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from enum import Enum, auto
from typing import NamedTuple, TypeAlias

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.functions import InngestFunctions
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.naming import last_name
from inngest_lint.project.code.receiving import Symbols
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.project.events.names import EventNames
from inngest_lint.sdk.event_names import matches
from inngest_lint.sdk.names import CONTEXT, STEP_WAIT_FOR_EVENT

Position: TypeAlias = tuple[str, int, int]  # a path, a row, and a column


class Use(Enum):
    """What is done with an event."""

    SEND = auto()
    TRIGGER = auto()
    CANCEL = auto()
    WAIT = auto()


class EventUse(NamedTuple):
    """One use of an event: its name, and where that is written.

    `is_known` tells that the name is this one for sure; else it is a pattern, with `*` for what is
    not known, or the use may be none.
    """

    name: str
    use: Use
    place: Place
    is_known: bool

    @property
    def is_send(self) -> bool:
        """Whether the event is made here, and not taken."""
        return self.use is Use.SEND


# What makes a use of its keyword.
_MAKERS = {
    "inngest.Event": ("name", Use.SEND),
    "inngest.TriggerEvent": ("event", Use.TRIGGER),
    "inngest.Cancel": ("event", Use.CANCEL),
    STEP_WAIT_FOR_EVENT: ("event", Use.WAIT),
}
_OTHER_EVENTS = frozenset({"model_validate", "parse_obj", "model_construct", "construct"})
_COPIES = frozenset({"model_copy", "copy"})  # of an event, and what else is called so
_LAST = frozenset({*(name.rpartition(".")[2] for name in _MAKERS), *_OTHER_EVENTS, *_COPIES})
_WORDS = ("Event", "Cancel", "wait_for_event")  # a module without them uses no event


class Events:
    """Finds every use of an event in the modules behind the gate."""

    def __init__(
        self, modules: Modules, resolver: Resolver, functions: InngestFunctions, names: EventNames
    ) -> None:
        self._modules = modules
        self._resolver = resolver
        self._functions = functions
        self._names = names
        self._symbols = Symbols(resolver)
        self._of: dict[ModuleFacts, Mapping[EventUse, Position]] = {}

    @cached_property
    def uses(self) -> list[EventUse]:
        """Every use, in the order of paths and lines."""
        found: dict[EventUse, Position] = {}
        for module in self._modules.behind_gate:
            found.update(self.of(module))
        return sorted(found, key=lambda use: found[use])

    def of(self, module: ModuleFacts) -> Mapping[EventUse, Position]:
        """The uses in a module, and where each of them stands."""
        if module not in self._of:
            is_using = any(word in module.text for word in _WORDS)
            uses = self._in(module) if is_using and not self._functions.is_mocked(module) else ()
            self._of[module] = {use: position(use.place) for use in uses}
        return self._of[module]

    def sends(self, name: str) -> list[EventUse]:
        """What sends an event, or may."""
        return self._matching(name, send=True)

    def takers(self, name: str) -> list[EventUse]:
        """What takes an event, or may."""
        return self._matching(name, send=False)

    def made_by(self, call: Place) -> list[EventUse]:
        """The uses that one call of `inngest.Event(…)` or the like makes."""
        node = call.node
        if not isinstance(node, ast.Call):
            return []
        symbol = self._resolver.symbol(call.at(node.func))
        if symbol in _MAKERS:
            keyword, use = _MAKERS[symbol]
            return list(self._named(call, keyword, use))
        return []

    def _matching(self, name: str, *, send: bool) -> list[EventUse]:
        by_name = self._by_name[send]
        if "*" in name:
            return [use for key in by_name if matches(key, name) for use in by_name[key]]
        patterns = [key for key in self._patterns[send] if matches(key, name)]
        return [use for key in (name, *patterns) for use in by_name.get(key, ())]

    @cached_property
    def _patterns(self) -> dict[bool, list[str]]:
        return {send: [key for key in by if "*" in key] for send, by in self._by_name.items()}

    @cached_property
    def _by_name(self) -> dict[bool, dict[str, list[EventUse]]]:
        found: dict[bool, dict[str, list[EventUse]]] = {True: {}, False: {}}
        for use in self.uses:
            found[use.is_send].setdefault(use.name, []).append(use)
        return found

    def _in(self, module: ModuleFacts) -> Iterator[EventUse]:
        names = _LAST | _aliases(module)
        for site in module.tree.calling(names | {"partial"}):
            node = site.node
            if isinstance(node, ast.Call):
                place = Place(module, node, site.scope)
                last = last_name(node.func)
                if last in names:
                    yield from self.made_by(place) or self._other(place, last)
                elif last == "partial" and node.args and last_name(node.args[0]) in names:
                    yield from self._partial(place, node)
        for definition, scope in module.tree.definitions:
            if isinstance(definition, ast.ClassDef):
                for base in definition.bases:
                    if last_name(base) in names:
                        place = Place(module, base, scope)
                        if self._resolver.symbol(place) == "inngest.Event":
                            yield EventUse("*", Use.SEND, place, False)

    def _other(self, call: Place, last: str) -> Iterator[EventUse]:
        """Events made of data, copied with changes, or waited for by a step of no known context."""
        node = call.node
        func = node.func if isinstance(node, ast.Call) else node
        if not isinstance(func, ast.Attribute):
            return
        owner = self._resolver.symbol(call.at(func.value))
        if last in _OTHER_EVENTS and owner == "inngest.Event":
            yield EventUse("*", Use.SEND, call, False)
        elif last in _COPIES and owner in ("", "inngest.Event()") and _keyword(node, "update"):
            yield EventUse("*", Use.SEND, call, False)
        elif last == "wait_for_event" and not owner:
            for use in self._named(call, "event", Use.WAIT):
                yield use if self._is_of_context(call.at(func)) else use._replace(is_known=False)

    def _partial(self, call: Place, node: ast.Call) -> Iterator[EventUse]:
        if self._resolver.symbol(call.at(node.func)) == "functools.partial":
            made = _MAKERS.get(self._resolver.symbol(call.at(node.args[0])))
            if made is not None:
                keyword, use = made
                if _keyword(node, keyword) is None:
                    yield EventUse("*", use, call, False)
                yield from self._named(call, keyword, use)

    def _named(self, call: Place, keyword: str, use: Use) -> Iterator[EventUse]:
        """The uses that a keyword of a call names; of unknown keywords each can be the one."""
        value = _keyword(call.node, keyword)
        if value is not None:
            for name in self._names.of(call.at(value)):
                yield EventUse(name.text, use, name.place, name.is_known)
        elif _keyword(call.node, None) is not None:
            yield EventUse("*", use, call, False)

    def _is_of_context(self, func: Place) -> bool:
        """Whether it is `ctx.step.wait_for_event` in a handler that does not say what `ctx` is."""
        for function in self._functions.of(func.module):
            args = getattr(function.handler and function.handler.node, "args", None)
            if isinstance(args, ast.arguments) and function.handler is not None:
                first = [arg.arg for arg in (*args.posonlyargs, *args.args)][:1]
                given = dict.fromkeys(first, CONTEXT)
                if self._symbols.of(func, function.handler, given) == STEP_WAIT_FOR_EVENT:
                    return True
        return False


def position(place: Place) -> Position:
    """Where a place stands, to sort by."""
    return str(place.module.path), place.row, getattr(place.node, "col_offset", 0)


def _keyword(call: ast.AST, name: str | None) -> ast.expr | None:
    for keyword in getattr(call, "keywords", ()):
        if keyword.arg == name:
            return keyword.value  # type: ignore[no-any-return]
    return None


def _aliases(module: ModuleFacts) -> set[str]:
    """What a module calls the classes of events, if otherwise than Inngest does."""
    found = set()
    for bindings in module.tree.top.values():
        for binding in bindings:
            if binding.kind is Kind.IMPORT:
                meant = binding.target.rpartition(".")[2]
            elif binding.kind is Kind.VALUE and binding.value is not None:
                meant = last_name(binding.value)
            else:
                continue
            if meant in _LAST:
                found.add(binding.name)
    return found
