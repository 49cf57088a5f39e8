"""`asyncio.gather` and `group.parallel`: how many results they give, and who takes them apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import PARALLEL
from inngest_lint.sdk.python import GATHER, PASS_THROUGH, SEQUENCES
from inngest_lint.syntax import literals


@dataclass(frozen=True, slots=True, eq=False)
class Gather:
    """A call that runs several awaitables, or callables in the case of `group.parallel`.

    `awaitables` is None where the file does not show them all; `keeps_errors` tells that an
    exception stands among the results in the place of what failed.
    """

    call: cst.Call
    what: str
    awaitables: Sequence[cst.BaseExpression] | None
    keeps_errors: bool

    @property
    def count(self) -> int | None:
        """How many results it gives; None where that is unknown."""
        return None if self.awaitables is None else len(self.awaitables)


@dataclass(frozen=True, slots=True)
class Unpacking:
    """Results assigned to a tuple of targets, at least or exactly `wanted` of them."""

    gather: Gather
    node: cst.BaseExpression
    wanted: int
    starred: bool


@dataclass(frozen=True, slots=True)
class Indexing:
    """One of the results, taken by a constant index."""

    gather: Gather
    node: cst.Subscript
    index: int


class Gathers:
    """Finds gathers and follows their results through the names of one file."""

    def __init__(self, names: Names) -> None:
        self._tree = names.tree
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._sequences = names.sequences

    def unpackings(self) -> Iterator[Unpacking]:
        """Every assignment of the results of a gather to several targets."""
        for statement in self._tree.all(cst.Assign) if self._exist else ():
            for target in statement.targets:
                if type(target.target) is cst.Tuple or type(target.target) is cst.List:
                    gather = self.results_of(statement.value)
                    if gather is not None:
                        elements = target.target.elements
                        starred = sum(isinstance(e, cst.StarredElement) for e in elements)
                        wanted = len(elements) - starred
                        yield Unpacking(gather, target.target, wanted, bool(starred))

    def indexings(self) -> Iterator[Indexing]:
        """Every constant index into the results of a gather."""
        for node in self._tree.all(cst.Subscript) if self._exist else ():
            if len(node.slice) == 1 and isinstance(node.slice[0].slice, cst.Index):
                index = literals.integer(self._bindings.expression(node.slice[0].slice.value))
                if index is None or self._is_measured(node.value):
                    continue
                gather = self.results_of(node.value)
                if gather is not None:
                    yield Indexing(gather, node, index)

    def results_of(self, node: cst.BaseExpression) -> Gather | None:
        """The gather whose results `node` is, all of them and in their order."""
        seen: set[cst.CSTNode] = set()
        while node not in seen:
            seen.add(node)
            if isinstance(node, cst.Await):
                node = node.expression
            elif isinstance(node, cst.Name):
                if not self._changes.is_changed(node):
                    node = self._bindings.expression(node)
            elif isinstance(node, cst.NamedExpr):
                node = node.value
            elif isinstance(node, cst.Call):
                symbol = self._values.symbol(node.func)
                if symbol in (GATHER, PARALLEL):
                    return self._gather(node, symbol)
                if symbol in PASS_THROUGH | SEQUENCES and node.args and not node.args[0].star:
                    node = node.args[0].value
        return None

    def _is_measured(self, node: cst.BaseExpression) -> bool:
        """Whether a comparison asks for the `len` of a name, and so may guard its items."""
        return isinstance(node, cst.Name) and any(
            isinstance(call.func, cst.Name)
            and call.func.value == "len"
            and isinstance(self._tree.parent(call), (cst.Comparison, cst.ComparisonTarget))
            and any(literals.dotted(arg.value) == node.value for arg in call.args)
            for call in self._tree.all(cst.Call)
        )

    @cached_property
    def _exist(self) -> bool:
        """Whether the file has a gather at all; most have none."""
        return any(self._values.calls(symbol) for symbol in (GATHER, PARALLEL))

    def _given(self, call: cst.Call) -> list[cst.BaseExpression] | None:
        """The positional arguments, those in a list behind a `*` included; None if some hide."""
        found: list[cst.BaseExpression] = []
        for arg in call.args:
            items = self._sequences.elements(arg.value) if arg.star == "*" else [arg.value]
            if items is None:
                return None
            found += items if arg.keyword is None and arg.star != "**" else []
        return found

    def _gather(self, call: cst.Call, symbol: str) -> Gather:
        arguments = Arguments.of(call)
        if symbol == GATHER:
            flag = arguments.get("return_exceptions")
            keeps_errors = flag is not None and literals.is_true(
                self._bindings.expression(flag.value)
            )
            return Gather(call, symbol, self._given(call), keeps_errors)
        callables = arguments.get("callables", 0)
        elements = None if callables is None else self._sequences.elements(callables.value)
        return Gather(call, "group.parallel", elements, keeps_errors=False)
