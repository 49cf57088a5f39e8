"""How a block of code ends: the paths through it.

A path is the way it leaves the block and whether it passed a *mark*, a statement the caller of
`paths` is interested in. Both branches of a test are possible; a loop may run or not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum, auto
from functools import partial
from typing import NamedTuple, TypeAlias

import libcst as cst

from inngest_lint.syntax import literals


class Exit(Enum):
    """The way a path leaves a block."""

    END = auto()  # runs off its end
    RETURN = auto()
    BREAK = auto()
    CONTINUE = auto()
    RERAISE = auto()  # a bare `raise`, or a `raise` of the very error that was caught
    RAISE = auto()  # any other `raise`


class Path(NamedTuple):
    """One way through a block."""

    exit: Exit
    marked: bool


Paths: TypeAlias = frozenset[Path]
Mark: TypeAlias = Callable[[cst.CSTNode], bool]
Decide: TypeAlias = Callable[[cst.BaseExpression], bool | None]

RAISES = frozenset({Exit.RAISE, Exit.RERAISE})
_LOOP_EXITS = frozenset({Exit.BREAK, Exit.CONTINUE})


class Flow:
    """Follows the paths through the body of an `except`.

    `caught` is the name the error is bound to; `mark` and `raises` judge a statement or an
    expression: does it hold what the caller looks for, does it always raise. `decide` tells which
    way the test of an `if` goes, None where it may go both.
    """

    def __init__(
        self, caught: str | None, mark: Mark, raises: Mark, decide: Decide = lambda _: None
    ) -> None:
        self._caught = caught
        self._mark = mark
        self._raises = raises
        self._decide = decide

    def paths(self, block: cst.BaseSuite, marked: bool = False) -> Paths:
        """Every path through `block`, entered with or without the mark passed."""
        return self.through(block.body, marked)

    def through(self, statements: Iterable[cst.CSTNode], marked: bool = False) -> Paths:
        """Every path through `statements` one after the other."""
        return _sequence(self._statement, statements, marked)

    def _statement(self, node: cst.CSTNode, marked: bool) -> Paths:
        if isinstance(node, cst.BaseSmallStatement):  # `except: pass` on one line
            return self._simple(node, marked)
        if isinstance(node, cst.SimpleStatementLine):
            return _sequence(self._simple, node.body, marked)
        if isinstance(node, cst.If):
            return self._if(node, marked)
        if isinstance(node, (cst.For, cst.While)):
            return self._loop(node, marked)
        if isinstance(node, (cst.Try, cst.TryStar)):
            return self._try(node, marked)
        if isinstance(node, cst.With):
            return self._with(node, marked)
        if isinstance(node, cst.Match):
            return self._match(node, marked)
        return frozenset({Path(Exit.END, marked)})  # a definition runs nothing

    def _simple(self, node: cst.CSTNode, marked: bool) -> Paths:
        marked = marked or self._mark(node)
        if isinstance(node, cst.Raise):
            return frozenset({Path(self._kind_of(node), marked)})
        if isinstance(node, cst.Return):
            raising = node.value is not None and self._raises(node)
            return frozenset({Path(Exit.RAISE if raising else Exit.RETURN, marked)})
        if isinstance(node, cst.Break):
            return frozenset({Path(Exit.BREAK, marked)})
        if isinstance(node, cst.Continue):
            return frozenset({Path(Exit.CONTINUE, marked)})
        return frozenset({Path(Exit.RAISE if self._raises(node) else Exit.END, marked)})

    def _kind_of(self, node: cst.Raise) -> Exit:
        if node.exc is None:
            return Exit.RERAISE
        raised: cst.BaseExpression = node.exc
        if isinstance(raised, cst.Call) and isinstance(raised.func, cst.Attribute):
            if raised.func.attr.value == "with_traceback":  # it gives back the error itself
                raised = raised.func.value
        is_caught = isinstance(raised, cst.Name) and raised.value == self._caught
        return Exit.RERAISE if is_caught else Exit.RAISE

    def _if(self, node: cst.If, marked: bool) -> Paths:
        marked = marked or self._mark(node.test)
        verdict = self._decide(node.test)
        found: Paths = frozenset()
        if verdict is not False:
            found |= self.paths(node.body, marked)
        if verdict is True:
            return found
        if node.orelse is None:
            return found | {Path(Exit.END, marked)}
        if isinstance(node.orelse, cst.If):
            return found | self._if(node.orelse, marked)
        return found | self.paths(node.orelse.body, marked)

    def _loop(self, node: cst.For | cst.While, marked: bool) -> Paths:
        head = node.test if isinstance(node, cst.While) else node.iter
        marked = marked or self._mark(head)
        body = self.paths(node.body, marked)
        found = {path for path in body if path.exit not in _LOOP_EXITS | {Exit.END}}
        left = {path.marked for path in body if path.exit is Exit.BREAK}
        if not literals.is_true(head):
            done = {path.marked for path in body if path.exit in (Exit.END, Exit.CONTINUE)}
            done.add(marked)
            for after in done:
                if node.orelse is None:
                    left.add(after)
                else:
                    found |= self.paths(node.orelse.body, after)
        return frozenset(found | {Path(Exit.END, after) for after in left})

    def _try(self, node: cst.Try | cst.TryStar, marked: bool) -> Paths:
        found = self.paths(node.body, marked)
        if node.orelse is not None:
            orelse = node.orelse
            found = _then(found, lambda before: self.paths(orelse.body, before))
        for handler in node.handlers:
            found |= self.paths(handler.body, marked)
        if node.finalbody is not None:
            last = node.finalbody.body
            found = frozenset(
                Path(path.exit, after.marked) if after.exit is Exit.END else after
                for path in found
                for after in self.paths(last, path.marked)
            )
        return found

    def _with(self, node: cst.With, marked: bool) -> Paths:
        marked = marked or any(self._mark(item) for item in node.items)
        found = self.paths(node.body, marked)
        if any(may_suppress(item) for item in node.items):
            found |= {Path(Exit.END, path.marked) for path in found if path.exit in RAISES}
        return found

    def _match(self, node: cst.Match, marked: bool) -> Paths:
        marked = marked or self._mark(node.subject)
        found: Paths = frozenset()
        for case in node.cases:
            found |= self.paths(case.body, marked)
        if not any(c.guard is None and is_irrefutable(c.pattern) for c in node.cases):
            found |= {Path(Exit.END, marked)}
        return found


def _sequence(
    follow: Callable[[cst.CSTNode, bool], Paths], nodes: Iterable[cst.CSTNode], marked: bool
) -> Paths:
    """The paths through `nodes` one after the other."""
    here: Paths = frozenset({Path(Exit.END, marked)})
    for node in nodes:
        here = _then(here, partial(follow, node))
    return here


def _then(before: Paths, follow: Callable[[bool], Paths]) -> Paths:
    """The paths that ended go on with `follow`, the others stay as they are."""
    found: set[Path] = set()
    for path in before:
        found |= follow(path.marked) if path.exit is Exit.END else {path}
    return frozenset(found)


def may_suppress(item: cst.WithItem) -> bool:
    """`contextlib.suppress(...)`, the one manager whose purpose is to stop an exception."""
    call = item.item
    if not isinstance(call, cst.Call):
        return False
    name = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return isinstance(name, cst.Name) and name.value == "suppress"


def is_irrefutable(pattern: cst.MatchPattern) -> bool:
    """Whether a pattern matches whatever there is: `_`, or a name."""
    return isinstance(pattern, cst.MatchAs) and pattern.pattern is None
