"""Which values differ from one request of a run to the next, and what makes them so.

What a step gives is memoized, whatever its handler does: nothing behind a step counts. What a call
makes of its arguments is known of functions of the file and of the standard library; any other call
hides them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.calls import Arguments, Helper, returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Instance, Local
from inngest_lint.model.steps.chance import Chance, Source
from inngest_lint.model.steps.fallbacks import Fallbacks
from inngest_lint.model.steps.parts import Part, Parts, Way
from inngest_lint.sdk.names import is_from_context
from inngest_lint.sdk.nondeterminism import FIELDS, HIDING, KEEPING_ITEMS, SPELLING, TAKING
from inngest_lint.sdk.python import is_standard
from inngest_lint.syntax.tree import walk

_LONGEST = 4
# No value is made of more parts, nor do those of a file take more steps to follow: a hostile file
# must not cost time.
_MOST, _MOST_OF_FILE = 10_000, 500_000
_Owner: TypeAlias = cst.FunctionDef | cst.Lambda | cst.ClassDef


@dataclass(slots=True)
class _Contents:
    """What a value contains: sources, and the parameters that it is made of, by identity."""

    sources: dict[int, Source] = field(default_factory=dict)
    params: dict[int, cst.Param] = field(default_factory=dict)

    def learn(self, other: _Contents) -> bool:
        """Takes over what is new; whether there was anything."""
        size = len(self.params) + len(self.sources)
        self.params.update(other.params)
        self.sources = {**self.sources, **other.sources, **self.sources}
        return len(self.params) + len(self.sources) > size


@dataclass(frozen=True, slots=True)
class _Question:
    """What does a part of a function's result contain, or of this attribute of a class?"""

    owner: _Owner
    way: Way

    @property
    def key(self) -> tuple[int, Way]:
        return id(self.owner), self.way


