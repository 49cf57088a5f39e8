"""What is sure to hold where a piece of code runs: the tests that lead to it.

A *fact* is an expression together with the truth it must have had. `and`, `or` and `not` are taken
apart: where `a and not b` held, `a` held and `b` did not.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.paths import Exit, Flow, Mark, is_irrefutable, may_suppress
from inngest_lint.model.flow.raises import Raises
from inngest_lint.syntax.scopes import COMPREHENSIONS
from inngest_lint.syntax.tree import Tree, children

_BLOCKS = frozenset({cst.IndentedBlock, cst.SimpleStatementSuite, cst.Module})
_SILENT = frozenset({cst.FunctionDef, cst.ClassDef})
_GUARDING = _BLOCKS.union(
    {cst.If, cst.IfExp, cst.While, cst.BooleanOperation, *COMPREHENSIONS, cst.CompFor},
    {cst.Match, cst.MatchCase},
)


class Fact(NamedTuple):
    """An expression, or the `case` of a `match`, and whether it held."""

    test: cst.BaseExpression | cst.MatchCase
    held: bool


class Guards:
    """Finds what dominates the code of one file."""

    def __init__(self, tree: Tree, raises: Raises) -> None:
        self._tree = tree
        self._raises = raises
        self._flow = Flow(None, _marks_nothing, raises.always)
        self._telling: dict[int, list[cst.CSTNode]] = {}  # by identity, as in `Tree`

    def facts(self, node: cst.CSTNode, replaces: Mark | None = None) -> Iterator[Fact]:
        """Every fact that holds where `node` runs, those around the functions it is in included.

        With `replaces`, the facts of a value: a branch in which every path passes a statement
        that replaces it has no part in them, as if the branch had left.
        """
        flow = Flow(None, replaces, self._raises.always) if replaces else self._flow
        below = node
        for above in self._tree.ancestors(node):
            if above.__class__ in _GUARDING:  # most are not; to be none of them costs much
                yield from self._leading_to(below, above, flow)
            below = above

    def tested(self, fact: Fact) -> cst.CSTNode:
        """What a fact is about: its expression, or the subject of its `match`."""
        match = self._tree.parent(fact.test)
        return match.subject if isinstance(match, cst.Match) else fact.test

    def is_test(self, node: cst.CSTNode) -> bool:
        """Whether what an expression gives decides what is done, or taken, next."""
        below = node
        for above in self._tree.ancestors(node):
            if isinstance(above, (cst.If, cst.While, cst.IfExp)):
                return below is above.test
            if isinstance(above, cst.Match):
                return below is above.subject
            if isinstance(above, (cst.BooleanOperation, cst.Comparison, cst.Assert, cst.CompIf)):
                return True
            if not isinstance(above, (cst.UnaryOperation, cst.NamedExpr, cst.ComparisonTarget)):
                return False
            below = above
        return False

    def before(self, node: cst.CSTNode) -> Iterator[cst.BaseStatement]:
        """The statements that have run to their end where `node` runs, nearest first."""
        below = node
        for above in self._tree.ancestors(node):
            if above.__class__ in _BLOCKS:
                place = next((i for i, each in enumerate(above.body) if each is below), 0)
                for statement in above.body[:place][::-1]:
                    if isinstance(statement, cst.BaseStatement):
                        yield statement
            below = above

    def leaves(self, statements: Sequence[cst.CSTNode]) -> bool:
        """Whether no path runs off the end of these statements."""
        return _leaves(self._flow, statements)

    def _leading_to(self, below: cst.CSTNode, above: cst.CSTNode, flow: Flow) -> Iterator[Fact]:
        if above.__class__ in _BLOCKS:
            telling = self._telling_in(above)
            before = bisect_left(telling, self._tree.place(below), key=self._tree.place)
            for statement in telling[:before][::-1]:
                yield from _after(statement, flow)
        elif type(above) is cst.If or type(above) is cst.IfExp:
            if below is above.body:
                yield from _apart(above.test, True)
            elif below is above.orelse:
                yield from _apart(above.test, False)
        elif isinstance(above, cst.While):
            if below is above.body:
                yield from _apart(above.test, True)
        elif isinstance(above, cst.BooleanOperation):
            if below is above.right:
                yield from _apart(above.left, isinstance(above.operator, cst.And))
        elif isinstance(above, COMPREHENSIONS):
            if below is not above.for_in:
                yield from _conditions(above.for_in)
        elif isinstance(above, cst.CompFor):
            if below is above.inner_for_in:
                yield from _filters(above, len(above.ifs))
            elif isinstance(below, cst.CompIf):
                yield from _filters(above, next(i for i, c in enumerate(above.ifs) if c is below))
        elif isinstance(above, cst.Match):
            yield from _cases(above, below)
        elif isinstance(above, cst.MatchCase):
            if below is above.body and above.guard is not None:
                yield from _apart(above.guard, True)

    def _telling_in(self, block: cst.CSTNode) -> list[cst.CSTNode]:
        """The statements of a block behind which something may be sure to hold; few are."""
        found = self._telling.get(id(block))
        if found is None:
            found = [each for each in block.body if _may_tell(each)]  # type: ignore[attr-defined]
            self._telling[id(block)] = found
        return found


def _marks_nothing(_: cst.CSTNode) -> bool:
    return False


def _leaves(flow: Flow, statements: Sequence[cst.CSTNode]) -> bool:
    paths = flow.through(statements)
    return all(path.exit is not Exit.END or path.marked for path in paths)


def _may_tell(statement: cst.CSTNode) -> bool:
    if type(statement) is cst.SimpleStatementLine:
        return any(type(small) is cst.Assert for small in statement.body)
    return statement.__class__ not in _SILENT and isinstance(statement, cst.BaseCompoundStatement)


def _after(statement: cst.CSTNode, flow: Flow) -> Iterator[Fact]:
    """What holds once `statement` has run to its end."""
    if type(statement) is cst.SimpleStatementLine:
        for small in statement.body:
            if type(small) is cst.Assert:
                yield from _apart(small.test, True)
    elif isinstance(statement, cst.If):
        yield from _after_if(statement, flow)
    elif isinstance(statement, (cst.For, cst.While)):
        yield from _after_loop(statement, flow)
    elif isinstance(statement, cst.With):
        if not any(may_suppress(item) for item in statement.items):
            for inner in statement.body.body[::-1]:
                yield from _after(inner, flow)
    elif isinstance(statement, (cst.Try, cst.TryStar)):
        if all(_leaves(flow, handler.body.body) for handler in statement.handlers):
            for inner in statement.body.body[::-1]:
                yield from _after(inner, flow)
    elif isinstance(statement, cst.Match):
        for case in statement.cases:
            if case.guard is None and _leaves(flow, case.body.body):
                yield Fact(case, False)


def _after_loop(loop: cst.For | cst.While, flow: Flow) -> Iterator[Fact]:
    """What holds behind a loop: that its test failed, or what led to the one `break` out of it."""
    breaks = _breaks(loop.body)
    if not breaks and isinstance(loop, cst.While):
        yield from _apart(loop.test, False)
    elif len(breaks) == 1 and loop.orelse is not None and _leaves(flow, loop.orelse.body.body):
        yield from breaks[0]


def _breaks(block: cst.BaseSuite) -> list[list[Fact]]:
    """For each `break` in the body of a loop, the tests that lead to it."""
    found: list[list[Fact]] = []
    waiting: list[tuple[cst.CSTNode, list[Fact]]] = [(block, [])]
    while waiting:
        node, facts = waiting.pop()
        if isinstance(node, cst.Break):
            found.append(facts)
        elif isinstance(node, cst.If):
            waiting.append((node.body, [*facts, *_apart(node.test, True)]))
            if node.orelse is not None:
                waiting.append((node.orelse, [*facts, *_apart(node.test, False)]))
        elif isinstance(node, (cst.For, cst.While)):
            waiting += [(node.orelse, facts)] if node.orelse is not None else []
        elif not isinstance(node, (cst.FunctionDef, cst.ClassDef, cst.Lambda)):
            waiting += [(child, facts) for child in children(node)]
    return found


def _after_if(statement: cst.If, flow: Flow) -> Iterator[Fact]:
    orelse = statement.orelse
    if _leaves(flow, statement.body.body):
        yield from _apart(statement.test, False)
        if isinstance(orelse, cst.If):
            yield from _after_if(orelse, flow)
    elif orelse is not None:
        if _leaves(flow, [orelse] if isinstance(orelse, cst.If) else orelse.body.body):
            yield from _apart(statement.test, True)


def _apart(test: cst.BaseExpression, held: bool) -> Iterator[Fact]:
    """The facts in a test that held or did not."""
    waiting = [(test, held)]
    while waiting:
        node, truth = waiting.pop()
        if isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not):
            waiting.append((node.expression, not truth))
        elif isinstance(node, cst.BooleanOperation):
            if isinstance(node.operator, cst.And) is truth:
                waiting += [(node.right, truth), (node.left, truth)]
            else:
                yield Fact(node, truth)
        else:
            yield Fact(node, truth)


def _conditions(comp: cst.CompFor) -> Iterator[Fact]:
    """What every turn of a comprehension has passed."""
    at: cst.CompFor | None = comp
    while at is not None:
        yield from _filters(at, len(at.ifs))
        at = at.inner_for_in


def _filters(comp: cst.CompFor, count: int) -> Iterator[Fact]:
    for condition in comp.ifs[:count]:
        yield from _apart(condition.test, True)


def _cases(match: cst.Match, below: cst.CSTNode) -> Iterator[Fact]:
    """The case that was taken, and those before it that were not."""
    for case in match.cases:
        if case is below:
            yield Fact(case, True)
            return
        if case.guard is None:
            yield Fact(case, False)
        elif is_irrefutable(case.pattern):
            yield from _apart(case.guard, False)
