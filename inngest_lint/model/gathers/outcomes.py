"""Which expressions hold results of a gather that keeps errors, or one outcome of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.gathers.gathers import Gathers
from inngest_lint.model.gathers.outcome import NOTHING, Key, Outcome, Results
from inngest_lint.model.gathers.outcome_loops import ZIPS, Collection, OutcomeLoops
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.python import CAST, GATHER, PASS_THROUGH, RUNNERS, SEQUENCES
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind

# What can hold an outcome, and what parts results among names.
_HOLDING = frozenset({cst.Name, cst.NamedExpr, cst.Subscript, cst.Call})
_PARTING = frozenset({cst.Assign, cst.For, cst.CompFor})
_SAME_ITEMS = PASS_THROUGH | RUNNERS | SEQUENCES | {"builtins.sorted", "builtins.reversed"}


class Outcomes:
    """Follows outcomes through the names and loops of one file.

    `feed` and `give` tell it what calls show: which parameters receive outcomes or results, and
    which functions return results.
    """

    def __init__(self, names: Names, flow: ControlFlow, gathers: Gathers) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._gathers = gathers
        self._reaching = flow.reaching
        self.loops = OutcomeLoops(names, self.of, self.results)
        self._fed: dict[int, bool] = {}  # parameters, by identity: with results, or with one
        self._giving: set[int] = set()
        self._known: dict[int, Outcome] = {}
        self._in_literals: dict[Outcome, list[int]] | None = None
        self._known_results: dict[int, Results | None] = {}

    def feed(self, param: cst.Param, *, results: bool) -> bool:
        """Records that a parameter receives results or one of them; False if that is known."""
        if id(param) in self._fed:
            return False
        self._fed[id(param)] = results
        self._forget()
        return True

    def give(self, function: Definition) -> bool:
        """Records that a function returns results; False if that is known."""
        if id(function) in self._giving:
            return False
        self._giving.add(id(function))
        self._forget()
        return True

    def is_fed(self, param: cst.Param) -> bool:
        """Whether a parameter receives an outcome or results from some caller."""
        return id(param) in self._fed

    @property
    def names(self) -> frozenset[str]:
        """What everything is called that may hold an outcome; cheap, and most names are others."""
        return frozenset(b.name for b in self._scopes.bindings() if self._may_hold(b))

    def _may_hold(self, binding: Binding) -> bool:
        if binding.kind is Kind.VALUE:
            return binding.value.__class__ in _HOLDING
        return binding.node.__class__ in _PARTING or id(binding.node) in self._fed

    def of(self, node: cst.BaseExpression) -> Outcome:
        """The outcome that `node` holds."""
        found = self._known.get(id(node))
        if found is None:
            self._known[id(node)] = NOTHING  # of a name bound through itself, the rest decides
            found = self._known[id(node)] = self._outcome(node)
        return found

    def results(self, node: cst.BaseExpression) -> Results | None:
        """The results that `node` holds, all or a slice of them."""
        if id(node) not in self._known_results:
            self._known_results[id(node)] = None
            self._known_results[id(node)] = self._results(node)
        return self._known_results[id(node)]

    def collections_with(self, outcome: Outcome) -> list[int]:
        """The literals that hold an outcome among their elements, as sources of a loop."""
        if self._in_literals is None:
            self._in_literals = {}
            for node in self._literals():
                for held in {self.of(element.value) for element in node.elements}:
                    if held:
                        self._in_literals.setdefault(held, []).append(id(node))
        return self._in_literals.get(outcome, [])

    def _literals(self) -> list[Collection]:
        tree = self._tree
        return [*tree.all(cst.Tuple), *tree.all(cst.List), *tree.all(cst.Set), *tree.all(cst.Dict)]

    def _forget(self) -> None:
        self._known.clear()
        self._known_results.clear()
        self._in_literals = None

    def _outcome(self, node: cst.BaseExpression) -> Outcome:
        if type(node) is cst.Name:
            bound = [self._bound(binding) for binding in self._reaching.of(node)]
            return NOTHING.union(*bound)
        if type(node) is cst.NamedExpr:
            return self.of(node.value)
        if type(node) is cst.Subscript:
            index = _index(node)
            results = self.results(node.value) if index is not None else None
            return self._item(results, index) if results and index is not None else NOTHING
        if type(node) is cst.Call:
            if self._values.symbol(node.func) == CAST and len(node.args) == 2:
                return self.of(node.args[1].value)
            if _method(node) == "get" and isinstance(node.func, cst.Attribute) and node.args:
                results = self.results(node.func.value)
                if results and results.mapping:
                    return self._item(results, node.args[0].value)
        return NOTHING

    def _item(self, results: Results, index: cst.BaseExpression) -> Outcome:
        """`results[index]`, which in a loop with `enumerate` is also the loop's variable."""
        if isinstance(index, cst.Name):
            for binding in self._reaching.of(index):
                if isinstance(binding.node, (cst.For, cst.CompFor)):
                    beside = self._beside(binding.node, results)
                    if beside:
                        return beside
        part = self._tree.text(index) + results.slice
        return frozenset(Key(source, part) for source in results.sources)

    def _beside(self, loop: cst.For | cst.CompFor, results: Results) -> Outcome:
        """The variable of a loop over these results, where the loop counts them or names them."""
        if isinstance(loop.target, (cst.Tuple, cst.List)) and isinstance(loop.iter, cst.Call):
            numbered = self._values.symbol(loop.iter.func) == "builtins.enumerate"
            if numbered or _method(loop.iter) == "items":
                for name in (e.value for e in loop.target.elements[1:]):
                    for binding in self._scopes.of_name(name) if isinstance(name, cst.Name) else ():
                        each = self._bound(binding) if binding.node is loop else NOTHING
                        if {key.source for key in each} == results.sources:
                            return each
        return NOTHING

    def _bound(self, binding: Binding) -> Outcome:
        node = binding.node
        if not self._may_hold(binding):
            return NOTHING
        if binding.value is not None:
            return self.of(binding.value)
        if type(node) is cst.Param:
            return NOTHING if self._fed[id(node)] else frozenset({Key(id(node), "")})
        if type(node) is cst.Assign:
            return NOTHING.union(*(self._unpacked(t.target, node, binding) for t in node.targets))
        if type(node) is cst.For or type(node) is cst.CompFor:
            sources = self.loops.sources(node.target, node.iter, binding.name)
            return frozenset(Key(source, f"each {id(binding)}") for source in sources)
        return NOTHING

    def _unpacked(self, target: cst.BaseExpression, node: cst.Assign, binding: Binding) -> Outcome:
        if not isinstance(target, (cst.Tuple, cst.List)):
            return NOTHING
        for place, element in enumerate(target.elements):
            if isinstance(element.value, cst.Name) and element.value.value == binding.name:
                if isinstance(element, cst.StarredElement):
                    return NOTHING
                before = target.elements[:place]
                if any(isinstance(each, cst.StarredElement) for each in before):
                    place -= len(target.elements)
                results = self.results(node.value)
                if results is None or results.mapping:
                    return NOTHING
                return frozenset(Key(s, f"{place}{results.slice}") for s in results.sources)
        return NOTHING

    def _results(self, node: cst.BaseExpression) -> Results | None:
        if type(node) is cst.Name:
            if self._changes.is_changed(node):
                return None
            return _agreed(self._bound_results(node, b) for b in self._reaching.of(node))
        if type(node) is cst.Call:
            return self._called(node)
        if type(node) is cst.Await:
            return self.results(node.expression)
        if type(node) is cst.NamedExpr:
            return self.results(node.value)
        if type(node) is cst.IfExp:
            return _agreed(self.results(each) for each in (node.body, node.orelse))
        if type(node) is cst.BooleanOperation:
            return _agreed(self.results(each) for each in (node.left, node.right))
        if type(node) is cst.Subscript and len(node.slice) == 1:
            if isinstance(node.slice[0].slice, cst.Slice):
                return self._sliced(self.results(node.value), self._tree.text(node.slice[0]))
        if isinstance(node, (cst.ListComp, cst.GeneratorExp, cst.DictComp)):
            return self._copied(node)
        return None

    def _bound_results(self, name: cst.Name, binding: Binding) -> Results | None:
        node = binding.node
        if type(node) is cst.Param:
            return Results(frozenset({id(node)})) if self._fed.get(id(node)) else None
        if binding.kind is Kind.VALUE:
            return self.results(binding.value) if binding.value is not None else None
        if type(node) is cst.Assign:
            for target in node.targets:
                for element in getattr(target.target, "elements", ()):
                    if isinstance(element, cst.StarredElement):
                        if literals.dotted(element.value) == name.value:
                            return self._sliced(self.results(node.value), "*")
        return None

    def _sliced(self, results: Results | None, text: str) -> Results | None:
        return replace(results, slice=f"{results.slice}[{text}]") if results else None

    def _copied(self, node: cst.ListComp | cst.GeneratorExp | cst.DictComp) -> Results | None:
        """The results that a comprehension hands on, all of them and each as it is."""
        loop = node.for_in
        item = node.value if isinstance(node, cst.DictComp) else node.elt
        if loop.ifs or loop.inner_for_in or not isinstance(item, cst.Name):
            return None
        sources = self.loops.sources(loop.target, loop.iter, item.value)
        return Results(sources, mapping=isinstance(node, cst.DictComp)) if sources else None

    def _called(self, call: cst.Call) -> Results | None:
        symbol = self._values.symbol(call.func)
        first = call.args[0].value if call.args and not call.args[0].star else None
        if symbol == GATHER:
            gather = self._gathers.results_of(call)
            return Results(frozenset({id(call)})) if gather and gather.keeps_errors else None
        if symbol in _SAME_ITEMS:
            return self.results(first) if first is not None else None
        if symbol == CAST and len(call.args) == 2:
            return self.results(call.args[1].value)
        if symbol == "builtins.dict" and first is not None:
            return self._zipped(first)
        if isinstance(call.func, cst.Attribute) and _method(call) in ("values", "copy"):
            results = self.results(call.func.value)
            if results is not None and (results.mapping or _method(call) == "copy"):
                return replace(results, mapping=results.mapping and _method(call) == "copy")
        if self._giving and id(self._values.definition(call.func)) in self._giving:
            return Results(frozenset({id(call)}))
        return None

    def _zipped(self, node: cst.BaseExpression) -> Results | None:
        """The results that are the values of `dict(node)`."""
        node = self._bindings.expression(node)
        if isinstance(node, cst.Call) and self._values.symbol(node.func) in ZIPS:
            pair = Arguments.of(node).positional
            results = self.results(pair[1].value) if len(pair) == 2 else None
            return replace(results, mapping=True) if results else None
        results = self.results(node)
        return results if results and results.mapping else None


def _agreed(found: Iterator[Results | None]) -> Results | None:
    """What a name can hold, where it holds results at all."""
    every = [results for results in found if results is not None]
    if not every or any(results.mapping != every[0].mapping for results in every):
        return None
    sources = frozenset[int]().union(*(results.sources for results in every))
    return replace(every[0], sources=sources)


def _index(node: cst.Subscript) -> cst.BaseExpression | None:
    if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
        return node.slice[0].slice.value
    return None


def _method(call: cst.Call) -> str:
    return call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
