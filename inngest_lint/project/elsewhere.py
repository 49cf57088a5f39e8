"""What a file under check can ask about the symbols of other modules.

A symbol is a dotted name as the file spells it: `app.events.FAILED`, `.clients.get_client()`. An
answer is None where the symbol is none of the project, or stands for nothing that can be told.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

from inngest_lint.project.answers import or_nothing
from inngest_lint.project.code.arguments import defaults, is_method, parameters, received
from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.lineage import Lineage, outside
from inngest_lint.project.code.receiving import matters
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.project.code.trigger_lists import FoundTriggers, TriggerLists
from inngest_lint.project.own_code import OwnCode
from inngest_lint.project.summaries.chains import Chain, written
from inngest_lint.project.summaries.chance import Chance
from inngest_lint.project.summaries.summaries import Summary
from inngest_lint.project.summaries.takers import Taken
from inngest_lint.project.summaries.templates import Template
from inngest_lint.project.view import View, may_be_of_project
from inngest_lint.sdk.names import CLIENT, CONTEXT

# An argument of a call, by its position or its keyword.
Key: TypeAlias = int | str


class Run(NamedTuple):
    """A call of a callable elsewhere: what it does, and which argument each parameter receives.

    `defaults` are the strings that parameters hold which are given nothing.
    """

    summary: Summary
    received: Mapping[str, Key]
    defaults: Mapping[str, Template | None]


class Elsewhere:
    """The project as one file asks about it; nothing is read before a symbol of it is asked.

    `own` is what it knows of the file itself.
    """

    def __init__(self, view: View) -> None:
        self.own = OwnCode(view)
        self._view = view
        self._things: dict[str, list[Thing]] = {}
        self._runs: dict[tuple[object, ...], Run | None] = {}
        self._texts: dict[tuple[str, bool], str | None] = {}

    @or_nothing
    def text(self, symbol: str, *, formatted: bool = False) -> str | None:
        """The string that a constant, a class attribute or a member of an enum is.

        With `formatted` as it looks in an f-string, where numbers do too.
        """
        key = symbol, formatted
        if key not in self._texts:
            known = self.may_show(symbol) and "()" not in symbol
            self._texts[key] = self._text(symbol, formatted) if known else None
        return self._texts[key]

    @or_nothing
    def is_client(self, symbol: str) -> bool | None:
        """Whether it is a client of Inngest."""
        things = self._of_project(symbol)
        if not things:
            return None
        clients = [isinstance(each, External) and each.name == CLIENT for each in things]
        if all(clients):
            return True
        return None if any(clients) or any(map(_is_open, things)) else False

    @or_nothing
    def meaning(self, symbol: str) -> str | None:
        """The symbol outside the project that one of it stands for; empty if it is its own code.

        None if the project does not show it.
        """
        things = self._of_project(symbol)
        names = {each.name if isinstance(each, External) else "" for each in things}
        return names.pop() if len(names) == 1 else "" if names else None

    @or_nothing
    def returned_chance(self, symbol: str) -> Chance | None:
        """What makes the result of calling it differ between requests."""
        function = self._function(symbol)
        return self._view.project.summaries.chances.returned(function) if function else None

    @or_nothing
    def chance(self, symbol: str) -> Chance | None:
        """What makes the value of a constant differ between processes."""
        if "()" in symbol:
            return None
        owner, _, name = symbol.rpartition(".")
        for thing in self._of_project(owner):
            if isinstance(thing, Place) and isinstance(thing.node, ast.Module):
                bindings = thing.module.tree.top.get(name, [])
                if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                    return self._view.project.summaries.chances.of(thing.at(bindings[0].value))
        return None

    def always_raises(self, symbol: str) -> bool:
        """Whether calling it surely ends in an error."""
        return bool(self._always_raises(symbol))

    @or_nothing
    def _always_raises(self, symbol: str) -> bool | None:
        function = self._function(symbol)
        return self._view.project.summaries.always_raises(function) if function else None

    @or_nothing
    def run(
        self, symbol: str, positional: Sequence[str], keywords: Mapping[str, str]
    ) -> Run | None:
        """What calling it does, when the arguments stand for these symbols."""
        key = symbol, tuple(positional), tuple(keywords.items())
        if key not in self._runs:
            self._runs[key] = self._run(symbol, positional, keywords)
        return self._runs[key]

    def makes_steps_of(self, symbol: str) -> bool:
        """Whether calling it with a context, as the first argument, makes steps."""
        run = self.run(symbol, (CONTEXT,), {})
        return run is not None and run.summary.makes_steps

    @or_nothing
    def overriding(
        self,
        path: Sequence[str],
        name: str,
        positional: Sequence[str],
        keywords: Mapping[str, str],
    ) -> list[Run] | None:
        """What the methods do that a call may come to, as subclasses override one of the file.

        `path` are the names that lead to its class.
        """
        cls = self.own.definition(path)
        methods = self._view.project.overrides.of(cls, name) if cls is not None else []
        return [self._run_of(each, positional, keywords) for each in methods]

    @or_nothing
    def taken(self, symbol: str, key: Key) -> Taken | None:
        """What takes an awaitable that it is given, and runs it beside what calls it."""
        function = self._function(symbol)
        if function is None:
            return None
        if isinstance(key, int) and is_method(function):
            key += 1
        return self._view.project.takers.argument(function, key)

    @or_nothing
    def triggers(self, symbol: str) -> FoundTriggers | None:
        """The triggers that a name stands for, alone or in a list."""
        things = self._of_project(symbol)
        if len(things) != 1:
            return None
        project = self._view.project
        return TriggerLists(project.resolver, project.texts).of(things[0])

    @or_nothing
    def context(self, symbol: str) -> str | None:
        """The context, or what hangs on it, that an attribute of an object holds."""
        return self._view.project.contexts.of(self._of_project(symbol))

    @property
    def facts(self) -> ModuleFacts:
        """The file as the project knows it."""
        return self._view.facts

    @or_nothing
    def is_wrapper(self, symbol: str) -> bool | None:
        """Whether it may make Inngest functions of what it is given; a cheap question."""
        if not self._of_project(symbol):
            return None
        return self._view.project.wrappers.may_be(symbol.replace("()", "").rpartition(".")[2])

    @or_nothing
    def triggers_of(self, function: InngestFunction) -> FoundTriggers | None:
        """What starts a function that a wrapper makes."""
        trigger, project = function.given.get("trigger"), self._view.project
        if trigger is None or function.use is None:
            return None
        lists = TriggerLists(project.resolver, project.texts)
        return lists.at(trigger, function.use.environment)

    @or_nothing
    def given_context(self, function: Place) -> Summary | None:
        """What a function of the project does when Inngest runs it."""
        first = [arg.arg for arg in parameters(function)[:1]]
        return self._view.project.summaries.of(function, dict.fromkeys(first, CONTEXT))

    @or_nothing
    def function_at(self, place: Place) -> Place | None:
        """The function that an expression of any module stands for."""
        thing = self._view.project.resolver.one(place)
        return thing if isinstance(thing, Place) and thing.is_function else None

    @or_nothing
    def error(self, symbol: str) -> Lineage | None:
        """The class of errors that a symbol stands for, one outside the project too."""
        if "()" in symbol:
            return None
        things = self._of_project(symbol)
        if not things:
            return outside(symbol) if symbol and not symbol.startswith(".") else None
        return self._view.project.lineages.of(things[0]) if len(things) == 1 else None

    def app_of(self, fn_id: str) -> str | None:
        """The id of the app of the only function with this id; None if it is not known."""
        project = self._view.project
        apps = set()
        for each in project.functions:
            if each.id == fn_id:
                apps.add(project.registry.clients.key(each.client))
        app = apps.pop() if len(apps) == 1 else None
        return app if isinstance(app, str) else None

    def function_ids(self) -> frozenset[str]:
        """The ids of all functions of the project, as far as they are known."""
        ids = (each.id for each in self._view.project.functions)
        return frozenset(each for each in ids if each is not None)

    @or_nothing
    def is_async(self, symbol: str) -> bool | None:
        """Whether a function must be awaited; None where a decorator decides."""
        things = self._of_project(symbol)
        node = things[0].node if len(things) == 1 and isinstance(things[0], Place) else None
        if isinstance(node, ast.Lambda):
            return False
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or node.decorator_list:
            return None
        return isinstance(node, ast.AsyncFunctionDef)

    def may_show(self, symbol: str) -> bool:
        """Whether a symbol may be of another module of the project, as its name goes."""
        return may_be_of_project(symbol)

    @or_nothing
    def shows(self, symbol: str) -> bool | None:
        """Whether the project has something for a symbol; any other is of code nobody knows."""
        return bool(self._of_project(symbol))

    def written(self, chain: Chain) -> str:
        """A reason chain as a message has it."""
        return written(chain, self._view.project.root)

    def _of_project(self, symbol: str) -> list[Thing]:
        """What a symbol stands for; empty if the project does not show it."""
        found = self._things.get(symbol)
        if found is None:
            found = []
            if self.may_show(symbol):
                found = self._view.lookup(symbol)
                if [each for each in found if isinstance(each, External) and each.name == symbol]:
                    found = []  # nothing of the project has led to it
            self._things[symbol] = found
        return found

    def _function(self, symbol: str) -> Place | None:
        """The function that calling a symbol runs, or the `__init__` of the class it is."""
        things = self._of_project(symbol)
        if len(things) != 1:
            return None
        thing = things[0]
        if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
            members = self._view.project.resolver.member(Object(thing), "__init__")
            thing = members[0] if len(members) == 1 else thing
        return thing if isinstance(thing, Place) and thing.is_function else None

    def _run(
        self, symbol: str, positional: Sequence[str], keywords: Mapping[str, str]
    ) -> Run | None:
        function = self._function(symbol)
        return None if function is None else self._run_of(function, positional, keywords)

    def _run_of(
        self, function: Place, positional: Sequence[str], keywords: Mapping[str, str]
    ) -> Run:
        bound = is_method(function)
        symbols = received(function, positional, keywords, bound=bound)
        receiving = {name: value for name, value in symbols.items() if matters(value)}
        keys: Mapping[str, Key] = received(
            function, range(len(positional)), {name: name for name in keywords}, bound=bound
        )
        texts = self._view.project.texts
        rest = {
            name: None if (text := texts.fold(place)) is None else (text,)
            for name, place in defaults(function).items()
            if name not in keys
        }
        summary = self._view.project.summaries.of(function, receiving)
        return Run(summary, keys, rest)

    def _text(self, symbol: str, formatted: bool) -> str | None:
        if symbol.endswith(".value"):
            member = symbol.removesuffix(".value")
            if self._is_enum(member.rpartition(".")[0]):
                return self._constant(member, formatted)
        owner = symbol.rpartition(".")[0]
        if formatted and self._is_enum(owner):
            return None  # what it looks like depends on the version of Python
        if any(isinstance(each, Object) for each in self._of_project(owner)):
            return None  # an object can have another than its class
        return self._constant(symbol, formatted)

    def _constant(self, symbol: str, formatted: bool) -> str | None:
        things = self._of_project(symbol)
        if len(things) != 1 or not isinstance(things[0], Place):
            return None
        node = things[0].node
        if formatted and isinstance(node, ast.Constant) and type(node.value) is int:
            return str(node.value)
        return self._view.project.texts.fold(things[0])

    def _is_enum(self, symbol: str) -> bool:
        things = self._of_project(symbol)
        return (
            len(things) == 1
            and isinstance(things[0], Place)
            and self._view.project.texts.is_enum(things[0])
        )


def _is_open(thing: Thing) -> bool:
    """Whether something resolved is an expression that may stand for anything."""
    return isinstance(thing, Place) and not isinstance(
        thing.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Module, ast.Lambda)
    )
