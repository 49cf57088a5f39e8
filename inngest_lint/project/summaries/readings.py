"""Reads the code of callables: what each of them does itself."""

from __future__ import annotations

import ast
from collections.abc import Set

from inngest_lint.once import cached_property
from inngest_lint.project.code.arguments import argument, given, parameters
from inngest_lint.project.code.callees import Callee, Callees
from inngest_lint.project.code.overrides import Overrides, is_stub
from inngest_lint.project.code.receiving import Receiving, Symbols, matters
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.deeds import Deeds, Edge, Outside, Raise, Sent, Step, dotted
from inngest_lint.project.summaries.errors import Errors, computes
from inngest_lint.project.summaries.fickle import Fickle
from inngest_lint.project.summaries.named import is_named, name_among
from inngest_lint.project.summaries.passed_on import PassedOn
from inngest_lint.project.summaries.templates import Template, Templates
from inngest_lint.project.summaries.walks import Ran, ran_by
from inngest_lint.sdk.loggers import is_log
from inngest_lint.sdk.names import (
    ATTEMPT,
    CLIENT_SEND,
    CLIENT_SENDS,
    CONTEXT,
    EVENT,
    GROUP,
    STEP,
    STEP_DECORATOR,
    STEP_FUNCTION,
    STEP_RUN,
    STEP_SEND_EVENT,
    is_step,
)
from inngest_lint.sdk.nondeterminism import is_among, source_of_call
from inngest_lint.sdk.python import (
    LOG_METHODS,
    MUTATORS,
    PLAIN_DECORATORS,
    READING_METHODS,
    TASKS,
    is_standard,
)
from inngest_lint.sdk.side_effects import CHANGING_MODES, OPEN, side_effect_of
from inngest_lint.sdk.waiting import SLEEPS, blocks
from inngest_lint.settings import Settings

_SENDING_METHODS = ("send", "send_sync")
# Decorators that leave what a function does what it is.
_TRANSPARENT = frozenset(
    "builtins.staticmethod builtins.classmethod functools.wraps functools.wraps() "
    "functools.cache functools.lru_cache functools.lru_cache() typing.overload typing.override "
    "contextlib.contextmanager contextlib.asynccontextmanager".split()
)


class Reader:
    """Reads the code of callables."""

    def __init__(
        self, resolver: Resolver, templates: Templates, overrides: Overrides, settings: Settings
    ) -> None:
        self._resolver = resolver
        self._overrides = overrides
        self._templates = templates
        self._symbols = Symbols(resolver)
        self._callees = Callees(resolver)
        self._errors = Errors(resolver)
        self._fickle = Fickle(resolver, self._callees, settings)
        self._named = settings.side_effects
        self._pure = settings.pure

    def read(self, function: Place, receiving: Receiving) -> Deeds:
        """What `function` does when its parameters hold what is told."""
        return _Reading(self, function, receiving).deeds


