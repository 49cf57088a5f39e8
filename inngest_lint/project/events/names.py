"""Which names of events an expression can make, with `*` for what is not known."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from inngest_lint.project.code.bindings import Kind
from inngest_lint.project.code.callers import Callers
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.sites import key_of
from inngest_lint.project.code.texts import Texts
from inngest_lint.project.code.things import Place

_DEEPEST = 6  # parameters that are given parameters
_FIELD = re.compile(r"\{[^{}]*\}")
_PERCENT = re.compile(r"%(\(\w+\))?[-#0 +]*\d*[a-z]")


class EventName(NamedTuple):
    """A name, and where it is written; `is_known` tells that nothing of it is a guess."""

    text: str
    place: Place
    is_known: bool


class EventNames:
    """Folds the expressions that name events."""

    def __init__(self, resolver: Resolver, texts: Texts, callers: Callers) -> None:
        self._resolver = resolver
        self._texts = texts
        self._callers = callers

    def of(self, place: Place, depth: int = 0) -> list[EventName]:
        """Every name that the expression at `place` can make."""
        node = place.node
        text = self._texts.fold(place)
        if text is not None and not self._is_of_object(place):
            return [EventName(text, place, True)]
        if text is not None or depth > _DEEPEST:
            return [EventName("*", place, False)]
        if isinstance(node, (ast.JoinedStr, ast.BinOp)) or _is_format(node):
            return [EventName(self._pattern(place), place, False)]
        if isinstance(node, ast.Name):
            bindings = place.module.tree.lookup(node.id, place.scope)
            if [each.kind for each in bindings] == [Kind.PARAMETER]:
                return list(self._parameter(place, bindings[0].node, depth))
            if [each.kind for each in bindings] == [Kind.ITEM] and bindings[0].value is not None:
                items = _elements(bindings[0].value)
                if items:
                    return [name for item in items for name in self.of(place.at(item), depth + 1)]
        if isinstance(node, ast.IfExp):
            return [
                *self.of(place.at(node.body), depth),
                *self.of(place.at(node.orelse), depth),
            ]
        if isinstance(node, ast.Subscript):
            return list(self._entries(place, node, depth))
        return list(self._alternatives(place, depth))

    def _entries(self, place: Place, node: ast.Subscript, depth: int) -> Iterator[EventName]:
        """The names that a literal dictionary has under a key, or under any if it is not known."""
        table = self._resolver.one(place.at(node.value))
        if not isinstance(table, Place) or not isinstance(table.node, ast.Dict):
            yield EventName("*", place, False)
            return
        key = self._texts.fold(place.at(node.slice))
        for each, value in zip(table.node.keys, table.node.values, strict=True):
            known = None if each is None else self._texts.fold(table.at(each))
            if known is None:
                yield EventName("*", place, False)
            elif key in (None, known):
                for name in self.of(table.at(value), depth + 1):
                    yield name._replace(place=place, is_known=name.is_known and key is not None)

    def _alternatives(self, place: Place, depth: int) -> Iterator[EventName]:
        """The names that a variable bound in several places can have."""
        things = self._resolver.all(place)
        for thing in things:
            if isinstance(thing, Place) and thing != place:
                for name in self.of(thing, depth + 1):
                    yield name._replace(place=place)
            else:
                yield EventName("*", place, False)
        if not things:
            yield EventName("*", place, False)

    def _parameter(self, place: Place, parameter: ast.AST, depth: int) -> Iterator[EventName]:
        """What the callers of a function give it; at the argument that each of them writes."""
        scope = place.scope
        module = place.module
        key = key_of(parameter)
        while key not in map(key_of, _parameters(scope)):
            if isinstance(scope, ast.Module):
                yield EventName("*", place, False)
                return
            scope = module.tree.outer(scope)
        given, is_all = self._callers.given(Place(module, parameter, scope))
        for each in given:
            for name in self.of(each.place, depth + 1):
                yield name if each.is_sure else name._replace(is_known=False)
        if not is_all:
            yield EventName("*", place, False)

    def _is_of_object(self, place: Place) -> bool:
        """Whether it is an attribute of `self` or the like, which a subclass can have otherwise."""
        node = place.node
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return False
        bindings = place.module.tree.lookup(node.value.id, place.scope)
        return any(binding.kind is Kind.PARAMETER for binding in bindings)

    def _pattern(self, place: Place) -> str:
        """What an expression makes, with `*` for its unknown parts."""
        node = place.node
        text = self._texts.fold(place)
        if text is not None:
            return text
        if isinstance(node, ast.JoinedStr):
            return _merged("".join(self._pattern(place.at(part)) for part in node.values))
        if isinstance(node, ast.FormattedValue):
            folded = self._texts.fold(place.at(node.value))
            return "*" if folded is None or node.format_spec or node.conversion != -1 else folded
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            left, right = place.at(node.left), place.at(node.right)
            return _merged(self._pattern(left) + self._pattern(right))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            template = self._texts.fold(place.at(node.left))
            return "*" if template is None else _merged(_PERCENT.sub("*", template))
        if _is_format(node):
            template = self._texts.fold(place.at(node.func.value))  # type: ignore[attr-defined]
            return "*" if template is None else _merged(_FIELD.sub("*", template))
        return "*"


def _is_format(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "format"
    )


def _merged(pattern: str) -> str:
    return re.sub(r"\*+", "*", pattern)


def _elements(node: ast.expr) -> list[ast.expr]:
    """The elements of a literal list."""
    return node.elts if isinstance(node, (ast.List, ast.Tuple, ast.Set)) else []


def _parameters(scope: ast.AST) -> list[ast.arg]:
    args = getattr(scope, "args", None)
    if not isinstance(args, ast.arguments):
        return []
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]
