"""Which name gets which result of a gather: targets, indices, keys and `zip`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.gathers.awaited import Awaited, AwaitedNames
from inngest_lint.model.gathers.gathers import Gather, Gathers
from inngest_lint.model.gathers.namesakes import Placed, misplaced
from inngest_lint.model.gathers.words import target_of
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names


@dataclass(frozen=True, slots=True)
class Exchange:
    """A target that gets one result of a gather and is named like another.

    `right` is the order in which the targets would fit, by their numbers; for an index it is the
    index that would.
    """

    node: cst.CSTNode
    target: str
    given: str
    wanted: str
    right: tuple[int, ...]


_MOST = 30  # awaitables: nobody names more results one by one
_Taken: TypeAlias = tuple[str, int, cst.CSTNode]  # a target, its position, where it is written


class Pairings:
    """Pairs the results of the gathers of one file with the names that get them."""

    def __init__(self, names: Names, gathers: Gathers, awaited: AwaitedNames) -> None:
        self._tree = names.tree
        self._values = names.values
        self._texts = names.texts
        self._sequences = names.sequences
        self._gathers = gathers
        self._awaited = awaited

    def exchanges(self) -> Iterator[Exchange]:
        """The targets whose names fit other results than they get.

        Of several in one target list or one `zip` the first.
        """
        for gather, node, targets in (*self._unpacked(), *self._zipped()):
            if len(targets) == gather.count:
                taken = [(target, i, node) for i, target in enumerate(targets)]
                yield from list(self._judge(gather, taken, each=False))[:1]
        for gather, taken in self._indexed():
            yield from self._judge(gather, taken, each=True)

    def unknown(self) -> Iterator[Gather]:
        """The gathers whose results are unpacked, and whose awaitables are not all known."""
        return (use.gather for use in self._gathers.unpackings() if use.gather.count is None)

    def _judge(self, gather: Gather, taken: Sequence[_Taken], *, each: bool) -> Iterator[Exchange]:
        if (gather.count or 0) > _MOST:
            return
        awaited: list[Awaited] = [self._awaited.of(node) for node in gather.awaitables or ()]
        found = misplaced(
            [Placed(target_of(target), position) for target, position, _ in taken],
            [one.callee for one in awaited],
            [one.arguments for one in awaited],
            each=each,
        )
        order = {one.wanted: one.target for one in found}
        for one in found:
            target, position, node = taken[one.target]
            given, wanted = awaited[position], awaited[one.wanted]
            right = [one.wanted] if each else [order.get(i, i) for i in range(len(taken))]
            written = self._awaited.written
            yield Exchange(node, target, written(given), written(wanted), tuple(right))

    def _unpacked(self) -> Iterator[tuple[Gather, cst.CSTNode, list[str]]]:
        for use in self._gathers.unpackings():
            if not use.starred and isinstance(use.node, (cst.Tuple, cst.List)):
                targets = [self._written(element.value) for element in use.node.elements]
                yield use.gather, use.node, targets

    def _zipped(self) -> Iterator[tuple[Gather, cst.CSTNode, list[str]]]:
        """Every `zip` of results with names that the file shows."""
        for call in self._values.calls("builtins.zip"):
            given = Arguments.of(call).positional
            for gather in filter(None, [self._gathers.results_of(arg.value) for arg in given]):
                for arg in given:
                    names = self._names(arg.value)
                    if names:
                        yield gather, arg, names

    def _names(self, node: cst.BaseExpression) -> list[str]:
        """The texts of a sequence of constants; empty if it is none."""
        elements = self._sequences.elements(node) or ()
        texts = [self._texts.fold(element) for element in elements]
        constants = [text.constant for text in texts if text is not None]
        known = [constant for constant in constants if constant is not None]
        return known if len(known) == len(elements) else []

    def _indexed(self) -> Iterator[tuple[Gather, list[_Taken]]]:
        """The results that are taken one by one, gather by gather."""
        found: dict[int, tuple[Gather, list[_Taken]]] = {}
        for use in self._gathers.indexings():
            count = use.gather.count or 0
            target = self._target(use.node) if -count <= use.index < count else ""
            if target:
                _, taken = found.setdefault(id(use.gather.call), (use.gather, []))
                taken.append((target, use.index % count, use.node))
        yield from found.values()

    def _target(self, node: cst.CSTNode) -> str:
        """The name under which an expression is kept as it is; empty if there is none."""
        above = self._tree.parent(node)
        while isinstance(above, (cst.IfExp, cst.BooleanOperation)):
            if isinstance(above, cst.IfExp) and node is above.test:
                return ""
            node, above = above, self._tree.parent(above)
        if isinstance(above, cst.Assign) and len(above.targets) == 1:
            return self._written(above.targets[0].target)
        if isinstance(above, (cst.AnnAssign, cst.NamedExpr)):
            return self._written(above.target)
        if isinstance(above, cst.DictElement) and node is above.value:
            return self._constant(above.key)
        if isinstance(above, cst.Arg) and above.keyword is not None:
            return above.keyword.value
        return self._beside(node, above) if isinstance(above, cst.Element) else ""

    def _beside(self, node: cst.CSTNode, element: cst.Element) -> str:
        """The target of an element in `a, b = x, y`."""
        values = self._tree.parent(element)
        statement = self._tree.parent(values) if values is not None else None
        if not isinstance(values, (cst.Tuple, cst.List)) or not isinstance(statement, cst.Assign):
            return ""
        target = statement.targets[0].target
        if len(statement.targets) > 1 or not isinstance(target, (cst.Tuple, cst.List)):
            return ""
        if len(target.elements) != len(values.elements):
            return ""
        both = zip(target.elements, values.elements, strict=True)
        return next(self._written(place.value) for place, value in both if value is element)

    def _written(self, target: cst.BaseExpression) -> str:
        """What a target is called: a name, an attribute, a literal key; empty for the rest.

        The targets among which one result is parted name it together.
        """
        if isinstance(target, (cst.Tuple, cst.List)):
            return ", ".join(self._written(element.value) for element in target.elements)
        if isinstance(target, cst.Name):
            return target.value
        if isinstance(target, cst.Attribute):
            return target.attr.value
        if isinstance(target, cst.Subscript) and len(target.slice) == 1:
            index = target.slice[0].slice
            return self._constant(index.value) if isinstance(index, cst.Index) else ""
        return ""

    def _constant(self, node: cst.BaseExpression) -> str:
        text = self._texts.fold(node)
        return (text.constant if text else None) or ""
