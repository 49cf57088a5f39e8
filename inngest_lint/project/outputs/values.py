"""Which form the values of a project have in JSON: of expressions, and of what calls give."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from inngest_lint.project.code.bindings import FUNCTIONS, Binding, Kind, Scope
from inngest_lint.project.code.overrides import is_stub
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Object, Place, Thing
from inngest_lint.project.outputs.annotations import Annotations
from inngest_lint.project.outputs.classes import Classes
from inngest_lint.project.outputs.containers import Containers
from inngest_lint.project.outputs.forms import (
    NOTHING,
    UNKNOWN,
    Form,
    all_of,
    any_of,
    refused,
)
from inngest_lint.project.outputs.operators import method_form, operation_form
from inngest_lint.sdk.json_types import (
    ASKS_FINITE,
    CHANGED,
    FUNCTION_DECORATORS,
    MODEL_MAKERS,
    NOT_FINITE,
    PLAIN,
    REFUSED,
)

_DEEPEST = 40  # expressions on the way from one; what is made of itself has no end
_TEXT = Form(shape="a string")


class Values:
    """Follows values to where they are made."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._classes = Classes(resolver)
        self._annotations = Annotations(resolver, self._classes)
        self._containers = Containers(resolver, self.form)
        self._open: list[Place] = []
        self._known: dict[tuple[Place, bool], Form] = {}

    def form(self, place: Place, *, awaited: bool = False) -> Form:
        """The form of what an expression gives; `awaited` tells that a coroutine has run."""
        key = place, awaited
        if key in self._known:
            return self._known[key]
        if place in self._open or len(self._open) > _DEEPEST:
            return UNKNOWN
        self._open.append(place)
        try:
            found = self._form(place, awaited)
        finally:
            self._open.pop()
        if not self._open:  # else it may be cut short by a circle
            self._known[key] = found
        return found

    def annotated(self, annotation: Place) -> Form:
        """The form of what a type says that it is."""
        return self._annotations.form(annotation)

    def returned(self, function: Place, *, awaited: bool = True, bare: bool = False) -> Form:
        """The form of what a callable gives; `bare` what it gives without its decorators."""
        node = function.node
        if not isinstance(node, FUNCTIONS) or not (bare or self._is_plain(function)):
            return UNKNOWN
        module = function.module
        if "yield" in module.text and any(_yields(node)):
            return refused("a generator")
        is_async = isinstance(node, ast.AsyncFunctionDef)
        if is_async and not awaited:
            return refused("a coroutine")
        returned = [Place(module, value, node) for value in module.tree.returned(node)]
        found = any_of(self.form(each, awaited=awaited and not is_async) for each in returned)
        if found.not_finite and any(_asks_finite(node)):
            found = Form(found.shape, found.refused, found.has_number_keys, False, found.is_known)
        if found.is_known and not is_stub(function):
            return found
        return _completed(found, self._promised(function))

    def of_thing(self, thing: Thing | None, *, awaited: bool = False) -> Form:
        """The form of something resolved."""
        if isinstance(thing, External):
            return _form_of_symbol(thing.name)
        if isinstance(thing, Object):
            return self._classes.of_object(thing.cls)
        if thing is None or isinstance(thing.node, (ast.ClassDef, ast.Module, ast.arg)):
            return UNKNOWN
        if thing.is_function:
            return refused("a function")
        return self.form(thing, awaited=awaited)

    def _form(self, place: Place, awaited: bool) -> Form:
        node = place.node
        if isinstance(node, (ast.Await, ast.NamedExpr)):
            inner = place.at(node.value)
            return self.form(inner, awaited=awaited or isinstance(node, ast.Await))
        if isinstance(node, ast.IfExp):
            sides = (node.body, node.orelse)
            return any_of(
                UNKNOWN if _is_tested(e, node.test) else self.form(place.at(e), awaited=awaited)
                for e in sides
            )
        if isinstance(node, ast.BoolOp):
            return any_of(self.form(place.at(each), awaited=awaited) for each in node.values)
        if isinstance(node, ast.Name):
            return self._name(place, node.id)
        if isinstance(node, ast.Call):
            return self._call(place, node, awaited)
        if isinstance(node, ast.Attribute):
            return self._attribute(place, node)
        if isinstance(node, ast.BinOp):
            left, right = self.form(place.at(node.left)), self.form(place.at(node.right))
            return operation_form(node.op, left, right)
        return self._literal(place)

    def _literal(self, place: Place) -> Form:
        node = place.node
        if isinstance(node, ast.Constant):
            return _form_of_constant(node.value)
        if isinstance(node, ast.JoinedStr):
            return _TEXT
        if isinstance(node, ast.Compare):
            return Form(shape="a truth value")
        if isinstance(node, ast.Lambda):
            return refused("a function")
        if isinstance(node, ast.UnaryOp):
            negated = isinstance(node.op, ast.Not)
            return Form(shape="a truth value") if negated else self.form(place.at(node.operand))
        return self._containers.form(place)

    def _name(self, place: Place, name: str) -> Form:
        bindings = [
            b for b in place.module.tree.lookup(name, place.scope) if b.kind is not Kind.CHANGE
        ]
        if not bindings or self._containers.hides(name):
            things = [] if bindings or self._containers.hides(name) else self._resolver.all(place)
            return self.of_thing(things[0]) if len(things) == 1 else UNKNOWN
        home = _home(place, name)
        found = [self._bound(each, place, home) for each in bindings]
        if len(found) > 1:
            return all_of(each for each in found if each is not NOTHING)
        return self._containers.filled(found[0], name, Place(place.module, place.node, home))

    def _bound(self, binding: Binding, place: Place, home: Scope) -> Form:
        if binding.kind is Kind.VALUE and binding.value is not None:
            return self.form(Place(place.module, binding.value, home))
        if isinstance(binding.node, ast.ExceptHandler):
            return refused("an exception")
        if binding.kind is Kind.ITEM and isinstance(binding.value, ast.Call):
            counts = self._resolver.symbol(place.at(binding.value.func)) == "builtins.range"
            return Form(shape="a number") if counts else UNKNOWN
        if binding.kind in (Kind.ITEM, Kind.HELD):
            return UNKNOWN
        things = self._resolver.all(place)
        return self.of_thing(things[0]) if len(things) == 1 else UNKNOWN

    def _attribute(self, place: Place, node: ast.Attribute) -> Form:
        owner = self._resolver.one(place.at(node.value))
        if isinstance(owner, Place) and isinstance(owner.node, ast.ClassDef):
            if self._classes.is_enum(owner):
                is_member = node.attr in owner.module.tree.bindings(owner.node)
                return self._classes.of_object(owner) if is_member else UNKNOWN
        if isinstance(owner, Object):
            return UNKNOWN  # an object can have another than its class
        thing = self._resolver.one(place)
        return UNKNOWN if thing == place else self.of_thing(thing)

    def _call(self, place: Place, node: ast.Call, awaited: bool) -> Form:
        called = self._resolver.one(place.at(node.func))
        if isinstance(called, External):
            built = self._containers.built(called.name, place)
            return built or self.of_thing(External(f"{called.name}()"))
        if isinstance(called, Place) and isinstance(called.node, ast.ClassDef):
            return self._classes.of_object(called)
        if isinstance(called, Place) and called.is_function:
            return self.returned(called, awaited=awaited)
        if isinstance(node.func, ast.Attribute):
            return self._method(place, node.func)
        return UNKNOWN

    def _method(self, place: Place, method: ast.Attribute) -> Form:
        """What a method of something gives that has none of the project."""
        owner = place.at(method.value)
        if method.attr in MODEL_MAKERS:
            thing = self._resolver.one(owner)
            if isinstance(thing, Place) and isinstance(thing.node, ast.ClassDef):
                return self._classes.of_object(thing)
        return method_form(method.attr, self.form(owner))

    def _promised(self, function: Place) -> Form:
        """What the annotation of a function says that it gives."""
        returns = getattr(function.node, "returns", None)
        return UNKNOWN if returns is None else self._annotations.form(function.at(returns))

    def _is_plain(self, function: Place) -> bool:
        """Whether no decorator changes what a function gives."""
        decorators = [function.at(d) for d in getattr(function.node, "decorator_list", ())]
        return all(self._resolver.symbol(each) in FUNCTION_DECORATORS for each in decorators)


