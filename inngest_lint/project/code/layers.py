"""What decorators between `create_function` and its handler make of an async handler."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from enum import Enum, auto
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Object, Place
from inngest_lint.sdk.python import PLAIN_DECORATORS

_PARTIAL = "functools.partial"
_MARK = "markcoroutinefunction"  # makes a sync function count as async


class Layer(Enum):
    """What the function that a decorator gives does with the one that it is given."""

    SAME = auto()  # it is that function, or a partial of it
    ASYNC = auto()  # it is async
    SYNC = auto()  # it is sync and gives what that function gives: of an async one the coroutine
    UNKNOWN = auto()


class Layered(NamedTuple):
    """What stands between `create_function` and a handler, the outermost first."""

    decorators: tuple[Place, ...]
    handler: Place | None


class Layers:
    """Judges decorators, and the functions under them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._managers = {
            "contextlib.contextmanager": Layer.SYNC,
            "contextlib.asynccontextmanager": Layer.ASYNC,
        }

    def hiding(self, function: InngestFunction) -> int | None:
        """Which decorator makes a sync function of an async one; None if none surely does."""
        layered = self._layered(function)
        layers = [self._of(each) for each in layered.decorators]
        if not _is_async(layered, layers):
            for place, layer in enumerate(layers):
                if layer is not Layer.SAME:
                    below = layers[place + 1 :]
                    hides = layer is Layer.SYNC and _gives_coroutine(layered, below)
                    return place if hides else None
        return None

    def is_async(self, function: InngestFunction) -> bool | None:
        """Whether the SDK takes a function for async; None where that is not known."""
        around = function.use.around[:1] if function.use is not None else ()
        if around:
            return isinstance(around[0].node, ast.AsyncFunctionDef)
        layered = self._layered(function)
        return _is_async(layered, [self._of(each) for each in layered.decorators])

    def _layered(self, function: InngestFunction) -> Layered:
        outer, handler, use = function.outer, function.handler, function.use
        own = [handler.at(each) for each in _decorators(handler)] if handler else []
        if use is not None and (use.around or not use.clear):
            return Layered((), None)  # code of the wrapper runs the handler
        if outer is None:
            made = [i for i, each in enumerate(own) if each == function.site]
            return Layered(tuple(own[made[0] + 1 :] if made else ()), handler)
        if use is not None:
            return Layered(tuple(own), handler)
        around: list[Place] = []
        node: ast.AST = outer.node
        if isinstance(node, ast.Call):  # it gives the handler
            node = node.args[0]
        while isinstance(node, ast.Call) and len(node.args) == 1 and not node.keywords:
            around.append(outer.at(node.func))
            node = node.args[0]
        found = self._resolver.one(outer.at(node))
        if not isinstance(found, Place) or not found.is_function:
            return Layered(tuple(around), None)
        return Layered((*around, *(found.at(each) for each in _decorators(found))), found)

    def _of(self, decorator: Place) -> Layer:
        """What a decorator does, by the code of the project."""
        if self._resolver.symbol(decorator) in PLAIN_DECORATORS:
            return Layer.SAME
        node = decorator.node
        if isinstance(node, ast.Call):
            called = self._resolver.one(decorator.at(node.func))
            if isinstance(called, Place):
                symbols = {self._resolver.symbol(called.at(each)) for each in _decorators(called)}
                for symbol in symbols & self._managers.keys():
                    return self._managers[symbol]
        thing = self._resolver.one(decorator)
        if isinstance(thing, Object):
            thing = self._method(thing, "__call__")
            return self._of_function(thing, 1) if thing is not None else Layer.UNKNOWN
        if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
            return self._of_class(thing)
        return self._of_function(thing, 0) if isinstance(thing, Place) else Layer.UNKNOWN

    def _of_class(self, cls: Place) -> Layer:
        """A class whose objects call the function that they are made with."""
        call, init = (self._method(Object(cls), name) for name in ("__call__", "__init__"))
        held = _parameter(init, 1) if init is not None else None
        if call is None or held is None or not isinstance(call.node, ast.FunctionDef):
            return Layer.UNKNOWN
        calls = [_is_call_of_held(each.node, cls, held) for each in _given(call)]
        return Layer.SYNC if calls and all(calls) else Layer.UNKNOWN

    def _method(self, owner: Object, name: str) -> Place | None:
        found = self._resolver.member(owner, name)
        one = found[0] if len(found) == 1 else None
        return one if isinstance(one, Place) and one.is_function else None

    def _of_function(self, function: Place, position: int) -> Layer:
        """A decorator that is a function, by what it returns."""
        handed = _parameter(function, position)
        if handed is None or isinstance(function.node, ast.AsyncFunctionDef):
            return Layer.UNKNOWN
        if _MARK in function.module.text or not self._is_plain(function):
            return Layer.UNKNOWN
        found = {self._of_returned(each, handed) for each in _given(function)}
        return found.pop() if len(found) == 1 else Layer.UNKNOWN

    def _of_returned(self, place: Place, handed: str) -> Layer:
        node = place.node
        if isinstance(node, ast.Name) and node.id == handed:
            bound = place.module.tree.bindings(place.scope).get(handed, [])
            return Layer.SAME if len(bound) == 1 else Layer.UNKNOWN
        if isinstance(node, ast.Call) and self._resolver.symbol(place.at(node.func)) == _PARTIAL:
            return self._of_partial(place, node, handed)
        found = self._resolver.one(place)
        if not isinstance(found, Place) or found.module is not place.module:
            return Layer.UNKNOWN
        return self._of_wrapper(found, handed)

    def _of_partial(self, place: Place, node: ast.Call, handed: str) -> Layer:
        named = [getattr(each, "id", None) for each in node.args[:2]]
        if named[:1] == [handed]:
            return Layer.SAME
        called = self._resolver.one(place.at(node.args[0])) if named[1:] == [handed] else None
        if not isinstance(called, Place):
            return Layer.UNKNOWN
        taken = _parameter(called, 0)
        return Layer.UNKNOWN if taken is None else self._of_wrapper(called, taken)

    def _of_wrapper(self, wrapper: Place, handed: str) -> Layer:
        """A function that stands in for the one that `handed` names in its code."""
        if not wrapper.is_function or not self._is_plain(wrapper) or _yields(wrapper):
            return Layer.UNKNOWN
        if isinstance(wrapper.node, ast.AsyncFunctionDef):
            return Layer.ASYNC
        calls = [_is_call_of(each, handed) for each in _given(wrapper)]
        return Layer.SYNC if calls and all(calls) else Layer.UNKNOWN

    def _is_plain(self, function: Place) -> bool:
        symbols = (self._resolver.symbol(function.at(each)) for each in _decorators(function))
        return all(symbol in PLAIN_DECORATORS for symbol in symbols)


