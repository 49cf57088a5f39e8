"""How the values that a fault names are told: as words of its message, and as related places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from inngest_lint.files import display_name
from inngest_lint.finding import Location, Related
from inngest_lint.project.code.things import Place
from inngest_lint.project.positions import Extent, extent
from inngest_lint.project.view import View

if TYPE_CHECKING:
    import libcst as cst

    from inngest_lint.syntax.spans import Span


def nodes_in(values: Iterable[object]) -> Iterator[cst.CSTNode]:
    """The nodes of the file among the values of a fault, those in reason chains included."""
    from inngest_lint.model.reasons import ReasonChain
    from inngest_lint.syntax.tree import is_node

    for value in values:
        if is_node(value):
            yield value
        elif isinstance(value, ReasonChain):
            yield from (each.at for each in value.reasons if is_node(each.at))


class Told:
    """Tells values of faults in one file: `spans` are where its nodes stand.

    A node is its line, and a reason chain ends with the place where it ends, below the project's
    root.
    """

    def __init__(self, spans: Mapping[cst.CSTNode, Span], view: View) -> None:
        self._spans = spans
        self._view = view

    def words(self, value: object) -> object:
        """A value as a message has it."""
        from inngest_lint.model.reasons import ReasonChain

        if isinstance(value, ReasonChain):
            names = " -> ".join(each.name for each in value.reasons)
            return f"{names} {self._at(value.reasons[-1].at)}"
        span = self._span(value)
        return value if span is None else f"line {span.row}"

    def related(self, key: str, value: object) -> Iterator[Related]:
        """The places that explain the fault: where a node stands, each link of a chain."""
        from inngest_lint.model.reasons import ReasonChain

        if isinstance(value, ReasonChain):
            for each in value.reasons[1:]:  # the first is the place of the fault
                yield self._link(each.name, each.at)
        elif self._span(value) is not None:
            yield self._link(key.replace("_", " "), value)

    def row(self, node: cst.CSTNode) -> int:
        """The line on which a node of the file begins."""
        return self._spans[node].row

    def ends(self, node: object) -> tuple[Location, Location]:
        """Where a node of the file begins and ends."""
        return ends(self._spans[node])  # type: ignore[index]

    def _span(self, value: object) -> Span | None:
        return self._spans.get(value)  # type: ignore[call-overload,no-any-return]

    def _link(self, message: str, at: object) -> Related:
        if isinstance(at, Place):
            return Related(message, *ends(extent(at)), display_name(at.module.path))
        return Related(message, *self.ends(at))

    def _at(self, at: cst.CSTNode | Place) -> str:
        if not isinstance(at, Place):
            return f"on line {self.row(at)}"
        path, root = at.module.path, self._view.project.root
        inside = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        return f"at {inside}:{at.row}"


def ends(at: Span | Extent) -> tuple[Location, Location]:
    """The first and the last place of something."""
    return Location(at.row, at.column), Location(at.end_row, at.end_column)


def described(error: Exception) -> str:
    """An exception in a line: what it says, and where it was raised."""
    import traceback  # as little goes wrong as this is needed

    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {error}".splitlines()[0] + where