class Nondeterminism:
    """Follows the values of one file back to where they come from."""

    def __init__(self, names: Names, flow: ControlFlow, parts: Parts, chance: Chance) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = flow.reach
        self._parts = parts
        self._fallbacks = Fallbacks(names, flow)
        self._chance = chance
        self._known: dict[int, _Contents] = {}  # by identity, as in `Tree`
        self._answers: dict[tuple[int, Way], _Contents] = {}
        self._left = _MOST_OF_FILE

    @property
    def may_be_called(self) -> bool:
        """Whether a call of the file may bring in such a value; a cheap question."""
        return self._chance.may_be_called

    def source(self, node: cst.BaseExpression) -> Source | None:
        """What makes the value of `node` differ between requests; None if nothing is known to."""
        return next(iter(self.sources(node)), None)

    def sources(self, node: cst.BaseExpression) -> list[Source]:
        """Everything that is known to make the value of `node` differ between requests."""
        if node.__class__ is cst.SimpleString:  # as most ids are
            return []
        return list(self._contents(node).sources.values())

    def params(self, node: cst.BaseExpression) -> list[cst.Param]:
        """The parameters, of the function around it or of outer ones, that `node` is made of."""
        return list(self._contents(node).params.values())

    def _contents(self, node: cst.BaseExpression) -> _Contents:
        known = self._known.get(id(node))
        while known is None:
            found, asked = self._collect([Part(node)])
            unknown = [question for question in asked if question.key not in self._answers]
            if unknown:
                self._answer(unknown)
            else:
                known = self._known[id(node)] = found
        return known

    def _answer(self, questions: Iterable[_Question]) -> None:
        """Answers questions, and those that they raise, until nothing new comes of it."""
        waiting = list(questions)
        askers: dict[tuple[int, Way], list[_Question]] = {}
        while waiting:
            question = waiting.pop()
            answer = self._answers.setdefault(question.key, _Contents())
            found, asked = self._collect(self._results(question))
            for other in asked:
                if question not in askers.setdefault(other.key, []):
                    askers[other.key].append(question)
                if other.key not in self._answers:
                    self._answers[other.key] = _Contents()
                    waiting.append(other)
            if answer.learn(found):
                waiting += askers.get(question.key, ())

    def _results(self, question: _Question) -> list[Part]:
        owner, way = question.owner, question.way
        if isinstance(owner, cst.ClassDef):
            given = self._values.given_member(owner, str(way[0]))
            return [Part(node, way[1:]) for node in self._fallbacks.among(given)]
        returned = returned_expressions(owner, self._scopes)
        found = [Part(node, way) for node in self._fallbacks.among(returned)]
        for node in walk(owner.body) if isinstance(owner, cst.FunctionDef) else ():
            if type(node) is cst.Yield and isinstance(node.value, cst.BaseExpression):
                if self._scopes.function_of(node) is owner:
                    found.append(Part(node.value, way[1:]))
            elif type(node) is cst.If and any(self._tree.contains(node, each) for each in returned):
                found.append(Part(node.test))  # which of the results it is
        return found

    def _collect(self, parts: Sequence[Part]) -> tuple[_Contents, list[_Question]]:
        """What the parts contain, as far as the answers known so far tell, and what was asked."""
        found = _Contents()
        asked: list[_Question] = []
        seen: set[tuple[int, Way]] = set()
        waiting = list(parts)[::-1]
        while waiting and len(seen) < _MOST and self._left > 0:
            part = waiting.pop()
            self._left -= 1
            key = (id(part.node), part.way[:_LONGEST])  # `x = x["next"]` would go on for ever
            if key in seen:
                continue
            seen.add(key)
            part = Part(part.node, part.way[:_LONGEST])
            if isinstance(part.node, cst.Param):
                found.params[id(part.node)] = part.node
            else:
                source = self._chance.of(part.node)
                if source is not None:
                    found.sources.setdefault(id(source.node), source)
            waiting += list(self._behind(part, found, asked))[::-1]
        return found, asked

    def _behind(self, part: Part, found: _Contents, asked: list[_Question]) -> Iterator[Part]:
        if type(part.node) is cst.Call:
            yield from self._call(part.node, part.way, found, asked)
        elif type(part.node) is cst.Attribute:
            yield from self._attribute(part.node, part.way, found, asked)
        else:
            yield from self._parts.of(part)

    def _call(
        self, call: cst.Call, way: Way, found: _Contents, asked: list[_Question]
    ) -> Iterator[Part]:
        if self._reach.step_symbol(call):
            return
        called = self._values.definition(call.func)
        helpers = [
            helper
            for helper in self._reach.helpers(call)
            if helper.assumed or helper.function is called
        ]
        for helper in helpers:
            question = _Question(helper.function, way)
            yield from self._through(question, helper, call, found, asked)
        symbol = self._values.symbol(call.func)
        if symbol in FIELDS:
            factory = Arguments.of(call).get("default_factory")
            if factory is not None and isinstance(factory.value, cst.Lambda):
                yield Part(factory.value.body)
        if helpers or called is not None or symbol in HIDING:
            return
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if isinstance(call.func, cst.Attribute):
            is_read = method in ("get", "pop") and bool(call.args)
            key = self._parts.constant(call.args[0].value) if is_read else None
            yield Part(call.func.value, () if key is None else (key, *way))
        if method in TAKING or is_standard(symbol) or symbol in SPELLING:
            yield from self._passed_on(call, symbol, way)

    def _passed_on(self, call: cst.Call, symbol: str, way: Way) -> Iterator[Part]:
        """The arguments that are in what a call gives."""
        kept: Way = way if symbol in KEEPING_ITEMS else ()
        if symbol == "builtins.next":
            kept = (None, *way)
        for arg in call.args:
            if arg.keyword is None or symbol != "builtins.dict":
                yield Part(arg.value, kept)
            elif not way or way[0] in (None, arg.keyword.value):
                yield Part(arg.value, way[1:])

    def _attribute(
        self, node: cst.Attribute, way: Way, found: _Contents, asked: list[_Question]
    ) -> Iterator[Part]:
        if is_from_context(self._values.symbol(node.value)):
            return
        owner = self._values.of(node.value)
        cls = owner.cls if isinstance(owner, Instance) else None
        if isinstance(owner, Local) and isinstance(owner.node, cst.ClassDef):
            cls = owner.node
        if cls is None:
            yield Part(node.value)
            return
        made = self._bindings.expression(node.value)
        helper = self._reach.constructor(made) if isinstance(made, cst.Call) else None
        if isinstance(made, cst.Call) and helper is None:
            given = Arguments.of(made).get(node.attr.value)
            if given is not None:  # a field of a dataclass
                yield Part(given.value, way)
                return
        question = _Question(cls, (node.attr.value, *way))
        made_by = made if isinstance(made, cst.Call) else None
        yield from self._through(question, helper, made_by, found, asked)

    def _through(
        self,
        question: _Question,
        helper: Helper | None,
        call: cst.Call | None,
        found: _Contents,
        asked: list[_Question],
    ) -> Iterator[Part]:
        """What an answer contains where it is used: its parameters stand for the arguments."""
        asked.append(question)
        answer = self._answers.get(question.key)
        if answer is None:
            return
        self._left -= len(answer.sources)
        for key, source in answer.sources.items():
            if key not in found.sources:
                if helper is None or self._fallbacks.count(source.node, within=helper):
                    found.sources[key] = source if call is None else source.through(call)
        given = self._given(helper)
        for key, param in answer.params.items():
            if key in given:
                yield Part(given[key])
            elif helper is None or self._scopes.scope_of(param) is not helper.function:
                found.params[key] = param
            else:
                yield from (Part(value) for value in helper.collected(param))

    def _given(self, helper: Helper | None) -> dict[int, cst.BaseExpression]:
        """What parameters stand for in a call: its own, and those of the object it is called on."""
        received: dict[cst.Param, cst.BaseExpression] = {}
        if helper is not None and helper.receiver is not None:
            made = self._bindings.expression(helper.receiver)
            constructor = self._reach.constructor(made) if isinstance(made, cst.Call) else None
            if constructor is not None and constructor.function is not helper.function:
                received.update(constructor.received())
        if helper is not None:
            received.update(helper.received())
        return {id(param): value for param, value in received.items()}