def _is_async(layered: Layered, layers: Sequence[Layer]) -> bool | None:
    outermost = next((each for each in layers if each is not Layer.SAME), Layer.SAME)
    if outermost is Layer.SAME:
        handler = layered.handler
        return None if handler is None else isinstance(handler.node, ast.AsyncFunctionDef)
    return {Layer.ASYNC: True, Layer.SYNC: False}.get(outermost)


def _gives_coroutine(layered: Layered, layers: Sequence[Layer]) -> bool:
    """Whether what is under a decorator must be awaited, itself or what it gives."""
    for layer in layers:
        if layer in (Layer.ASYNC, Layer.UNKNOWN):
            return layer is Layer.ASYNC
    return layered.handler is not None and isinstance(layered.handler.node, ast.AsyncFunctionDef)


def _decorators(place: Place) -> list[ast.expr]:
    return list(getattr(place.node, "decorator_list", ()))


def _parameter(function: Place, position: int) -> str | None:
    if not isinstance(function.node, FUNCTIONS):
        return None
    args = function.node.args
    every = [*args.posonlyargs, *args.args]
    return every[position].arg if position < len(every) else None


def _is_call_of(place: Place, handed: str) -> bool:
    """Whether an expression gives what the function gives that a parameter holds."""
    node = place.node
    if isinstance(node, ast.Name):
        bound = place.module.tree.bindings(place.scope).get(node.id, [])
        value = bound[0].value if len(bound) == 1 and bound[0].kind is Kind.VALUE else None
        return isinstance(value, ast.Call) and _is_call_of(place.at(value), handed)
    if not isinstance(node, ast.Call) or getattr(node.func, "id", None) != handed:
        return False
    bindings = place.module.tree.lookup(handed, place.scope)
    return all(each.kind is Kind.PARAMETER for each in bindings)


def _is_call_of_held(node: ast.AST, cls: Place, param: str) -> bool:
    """Whether a method calls the attribute that a parameter of `__init__` is kept in."""
    held = node.func if isinstance(node, ast.Call) else None
    if not isinstance(held, ast.Attribute) or not isinstance(cls.node, ast.ClassDef):
        return False
    values = [value for value, _ in cls.module.tree.set_on_self(cls.node, held.attr)]
    return [getattr(each, "id", None) for each in values] == [param]


def _given(function: Place) -> list[Place]:
    """What a function returns, but for `None`."""
    node, module = function.node, function.module
    if not isinstance(node, FUNCTIONS):
        return []
    return [Place(module, each, node) for each in module.tree.returned(node) if not _is_none(each)]


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _yields(function: Place) -> bool:
    node = function.node
    return isinstance(node, FUNCTIONS) and bool(function.module.tree.yielded(node))
