"""Which callables return a value that differs between requests, and where it comes from.

Only what is sure counts: every `return` gives such a value, as it is or as a part of a string. What
a step gives is memoized, and what an unknown call gives is unknown.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.overrides import Overrides
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.project.summaries.chains import Chain, Link, ended_by
from inngest_lint.project.summaries.deeds import dotted
from inngest_lint.project.summaries.named import is_named
from inngest_lint.sdk.nondeterminism import SEEDS, TAKING, is_among, source_of_call

_DEEPEST = 30
_CONFIGURED = "a value that the settings name"
# What makes another spelling of its argument.
_SPELLING = frozenset(f"builtins.{name}" for name in "ascii format int repr round str".split())
_METHODS = TAKING | frozenset(
    "astimezone date decode encode hex hexdigest isocalendar isoformat isoweekday lower strftime "
    "strip time timestamp timetuple title total_seconds upper weekday zfill".split()
)


class Chance(NamedTuple):
    """What brings the value in, in words, and the calls that lead to it."""

    what: str
    chain: Chain


class Chances:
    """Judges the callables and constants of a project.

    Of the calls that the user's settings name, those in `configured` differ and those in `pure` do
    not, whatever they do.
    """

    def __init__(
        self,
        resolver: Resolver,
        overrides: Overrides,
        configured: Sequence[str] = (),
        pure: Sequence[str] = (),
    ) -> None:
        self._resolver = resolver
        self._overrides = overrides
        self._configured = configured
        self._pure = pure
        self._known: dict[Place, Chance | None] = {}
        self._open: set[Place] = set()
        self._doubtful: set[Place] = set()

    def returned(self, function: Place) -> Chance | None:
        """What makes that which a callable returns differ; None if nothing is sure to."""
        if function not in self._known:
            if not self._open:
                self._doubtful.clear()
            if function in self._open | self._doubtful or len(self._open) > _DEEPEST:
                return None
            self._open.add(function)
            try:
                found = self._returned(function)
            finally:
                self._open.discard(function)
            if found is None and self._open:  # perhaps only for a circle
                self._doubtful.add(function)
                return None
            self._known[function] = found
        return self._known[function]

    def of(self, place: Place, depth: int = 0) -> Chance | None:
        """The same for an expression."""
        node = place.node
        if depth > _DEEPEST:
            return None
        found = _first(self.of(place.at(part), depth + 1) for part in _parts(node))
        if found is not None:
            return found
        if isinstance(node, ast.Name):
            bindings = place.module.tree.lookup(node.id, place.scope)
            if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                if node.id in place.module.tree.bindings(place.scope):
                    return self.of(place.at(bindings[0].value), depth + 1)
        return self._call(place, node, depth) if isinstance(node, ast.Call) else None

    def _returned(self, function: Place) -> Chance | None:
        if self._pure and is_named(function, self._pure):
            return None
        if self._configured and is_named(function, self._configured):
            return Chance(_CONFIGURED, (Link(getattr(function.node, "name", "lambda"), function),))
        if not isinstance(function.node, FUNCTIONS) or not _is_plain(function.node):
            return None
        module, node = function.module, function.node
        returned = [Place(module, value, node) for value in module.tree.returned(node)]
        found = [self.of(each) for each in returned if not _is_none(each.node)]
        first = None if None in found else _first(found)
        if first is None:
            return None
        name = getattr(node, "name", "lambda")
        return Chance(first.what, (Link(name, function), *first.chain))

    def _call(self, place: Place, node: ast.Call, depth: int) -> Chance | None:
        func = place.at(node.func)
        symbol = self._resolver.symbol(func)
        if self._pure and symbol and is_among(symbol, self._pure):
            return None
        what = source_of_call(symbol, len(node.args)) if symbol else None
        if what is not None and _is_seeded(symbol, place):
            return None
        if what is None and symbol and self._configured and is_among(symbol, self._configured):
            what = _CONFIGURED
        if what is not None:
            return Chance(what, (Link(dotted(node.func), place),))
        if symbol in _SPELLING:
            return self.of(place.at(node.args[0]), depth + 1) if node.args else None
        things = self._overrides.called(func) or self._resolver.all(func)
        functions = [each for each in things if isinstance(each, Place) and each.is_function]
        if functions:
            found = [self.returned(each) for each in functions]
            is_sure = None not in found and len(functions) == len(things)
            return _first(found) if is_sure else None
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
            return self.of(place.at(node.func.value), depth + 1)
        return None


def _first(found: Iterable[Chance | None]) -> Chance | None:
    """The first of what is found, if possible one that no comment may have ignored."""
    known = [each for each in found if each is not None]
    ends = ((each, place) for each in known for place in ended_by(each.chain))
    plain = (each for each, place in ends if not place.module.noqa.has_comment(place.row))
    return next(plain, known[0] if known else None)


def _parts(node: ast.AST) -> list[ast.expr]:
    """The parts of an expression that are in its value."""
    if isinstance(node, ast.JoinedStr):
        return [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
    if isinstance(node, ast.BinOp):
        return [node.left, node.right]
    if isinstance(node, ast.Compare):
        return [node.left, *node.comparators]
    if isinstance(node, ast.UnaryOp):
        return [node.operand]
    if isinstance(node, (ast.Await, ast.NamedExpr)):
        return [node.value]
    if isinstance(node, ast.Attribute):
        return [node.value] if isinstance(node.value, (ast.Call, ast.Attribute)) else []
    if isinstance(node, ast.Subscript):
        return [node.value] if isinstance(node.slice, ast.Slice) else []
    return []


def _is_seeded(symbol: str, place: Place) -> bool:
    """Whether a module gives the generator of a call a seed: it then gives the same series."""
    owner = symbol.rpartition(".")[0]
    return f"{owner}.seed" in SEEDS and "seed(" in place.module.text


def _is_plain(function: ast.AST) -> bool:
    """Whether no decorator changes what it returns, and it is no generator."""
    for decorator in getattr(function, "decorator_list", ()):
        if not isinstance(decorator, ast.Name) or decorator.id not in (
            "staticmethod",
            "classmethod",
            "property",
        ):
            return False
    return not any(isinstance(each, (ast.Yield, ast.YieldFrom)) for each in ast.walk(function))


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
