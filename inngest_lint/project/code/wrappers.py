"""The uses of a project's own decorators and factories around `create_function`.

A use is read as Python runs it: the parameters of the wrapper hold what the use gives, and the
`create_function(…)` in its code makes a function of the handler that arrives there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from inngest_lint.project.code.arguments import is_method
from inngest_lint.project.code.environment import Environment
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.given import NOTHING, Given
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.naming import called_name
from inngest_lint.project.code.receiving import Symbols
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.wrapper_names import WrapperNames
from inngest_lint.project.code.wrapper_use import WrapperUse
from inngest_lint.project.code.wrapping import MAKER, handed_on, innermost, is_maker
from inngest_lint.sdk.names import CREATE_FUNCTION, is_from_context

_DEEPEST = 12  # wrappers of wrappers
_PARTIAL = "functools.partial"


@dataclass(frozen=True, slots=True)
class _Function:
    """A callable of the project, with what a `functools.partial` holds for it."""

    place: Place
    environment: Environment
    given: Given = NOTHING
    bound: bool = False


@dataclass(frozen=True, slots=True)
class _Maker:
    """`client.create_function`, or with `made` what calling it gives."""

    environment: Environment
    given: Given = NOTHING
    made: Place | None = None


class _Applied(NamedTuple):
    """A maker, where it is called, and the handler that it is given.

    It is not `sure` where a test that is not known, or a loop, decides that it is.
    """

    maker: _Maker
    made: Place
    handler: Place
    at: Place
    sure: bool


_Value: TypeAlias = _Function | _Maker


class Wrappers:
    """Finds the uses in a module of what wraps `create_function`, wherever that is."""

    def __init__(self, modules: Modules, resolver: Resolver, texts: Texts) -> None:
        self._resolver = resolver
        self._symbols = Symbols(resolver)
        self._names = WrapperNames(modules, resolver)
        self._nothing = Environment(resolver, texts)

    def may_be(self, name: str) -> bool:
        """Whether something of this name may be a wrapper; a cheap question."""
        return name in self._names.all

    @property
    def users(self) -> list[ModuleFacts]:
        """The modules that may use one, whether they mention Inngest or not."""
        return self._names.users

    def of(self, module: ModuleFacts) -> Iterator[WrapperUse]:
        """The uses in a module."""
        names = self._names.in_module(module)
        if not names:
            return
        for definition, scope in module.tree.definitions:
            place = Place(module, definition, scope)
            for decorator in definition.decorator_list:
                if called_name(decorator) in names:
                    at = place.at(decorator)
                    value = self._value(at, self._nothing, 0)
                    made = list(self._applied(value, Given((place,)), place, 0))
                    gives = bool(made) and self._gives(value, Given((place,)), 0)
                    for each in _decided(made):
                        yield from self._use(each, at, place, gives=gives)
        for site in module.tree.calling(names):
            if isinstance(site.node, ast.Call):
                call = Place(module, site.node, site.scope)
                value = self._value(call.at(site.node.func), self._nothing, 0)
                given = self._nothing.given(call)
                made = list(self._applied(value, given, call, 0))
                gives = bool(made) and self._gives(value, given, 0)
                for each in _decided(made):
                    yield from self._use(each, call, None, gives=gives)

    def _applied(
        self, value: _Value | None, given: Given, at: Place, depth: int
    ) -> Iterator[_Applied]:
        """What makes functions when a value is called; `at` is where it is."""
        if isinstance(value, _Maker) and value.made is not None and given.positional:
            handler = value.environment.follow(given.positional[0])
            if not isinstance(handler.node, ast.Constant):  # a decorator without its `def` yet
                yield _Applied(value, value.made, handler, at, sure=True)
        elif isinstance(value, _Function) and depth < _DEEPEST:
            every = value.given.then(given)
            inside = value.environment.entered(value.place, every, bound=value.bound)
            if inside is not None:
                ran = inside.running(value.place)
                unsure = _chosen(ran)
                for called, handed, place in self._calls(value.place, inside, ran):
                    inner = self._value(called, inside, depth + 1)
                    for each in self._applied(inner, handed, place, depth + 1):
                        yield each._replace(sure=each.sure and place.key not in unsure)

    def _gives(self, value: _Value | None, given: Given, depth: int) -> bool:
        """Whether calling a value gives the function that is made, and not just the handler."""
        if isinstance(value, _Maker):
            return value.made is not None
        if value is None or depth > _DEEPEST:
            return False
        inside = value.environment.entered(value.place, value.given.then(given), bound=value.bound)
        returned = self._returned(value.place, inside) if inside is not None else None
        if inside is None or returned is None:
            return False
        place = inside.follow(returned)
        if isinstance(place.node, ast.Call):
            called = self._value(place.at(place.node.func), inside, depth + 1)
            return self._gives(called, inside.given(place), depth + 1)
        found = self._resolver.one(place)
        decorators = getattr(found.node, "decorator_list", ()) if isinstance(found, Place) else ()
        if not isinstance(found, Place) or not decorators:
            return False
        made = self._value(found.at(decorators[0]), inside, depth + 1)
        return self._gives(made, Given((found,)), depth + 1)

    def _calls(
        self, function: Place, inside: Environment, ran: list[ast.AST]
    ) -> Iterator[tuple[Place, Given, Place]]:
        """What a function calls itself, decorators of its `def`s included, with what, and where."""
        running = {key_of(node) for each in ran for node in nodes_in(each)}
        for definition, scope in function.module.tree.definitions:
            if function.is_node(scope) and key_of(definition) in running:
                place = Place(function.module, definition, scope)
                for decorator in definition.decorator_list:
                    if self._may_make(decorator, function):
                        yield place.at(decorator), Given((place,)), place
        for site in function.module.tree.calls:
            if function.is_node(site.scope) and key_of(site.node) in running:
                call = Place(function.module, site.node, site.scope)
                if isinstance(site.node, ast.Call) and self._may_make(site.node, function):
                    yield call.at(site.node.func), inside.given(call), call

    def _may_make(self, callee: ast.expr, function: Place) -> bool:
        """Whether a callee is a wrapper, by its name, or something of the function itself."""
        name, module = called_name(callee), function.module
        if name == MAKER or name in self._names.in_module(module):
            return True
        bindings = module.tree.lookup(name, function.node)  # type: ignore[arg-type]
        return bool(bindings) and bindings is not module.tree.top.get(name)

    def _value(self, place: Place, environment: Environment, depth: int) -> _Value | None:
        """The callable that an expression stands for, if it has to do with functions."""
        place = environment.follow(place)
        node = place.node
        if depth > _DEEPEST:
            return None
        if isinstance(node, ast.Call):
            return self._result(place, node, environment, depth + 1)
        if place.is_function:
            return _Function(place, environment)
        thing = self._resolver.one(place)
        if isinstance(thing, Place) and thing.is_function:
            return _Function(thing, environment, bound=is_method(thing))
        if isinstance(thing, Place) and isinstance(thing.node, ast.Call):
            return self._value(thing, environment, depth + 1)
        if isinstance(node, ast.Attribute) and node.attr == MAKER:
            symbol = self._resolver.symbol(place)
            return _Maker(environment) if symbol in ("", CREATE_FUNCTION) else None
        return None

    def _result(
        self, place: Place, call: ast.Call, environment: Environment, depth: int
    ) -> _Value | None:
        """The same of what a call gives."""
        func = place.at(call.func)
        if call.args and self._resolver.symbol(func) == _PARTIAL:
            target = self._value(place.at(call.args[0]), environment, depth)
            held = environment.given(place, skip=1)
            return replace(target, given=target.given.then(held)) if target else None
        called = self._value(func, environment, depth)
        if called is None:
            return None
        given = called.given.then(environment.given(place))
        if isinstance(called, _Maker):
            return replace(called, given=given, made=place) if called.made is None else None
        function = called.place
        inside = called.environment.entered(function, given, bound=called.bound)
        if inside is None:
            return None
        returned = self._returned(function, inside)
        return self._value(returned, inside, depth) if returned is not None else None

    def _returned(self, function: Place, inside: Environment) -> Place | None:
        """The one expression that a call of a function gives."""
        if isinstance(function.node, ast.Lambda):
            return Place(function.module, function.node.body, function.node)
        ran = inside.running(function)
        nodes = [
            each.value
            for statement in ran
            for each in ast.walk(statement)
            if isinstance(each, ast.Return) and each.value is not None
        ]
        returned = set(map(key_of, function.module.tree.returned(function.node)))  # type: ignore[arg-type]
        own = [each for each in nodes if key_of(each) in returned]
        return Place(function.module, own[0], function.node) if len(own) == 1 else None  # type: ignore[arg-type]

    def _use(
        self, applied: _Applied, site: Place, decorated: Place | None, *, gives: bool
    ) -> Iterator[WrapperUse]:
        """The use, if the handler is given at its site, behind what the wrapper puts around it."""
        node = applied.made.node
        if is_maker(node) and applied.made.is_called_at(site):
            return  # no wrapper stands between
        environment = applied.maker.environment
        use = WrapperUse(
            site,
            decorated,
            applied.made,
            applied.maker.given,
            environment,
            applied.at,
            gives=gives,
        )
        handler = applied.handler
        value = self._value(handler, environment, 0)
        if value is None and isinstance(handler.node, ast.Call):
            handler = environment.follow(innermost(handler))
            value = self._value(handler, environment, 0)
            use = replace(use, clear=False)
        while isinstance(value, _Function) and len(use.around) < _DEEPEST:
            use = replace(use, environment=value.environment)
            call = handed_on(value.place)
            if call is None:
                use = replace(use, handler=value.place)
                break
            receives = self._given_on(call, value.place, use.receives)
            around, calls = (*use.around, value.place), (*use.calls, call)
            use = replace(use, around=around, calls=calls, receives=receives)
            handler = value.environment.follow(call.at(call.node.func))  # type: ignore[attr-defined]
            value = self._value(handler, use.environment, 0)
        if handler == decorated or any(map(handler.is_node, nodes_in(site.node))):
            yield use

    def _given_on(self, call: Place, function: Place, receives: tuple[str, ...]) -> tuple[str, ...]:
        """What a function of the wrapper gives the handler, by position."""
        args = function.node.args  # type: ignore[attr-defined]
        names = [arg.arg for arg in (*args.posonlyargs, *args.args)]
        receiving = dict(zip(names, receives, strict=False))
        positional = call.node.args  # type: ignore[attr-defined]
        symbols = [self._symbols.of(call.at(arg), function, receiving) for arg in positional]
        return tuple(symbol if is_from_context(symbol) else "" for symbol in symbols)


_CHOICES = (ast.If, ast.IfExp, ast.BoolOp, ast.Match, ast.For, ast.AsyncFor, ast.While)


def _chosen(ran: list[ast.AST]) -> set[int]:
    """The keys of the nodes of which something decides that they run."""
    choices = (node for each in ran for node in ast.walk(each) if isinstance(node, _CHOICES))
    return {key_of(node) for choice in choices for node in nodes_in(choice)}


def _decided(made: list[_Applied]) -> list[_Applied]:
    """The functions of one use; of several of which some may not be made, one without arguments."""
    if len(made) < 2 or all(each.sure for each in made):
        return made
    maker = replace(made[0].maker, given=Given(complete=False))
    return [made[0]._replace(maker=maker)]