class _Reading:
    """One reading of one callable."""

    def __init__(self, reader: Reader, function: Place, receiving: Receiving) -> None:
        self._resolver = reader._resolver
        self._templates = reader._templates
        self._symbols = reader._symbols
        self._callees = reader._callees
        self._overrides = reader._overrides
        self._errors = reader._errors
        self._fickle = reader._fickle
        self._named = reader._named
        self._pure = reader._pure
        self._function = function
        self._receiving = receiving
        self._is_step = False  # its code is a step handler
        self._is_elsewhere = False  # a decorator may run it in another thread
        self.deeds = Deeds()
        self._decorators()
        if is_stub(function):
            self.deeds.unclear.append(function)
        for ran in ran_by(function):
            node = ran.place.node
            if isinstance(node, ast.Call):
                self._call(ran, node)
            elif isinstance(node, ast.Raise):
                self._raise(ran, node)
            elif isinstance(node, (ast.Yield, ast.YieldFrom)):
                self.deeds.yields = True
        self.deeds.computes = self.deeds.computes or computes(function.node)

    def _decorators(self) -> None:
        """What its decorators make of it: a step, or something unknown."""
        for decorator in getattr(self._function.node, "decorator_list", ()):
            place = self._function.at(decorator)
            symbol = self._resolver.symbol(place)
            if symbol == STEP_DECORATOR and isinstance(decorator, ast.Call):
                step_id = self._text(place, argument(decorator, "step_id", 0))
                self.deeds.steps.append(
                    Step(STEP_FUNCTION, step_id, place, dotted(decorator.func), tested=False)
                )
                self._is_step = True
            elif symbol not in _TRANSPARENT:
                self.deeds.unclear.append(place)
                self._is_elsewhere = self._is_elsewhere or symbol not in PLAIN_DECORATORS

    def _symbol(self, place: Place) -> str:
        return self._symbols.of(place, self._function, self._receiving)

    def _call(self, ran: Ran, call: ast.Call) -> None:
        place, deeds = ran.place, self.deeds
        symbol = self._symbol(place.at(call.func))
        in_step = self._is_in_step(ran)
        in_thread = self._is_elsewhere or bool(ran.given_to)
        if is_step(symbol):
            step_id = argument(call, "step_id", 0)
            text = self._text(place, step_id)
            deeds.steps.append(Step(symbol, text, place, dotted(call.func), self._is_tested(ran)))
            deeds.used |= self._passed_on.to_step(call, symbol)
            self._of_step(ran, call, symbol)
        elif symbol in CLIENT_SENDS or self._may_be_client(place, call):
            self._send(ran, call, argument(call, "events", 0), once=in_step)
            name = dotted(call.func)
            deeds.outside.append(Outside(CLIENT_SEND, in_step, in_thread, place, name))
        else:
            if self._reaches_out(call, symbol):
                name = dotted(call.func) or symbol
                deeds.outside.append(Outside(symbol, in_step, in_thread, place, name))
                return
            callees = self._callees.of(place)
            overriding = self._overriding(place.at(call.func), *self._places(place, call, 0))
            for callee in overriding or callees:
                named = name_among(callee.function, self._named) if self._named else ""
                if named:
                    name = dotted(call.func)
                    deeds.outside.append(Outside(named, in_step, in_thread, place, name))
                elif not (self._pure and is_named(callee.function, self._pure)):
                    edge = self._edge(callee, ran, in_step=in_step)
                    deeds.edges.append(edge._replace(is_override=bool(overriding)))
            if callees or _is_log(call.func):
                return
            if self._is_known(place, call, symbol):
                deeds.computes = True
            else:
                deeds.unclear.append(place)

    def _overriding(
        self, callee: Place, positional: list[Place], keywords: dict[str, Place]
    ) -> list[Callee]:
        """The methods that a call may come to, if subclasses override what it names."""
        return [
            each
            for method in self._overrides.called(callee)
            for each in self._callees.of_thing(method, positional, keywords)
        ]

    def _places(
        self, place: Place, call: ast.Call, skip: int
    ) -> tuple[list[Place], dict[str, Place]]:
        """The arguments of a call that stands at a place."""
        first, named = given(call, skip)
        return [place.at(each) for each in first], {n: place.at(e) for n, e in named.items()}

    def _of_step(self, ran: Ran, call: ast.Call, symbol: str) -> None:
        """What a step does with what it is given: an event to send, a step handler to run."""
        place = ran.place
        if symbol == STEP_SEND_EVENT:
            self._send(ran, call, argument(call, "events", 1), once=True)
        handler = argument(call, "handler", 1) if symbol == STEP_RUN else None
        if handler is None or isinstance(handler, ast.Lambda):
            return  # the code of a lambda counts where it stands
        if self._symbol(place.at(handler)) in CLIENT_SENDS:
            first, named = given(call, 2)
            events = named.get("events", first[0] if first else None)
            self._send(ran, call, events, once=True)
            return
        arguments = self._places(place, call, 2)
        overriding = self._overriding(place.at(handler), *arguments)
        called = overriding or self._callees.behind(place.at(handler), *arguments)
        edges = [self._edge(callee, ran, in_step=True) for callee in called]
        found = [each._replace(is_override=bool(overriding)) for each in edges]
        self.deeds.edges += found
        if not found and not self._is_known_symbol(self._symbol(place.at(handler))):
            self.deeds.unclear.append(place)

    def _send(self, ran: Ran, call: ast.Call, events: ast.expr | None, *, once: bool) -> None:
        self.deeds.used |= self._passed_on.inside(events)
        once = once or self._asks_for_attempt(ran) or self._is_tested(ran)
        name = dotted(call.func)
        listed = events.elts if isinstance(events, (ast.List, ast.Tuple)) else [events]
        for event in listed:
            text = (
                self._templates.event_name(ran.place.at(event), self._function)
                if event is not None
                else None
            )
            self.deeds.sends.append(Sent(text, once, ran.place, name))

    def _edge(self, callee: Callee, ran: Ran, *, in_step: bool) -> Edge:
        receiving = {name: self._symbol(place) for name, place in callee.received.items()}
        return Edge(
            callee.function,
            {name: symbol for name, symbol in receiving.items() if matters(symbol)},
            {name: self._given(place) for name, place in callee.received.items()},
            {name: self._passed_on.inside(place.node) for name, place in callee.received.items()},
            ran.place,
            getattr(callee.function.node, "name", "lambda"),
            in_step or self._asks_for_attempt(ran) or self._is_tested(ran),
            in_step,
            callee.handed_on or self._is_elsewhere or bool(ran.given_to),
            self._is_tested(ran),
            self._errors.caught(ran),
        )

    def _given(self, place: Place) -> Template | None:
        """How an argument looks in the strings made of it; an event stands for its name."""
        if self._templates.made_event(place) is not None:
            return self._templates.event_name(place, self._function)
        return self._templates.fold(place, self._function)

    @cached_property
    def _passed_on(self) -> PassedOn:
        return PassedOn(self._function)

    def _text(self, place: Place, node: ast.expr | None) -> Template | None:
        return None if node is None else self._templates.fold(place.at(node), self._function)

    def _is_tested(self, ran: Ran) -> bool:
        """Whether what the callable is given decides that something runs."""
        return any(self._mentions(test, self._given_names) for test in ran.tests)

    def _asks_for_attempt(self, ran: Ran) -> bool:
        """Whether a test of the attempt decides that something runs."""
        for node in (node for test in ran.tests for node in ast.walk(test)):
            if isinstance(node, ast.Attribute) and node.attr == "attempt":
                return True
            if isinstance(node, ast.Name) and self._symbol(ran.place.at(node)) == ATTEMPT:
                return True
        return False

    def _mentions(self, node: ast.expr, names: Set[str]) -> bool:
        """Whether one of these names stands in an expression, other than for the context."""
        function = self._function
        return any(
            isinstance(each, ast.Name)
            and each.id in names
            and not _makes_steps(self._symbol(Place(function.module, each, function.node)))  # type: ignore[arg-type]
            for each in ast.walk(node)
        )

    @cached_property
    def _given_names(self) -> frozenset[str]:
        """The names of parameters, and of what is made of them."""
        found = {arg.arg for arg in parameters(self._function)}
        bindings = self._function.module.tree.bindings(self._function.node)  # type: ignore[arg-type]
        size = 0
        while size < len(found):
            size = len(found)
            for name, bound in bindings.items():
                values = [each.value for each in bound if each.value is not None]
                if any(self._mentions(value, found) for value in values):
                    found.add(name)
        return frozenset(found)

    def _is_in_step(self, ran: Ran) -> bool:
        """Whether it stands in a lambda that `step.run` is given."""
        return self._is_step or any(
            self._symbol(ran.place.in_module(call.func)) == STEP_RUN for call in ran.given_to
        )

    def _may_be_client(self, place: Place, call: ast.Call) -> bool:
        """Whether it is a `send` of something unknown that is given events of Inngest."""
        if not isinstance(call.func, ast.Attribute) or call.func.attr not in _SENDING_METHODS:
            return False
        owner = self._resolver.all(place.at(call.func))
        if any(isinstance(each, Place) and each.is_function for each in owner):
            return False
        events = argument(call, "events", 0)
        listed = events.elts if isinstance(events, (ast.List, ast.Tuple)) else [events]
        return any(
            each is not None and self._resolver.symbol(place.at(each)) == EVENT for each in listed
        )

    def _reaches_out(self, call: ast.Call, symbol: str) -> bool:
        """Whether a call is one that the tables, or the settings, know to reach out."""
        if self._pure and is_among(symbol, self._pure):
            return False
        if self._named and is_among(symbol, self._named):
            return True
        if symbol in OPEN:
            return _changes(call)
        if symbol in TASKS:
            return key_of(call) in self._statements
        if symbol in SLEEPS or is_log(symbol):
            return True
        return side_effect_of(symbol) is not None or blocks(symbol)

    @cached_property
    def _statements(self) -> set[int]:
        """The keys of the expressions of whose value nothing is made."""
        nodes = ast.walk(self._function.node)
        return {key_of(node.value) for node in nodes if isinstance(node, ast.Expr)}

    def _is_known(self, place: Place, call: ast.Call, symbol: str) -> bool:
        """Whether a call of something outside the project is known to send nothing."""
        if self._is_known_symbol(symbol):
            return True
        things = self._resolver.all(place.at(call.func))
        if things and all(
            isinstance(t, Place) and isinstance(t.node, ast.ClassDef) for t in things
        ):
            return True  # a class without an `__init__` of its own
        return _is_harmless(call.func)

    def _is_known_symbol(self, symbol: str) -> bool:
        return bool(symbol) and (
            is_standard(symbol)
            or symbol.startswith(("builtins.", "inngest."))
            or source_of_call(symbol, 0) is not None
            or side_effect_of(symbol) is not None
        )

    def _raise(self, ran: Ran, node: ast.Raise) -> None:
        """An error that the callable raises itself, if it lets it out."""
        error = self._errors.raised(ran, node)
        if error is not None:
            by_chance = self._fickle.decides(ran.tests, self._function)
            self.deeds.raises.append(Raise(error, ran.place, self._is_step, by_chance))