def _completed(form: Form, promised: Form) -> Form:
    """What is known of a value, with what its annotation says of the rest."""
    return Form(
        form.shape or promised.shape,
        form.refused or promised.refused,
        form.has_number_keys or promised.has_number_keys,
        form.not_finite,
        promised.is_known,
    )


def _form_of_symbol(name: str) -> Form:
    if name in REFUSED:
        return refused(REFUSED[name])
    if name in CHANGED:
        return Form(shape=CHANGED[name])
    if name in PLAIN:
        return Form(shape=PLAIN[name])
    return Form(shape="a number", not_finite=True) if name in NOT_FINITE else UNKNOWN


def _form_of_constant(value: object) -> Form:
    if value is None:
        return NOTHING
    if isinstance(value, (bytes, complex)):
        return refused("bytes" if isinstance(value, bytes) else "a complex number")
    if isinstance(value, bool):
        return Form(shape="a truth value")
    return Form(shape="a number") if isinstance(value, (int, float)) else _TEXT


def _home(place: Place, name: str) -> Scope:
    """The scope that binds what a name means at a place."""
    at = start = place.scope
    while not isinstance(at, ast.Module):
        if name in place.module.tree.bindings(at):
            if at is start or not isinstance(at, ast.ClassDef):
                return at
        at = place.module.tree.outer(at)
    return at


def _code(function: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a function, without those of functions and classes in it."""
    body = function.body if not isinstance(function, ast.Lambda) else [function.body]  # type: ignore[attr-defined]
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            waiting += ast.iter_child_nodes(node)


def _is_tested(side: ast.expr, test: ast.expr) -> bool:
    """Whether a test may have told what a name is."""
    return isinstance(side, ast.Name) and any(
        isinstance(node, ast.Name) and node.id == side.id for node in ast.walk(test)
    )


def _yields(function: ast.AST) -> Iterator[bool]:
    return (isinstance(node, (ast.Yield, ast.YieldFrom)) for node in _code(function))


def _asks_finite(function: ast.AST) -> Iterator[bool]:
    """Whether a function asks of some number whether it is one."""
    for node in _code(function):
        name = getattr(node, "attr", getattr(node, "id", ""))
        yield isinstance(node, (ast.Attribute, ast.Name)) and name in ASKS_FINITE
