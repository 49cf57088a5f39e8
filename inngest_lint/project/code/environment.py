"""What the code of callables stands for in one call of them: with what their parameters hold."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from types import MappingProxyType

from inngest_lint.project.code.arguments import defaults
from inngest_lint.project.code.bindings import FUNCTIONS, Binding, Kind
from inngest_lint.project.code.given import Given
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import External, Place

_MOST_LINKS = 50
_DEEPEST = 20
_CALLABLE = "builtins.callable"
_CHANGEABLE = (ast.List, ast.Set, ast.Dict)
_LITERALS = (*_CHANGEABLE, ast.Tuple, ast.JoinedStr)
_NOTHING: Mapping[int, Place] = MappingProxyType({})
_NO_REST: Mapping[int, Mapping[str, Place]] = MappingProxyType({})


class Environment:
    """The parameters of the callables on the way, and what they were given.

    `held` tells it of each parameter, by the key of its node, `rest` of those with `**` by keyword.
    One that is in neither is not known.
    """

    def __init__(
        self,
        resolver: Resolver,
        texts: Texts,
        held: Mapping[int, Place] = _NOTHING,
        rest: Mapping[int, Mapping[str, Place]] = _NO_REST,
    ) -> None:
        self._resolver = resolver
        self._texts = texts
        self._held = held
        self._rest = rest

    def entered(self, function: Place, given: Given, *, bound: bool) -> Environment | None:
        """The same inside a call of a function; None if that is being called already."""
        node = function.node
        if not isinstance(node, FUNCTIONS):
            return None
        args = node.args
        positional = [*args.posonlyargs, *args.args]
        named = {arg.arg: key_of(arg) for arg in (*positional, *args.kwonlyargs)}
        if any(arg in self._held for arg in named.values()):
            return None
        keys = map(key_of, positional[int(bound) :])
        held = dict(zip(keys, given.positional, strict=False))
        held.update((named[key], value) for key, value in given.keywords.items() if key in named)
        rest = dict(self._rest)
        if given.complete:
            for key, value in defaults(function).items():
                held.setdefault(named[key], value)
            if args.kwarg is not None:
                left = {k: v for k, v in given.keywords.items() if k not in named}
                rest[key_of(args.kwarg)] = left
        return Environment(self._resolver, self._texts, {**self._held, **held}, rest)

    def given(self, call: Place, skip: int = 0) -> Given:
        """What a call gives, without its first arguments by position."""
        if not isinstance(call.node, ast.Call):
            return Given()
        positional: list[Place] = []
        keywords: dict[str, Place] = {}
        starred = [isinstance(arg, ast.Starred) for arg in call.node.args]
        complete = not any(starred)
        shown = call.node.args if complete else call.node.args[: starred.index(True)]
        positional = [call.at(arg) for arg in shown]
        for keyword in call.node.keywords:
            value = call.at(keyword.value)
            several = {keyword.arg: value} if keyword.arg else self._entries(value)
            complete = complete and several is not None
            keywords.update(several or {})
        return Given(tuple(positional[skip:]), keywords, complete)

    def follow(self, place: Place) -> Place:
        """The expression that one stands for: what a parameter holds, what a local is bound to."""
        for _ in range(_MOST_LINKS):
            further = self._further(place)
            if further is None:
                return place
            place = further
        return place

    def truth(self, place: Place) -> bool | None:
        """Whether an expression counts as true; None if that is not known."""
        place = self.follow(place)
        node = place.node
        if isinstance(node, ast.Constant):
            return bool(node.value)
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            return bool(node.elts) if not any(map(_is_starred, node.elts)) else None
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(place.at(node.operand))
            return None if inner is None else not inner
        if isinstance(node, ast.BoolOp):
            return self._joined_truth(place, node)
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self._compared(place, node)
        if isinstance(node, ast.Call) and self._resolver.symbol(place.at(node.func)) == _CALLABLE:
            given = self.follow(place.at(node.args[0])) if node.args else place
            return False if isinstance(given.node, ast.Constant) else self._is_object(given) or None
        text = self.text(place)
        if text is not None:
            return bool(text)
        return True if self._is_object(place) else None

    def text(self, place: Place, depth: int = 0) -> str | None:
        """The string that an expression makes; None if that is not known."""
        place = self.follow(place)
        node = place.node
        if depth > _DEEPEST or self._is_of_parameter(place):
            return None
        if isinstance(node, ast.JoinedStr):
            return _joined([self._part(place.at(each), depth) for each in node.values])
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (place.at(node.left), place.at(node.right))
            return _joined([self.text(each, depth + 1) for each in sides])
        if isinstance(node, ast.Attribute) and node.attr == "__name__":
            thing = self._resolver.one(self.follow(place.at(node.value)))
            return getattr(thing.node, "name", None) if isinstance(thing, Place) else None
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return self._replaced(place, node, node.func, depth)
        return self._texts.fold(place)

    def running(self, function: Place) -> list[ast.AST]:
        """The statements of a function that run, in order, or the expression of a lambda.

        A block of which that is not known is one of them.
        """
        node = function.node
        found: list[ast.AST] = []
        if isinstance(node, ast.Lambda):
            return [node.body]
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return found
        self._run(node.body, Place(function.module, node, node), found)
        return found

    def _run(self, body: list[ast.stmt], inside: Place, found: list[ast.AST]) -> bool:
        """Adds the statements of a block; whether it ends the function."""
        for statement in body:
            truth = None
            if isinstance(statement, ast.If):
                truth = self.truth(inside.at(statement.test))
            if truth is None:
                found.append(statement)
                if isinstance(statement, (ast.Return, ast.Raise)):
                    return True
            elif isinstance(statement, ast.If):
                chosen = statement.body if truth else statement.orelse
                if self._run(chosen, inside, found):
                    return True
        return False

    def _further(self, place: Place) -> Place | None:
        """What an expression stands for, one step on."""
        node = place.node
        if isinstance(node, ast.Name):
            bindings = place.module.tree.lookup(node.id, place.scope)
            if len(bindings) != 1:
                return None
            binding = bindings[0]
            if binding.kind is Kind.VALUE and binding.value is not None:
                followed = _is_local(place, binding) and not isinstance(binding.value, _CHANGEABLE)
                return place.in_module(binding.value) if followed else None
            return self._held.get(key_of(binding.node))
        if isinstance(node, ast.IfExp):
            truth = self.truth(place.at(node.test))
            return None if truth is None else place.at(node.body if truth else node.orelse)
        if isinstance(node, ast.BoolOp):
            *others, last = map(place.at, node.values)
            for each in others:
                truth = self.truth(each)
                if truth is None:
                    return None
                if truth is isinstance(node.op, ast.Or):
                    return each
            return last
        return None

    def _joined_truth(self, place: Place, node: ast.BoolOp) -> bool | None:
        answers = [self.truth(place.at(each)) for each in node.values]
        decisive = isinstance(node.op, ast.Or)
        if decisive in answers:
            return decisive
        return None if None in answers else not decisive

    def _compared(self, place: Place, node: ast.Compare) -> bool | None:
        """The truth of `x is None` and `x is not None`."""
        right = node.comparators[0]
        if not isinstance(right, ast.Constant) or right.value is not None:
            return None
        left = self.follow(place.at(node.left))
        is_none: bool | None = None
        if isinstance(left.node, ast.Constant):
            is_none = left.node.value is None
        elif isinstance(left.node, _LITERALS) or self.text(left) or self._is_object(left):
            is_none = False
        if is_none is None or not isinstance(node.ops[0], (ast.Is, ast.IsNot)):
            return None
        return is_none is isinstance(node.ops[0], ast.Is)

    def _is_object(self, place: Place) -> bool:
        """Whether an expression is an object of the SDK, or a function: these count as true."""
        thing = self._resolver.one(place)
        if isinstance(thing, External):
            return thing.name.startswith("inngest.") and thing.made is not None
        return isinstance(thing, Place) and thing.is_function

    def _is_of_parameter(self, place: Place) -> bool:
        """Whether it is an attribute of `self` or the like, which a subclass can have otherwise."""
        node = place.node
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return False
        bindings = place.module.tree.lookup(node.value.id, place.scope)
        kinds = {binding.kind for binding in bindings}
        return Kind.PARAMETER in kinds and node.attr != "__name__"

    def _part(self, place: Place, depth: int) -> str | None:
        """A part of an f-string."""
        node = place.node
        if not isinstance(node, ast.FormattedValue):
            return self.text(place, depth + 1)
        if node.conversion != -1 or node.format_spec is not None:
            return None
        value = self.follow(place.at(node.value))
        if isinstance(value.node, ast.Constant) and type(value.node.value) is int:
            return str(value.node.value)
        return self.text(value, depth + 1)

    def _replaced(
        self, place: Place, call: ast.Call, func: ast.Attribute, depth: int
    ) -> str | None:
        """`name.replace("_", "-")`."""
        if func.attr != "replace" or len(call.args) != 2 or call.keywords:
            return None
        parts = (func.value, *call.args)
        text, old, new = (self.text(place.at(each), depth + 1) for each in parts)
        return None if text is None or old is None or new is None else text.replace(old, new)

    def _entries(self, place: Place) -> dict[str, Place] | None:
        """What `**place` gives; None if that is not known."""
        node = place.node
        if isinstance(node, ast.Name):
            for binding in place.module.tree.lookup(node.id, place.scope):
                held = key_of(binding.node)
                if held in self._rest and _is_only_handed_on(binding, place):
                    return dict(self._rest[held])
        found = self._resolver.one(place)
        if not isinstance(found, Place) or not isinstance(found.node, ast.Dict):
            return None
        entries: dict[str, Place] = {}
        for key, value in zip(found.node.keys, found.node.values, strict=True):
            at = found.at(value)
            name = None if key is None else self._texts.fold(found.at(key))
            several = self._entries(at) if key is None else {name: at} if name else None
            if several is None:
                return None
            entries.update(several)
        return entries


def _is_local(place: Place, binding: Binding) -> bool:
    """Whether a name is bound in a function; what a module binds the resolver knows."""
    module = place.module
    return binding not in module.tree.top.get(binding.name, ())


def _is_only_handed_on(binding: Binding, place: Place) -> bool:
    """Whether nothing is done with `**options` but to hand them on."""
    around = place.scope
    key = key_of(binding.node)
    while not isinstance(around, ast.Module) and key not in map(key_of, nodes_in(around)):
        around = place.module.tree.outer(around)
    nodes = list(ast.walk(around))
    handed = [n.value for n in nodes if isinstance(n, ast.keyword) and n.arg is None]
    return all(n in handed for n in nodes if isinstance(n, ast.Name) and n.id == binding.name)


def _is_starred(node: ast.expr) -> bool:
    return isinstance(node, ast.Starred)


def _joined(parts: list[str | None]) -> str | None:
    return None if None in parts else "".join(part for part in parts if part is not None)