def _is_harmless(callee: ast.expr) -> bool:
    """Whether a method of something unknown goes by a name that only reads, collects or logs."""
    if not isinstance(callee, ast.Attribute):
        return False
    if callee.attr in READING_METHODS:
        return True
    if callee.attr in MUTATORS:
        return isinstance(callee.value, ast.Name)
    return _is_log(callee)


def _is_log(callee: ast.expr) -> bool:
    """Whether a callee goes by the name of a method that logs."""
    if not isinstance(callee, ast.Attribute) or callee.attr not in LOG_METHODS:
        return False
    owner = dotted(callee.value).rpartition(".")[2].lower().strip("_")
    return owner.endswith(("logger", "logging")) or owner == "log"


def _makes_steps(symbol: str) -> bool:
    """Whether a parameter holds what steps are made with: whether it is there is no question."""
    return symbol in (CONTEXT, STEP, GROUP) or is_step(symbol)


def _changes(call: ast.Call) -> bool:
    """Whether the mode of an `open` lets it change the file."""
    modes = [*call.args[:2], *(k.value for k in call.keywords if k.arg == "mode")]
    return any(
        isinstance(mode, ast.Constant)
        and isinstance(mode.value, str)
        and len(mode.value) <= 3
        and not CHANGING_MODES.isdisjoint(mode.value)
        for mode in modes
    )
