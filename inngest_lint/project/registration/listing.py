"""Reads the lists of a project: literals, sums, comprehensions, and what fills them later."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import External, Place, Thing
from inngest_lint.project.code.uses import Uses
from inngest_lint.project.registration.fillings import Fillings
from inngest_lint.project.registration.items import Element, Item, unknown
from inngest_lint.project.registration.scans import Scans
from inngest_lint.sdk.registration import COLLECTING

_LITERALS = (ast.List, ast.Tuple, ast.Set)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp)
_DEEPEST = 50  # lists in one another; what is deeper is not followed
_VIEWS = frozenset({"values", "copy", "items"})
_Env = Mapping[str, list[Thing]]


class Listing:
    """Finds the items of lists, dicts and what else holds functions."""

    def __init__(self, modules: Modules, resolver: Resolver) -> None:
        self._resolver = resolver
        self._uses = Uses(modules, resolver)
        self._fillings = Fillings(modules, resolver)
        self._scans = Scans(modules, resolver)
        self._open: set[Place] = set()

    def items(self, place: Place) -> Iterator[Item]:
        """The items of the list that an expression stands for."""
        if len(self._open) > _DEEPEST:
            yield unknown(place)
        if place in self._open or len(self._open) > _DEEPEST:
            return
        self._open.add(place)
        try:
            yield from self._items(place)
        finally:
            self._open.discard(place)

    def _items(self, place: Place) -> Iterator[Item]:
        loop = self._gone_through(place)
        if loop is not None:  # each turn's list
            for item in self.items(loop):
                yield from self._flattened(item)
            return
        things = self._resolver.all(place)
        if not things:
            yield unknown(place)
        for thing in things:
            if thing == place and isinstance(thing, Place):
                yield from self._of(thing)
            elif isinstance(thing, Place):
                yield from self.items(thing)
            else:
                yield unknown(place)

    def _of(self, place: Place) -> Iterator[Item]:
        """The items of an expression that leads nowhere else."""
        node = place.node
        if isinstance(node, _LITERALS):
            for element in node.elts:
                yield from self._element(place.at(element))
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                starred = key is None  # `**others`
                yield from (
                    self.items(place.at(value)) if starred else self._element(place.at(value))
                )
        elif isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.BitOr)):
            yield from self.items(place.at(node.left))
            yield from self.items(place.at(node.right))
        elif isinstance(node, _COMPREHENSIONS):
            yield from self._comprehension(place, node.elt, node.generators, {})
        elif isinstance(node, ast.DictComp):
            yield from self._comprehension(place, node.value, node.generators, {})
        elif isinstance(node, ast.Call):
            yield from self._call(place, node)
        elif isinstance(node, ast.Subscript):
            yield from self._subscript(place, node)
        elif isinstance(node, ast.arg):
            yield from self._parameter(place)
        elif not (isinstance(node, ast.Constant) and node.value is None):
            yield unknown(place)
        yield from self._filled(place)

    def _filled(self, place: Place) -> Iterator[Item]:
        for filling in self._fillings.of(place):
            if not filling.known:
                yield unknown(filling.place)
            elif filling.several:
                yield from self.items(filling.place)
            else:
                yield from self._element(filling.place)

    def _element(self, place: Place) -> Iterator[Item]:
        """What one element of a literal, or one `append`, adds."""
        if isinstance(place.node, ast.Starred):
            yield from self.items(place.at(place.node.value))
            return
        loop = self._gone_through(place)
        if loop is not None:
            yield from self.items(loop)
            return
        yield from self._as_element(place, self._resolver.all(place))

    def _as_element(self, place: Place, things: list[Thing]) -> Iterator[Item]:
        found: list[Thing] = []
        for thing in things:
            received = thing.made if isinstance(thing, External) else thing
            if isinstance(received, Place) and isinstance(received.node, ast.arg):
                given = self._uses.given(received)
                if given is None:
                    yield unknown(place)
                for each in given or ():
                    yield from self._element(each)
            elif scan := self._scans.around(thing):
                yield scan
            else:
                found.append(thing)
        if found:
            yield Element(place, tuple(found))
        elif not things:
            yield unknown(place)

    def _gone_through(self, place: Place) -> Place | None:
        """The iterable of the loop whose turns a name takes."""
        if not isinstance(place.node, ast.Name):
            return None
        for binding in place.module.tree.lookup(place.node.id, place.scope):
            if binding.kind is Kind.ITEM and binding.value is not None:
                return place.at(binding.value)
        return None

    def _parameter(self, place: Place) -> Iterator[Item]:
        given = self._uses.given(place)
        if given is None:
            yield unknown(place, getattr(place.node, "arg", ""))
            return
        scope = place.scope
        several = isinstance(scope, FUNCTIONS) and place.is_node(scope.args.vararg)
        for each in given:
            yield from self._element(each) if several else self.items(each)

    def _subscript(self, place: Place, node: ast.Subscript) -> Iterator[Item]:
        if isinstance(node.slice, ast.Slice):
            yield from self.items(place.at(node.value))
            return
        holder = self._resolver.one(place.at(node.value))
        if isinstance(holder, Place) and isinstance(holder.node, ast.Dict):
            for key, value in zip(holder.node.keys, holder.node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(node.slice, ast.Constant):
                    if key.value == node.slice.value:
                        yield from self.items(holder.at(value))
                        return
        yield unknown(place)

    def _call(self, place: Place, node: ast.Call) -> Iterator[Item]:
        symbol = self._resolver.symbol(place.at(node.func))
        if symbol in COLLECTING:
            flat = symbol in ("builtins.sum", "itertools.chain.from_iterable")
            given = node.args[-1:] if symbol == "builtins.filter" else node.args
            for arg in given[:1] if flat else given:
                for item in self.items(place.at(arg)):
                    yield from self._flattened(item) if flat else [item]
            return
        scan = list(self._scans.of_call(place, node, symbol))
        if scan:
            yield from scan
        elif isinstance(node.func, ast.Attribute) and node.func.attr in _VIEWS:
            yield from self.items(place.at(node.func.value))
        else:
            yield from self._yielded(place, node)

    def _flattened(self, item: Item) -> Iterator[Item]:
        if isinstance(item, Element):
            yield from self.items(item.place)
        else:
            yield item

    def _yielded(self, place: Place, node: ast.Call) -> Iterator[Item]:
        """What a generator function of the project yields."""
        called = self._resolver.one(place.at(node.func))
        yields = []
        if isinstance(called, Place) and isinstance(called.node, FUNCTIONS):
            function = called.node
            yields = called.module.tree.yielded(function)
            for each, several in yields:
                inside = Place(called.module, each, function)
                yield from self.items(inside) if several else self._element(inside)
        if not yields:
            yield unknown(place)

    def _comprehension(
        self, place: Place, elt: ast.expr, generators: list[ast.comprehension], env: _Env
    ) -> Iterator[Item]:
        if not generators:
            things = self._evaluate(elt, place, env)
            yield from self._as_element(place.at(elt), things)
            return
        first, *others = generators
        for item in self._iterated(first.iter, place, env):
            if isinstance(item, Element) and isinstance(first.target, ast.Name):
                inner = {**env, first.target.id: list(item.things)}
                yield from self._comprehension(place, elt, others, inner)
            elif made := self._made_whatever(elt, place, generators):
                yield Element(place.at(elt), tuple(made))
                return
            else:
                yield unknown(place) if isinstance(item, Element) else item

    def _made_whatever(
        self, elt: ast.expr, place: Place, generators: list[ast.comprehension]
    ) -> list[Thing]:
        """What a function of the project makes on each turn, whatever the turns are."""
        targets = [node for each in generators for node in ast.walk(each.target)]
        names = {node.id: list[Thing]() for node in targets if isinstance(node, ast.Name)}
        if not isinstance(elt, ast.Call) or _mentions(elt.func, names):
            return []
        found = self._resolver.all(place.at(elt))
        if any(
            isinstance(t, Place) and t.is_function for t in self._resolver.all(place.at(elt.func))
        ):
            return found
        return [] if place.at(elt) in found else found

    def _iterated(self, node: ast.expr, place: Place, env: _Env) -> Iterator[Item]:
        if not _mentions(node, env):
            yield from self.items(place.at(node))
            return
        if isinstance(node, _LITERALS):
            for element in node.elts:
                things = self._evaluate(element, place, env)
                yield from self._as_element(place.at(element), things)
            return
        things = self._evaluate(node, place, env)
        if not things:
            yield unknown(place)
        for thing in things:
            yield from self.items(thing) if isinstance(thing, Place) else [unknown(place)]

    def _evaluate(self, node: ast.expr, place: Place, env: _Env) -> list[Thing]:
        """What an expression stands for in one turn of a comprehension."""
        if isinstance(node, ast.Name) and node.id in env:
            return env[node.id]
        if isinstance(node, ast.Attribute) and _mentions(node.value, env):
            owners = self._evaluate(node.value, place, env)
            return [t for owner in owners for t in self._resolver.member(owner, node.attr)]
        if isinstance(node, ast.Call) and _mentions(node.func, env):
            called = self._evaluate(node.func, place, env)
            return [t for each in called for t in self._resolver.result(each)]
        return self._resolver.all(place.at(node))


def _mentions(node: ast.AST, env: _Env) -> bool:
    return any(isinstance(n, ast.Name) and n.id in env for n in ast.walk(node)) if env else False
