"""The errors that a piece of code raises and lets out, itself and through what it runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.errors.classes import ErrorClasses, may_let_out, raises_again
from inngest_lint.model.errors.fickle import Fickle
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.flow.paths import may_suppress
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.model.reasons import Reason, ReasonChain, called
from inngest_lint.once import cached_property
from inngest_lint.project.code.lineage import Lineage
from inngest_lint.sdk.errors import RETRY_CONTROL
from inngest_lint.sdk.names import STEP_FUNCTION, STEP_RUN


class Escape(NamedTuple):
    """An error that gets out of a piece of code, and how: through calls to the `raise`.

    `in_step` tells that a step handler raises it, `by_chance` that a call decides whether it is
    raised, which may end otherwise the next time.
    """

    error: Lineage
    in_step: bool
    by_chance: bool
    way: tuple[Reason, ...]

    @property
    def at(self) -> cst.CSTNode:
        """Where it enters the piece of code."""
        return self.way[0].at  # type: ignore[return-value]

    @property
    def chain(self) -> ReasonChain:
        """The way as a message has it."""
        return ReasonChain(self.way)


class Escapes:
    """Follows the errors through the functions of one file, and asks for those of others."""

    def __init__(self, names: Names, flow: ControlFlow, classes: ErrorClasses) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._foreign = names.foreign
        self._reach = flow.reach
        self._step_handlers = flow.step_handlers
        self._fickle = Fickle(names, flow)
        self._classes = classes
        self._of: dict[tuple[int, bool], tuple[Escape, ...]] = {}  # by identity, as in `Tree`

    def of_block(self, block: cst.CSTNode, *, in_step: bool) -> tuple[Escape, ...]:
        """What running a block may let out: what step handlers raise, or what all other code."""
        key = id(block), in_step
        if key not in self._of:
            owner = self._scopes.function_of(block)
            places = self._tree.places_in(block)
            raises = [r for r in self._raises.get(id(owner), ()) if self._tree.place(r) in places]
            found = self._collect(self._reach.calls(block), raises, block, in_step)
            self._of[key] = tuple(found)
        return self._of[key]

    def of_function(self, function: Definition, *, in_step: bool) -> tuple[Escape, ...]:
        """The same of calling a function."""
        key = id(function), in_step
        if key not in self._of:
            self._of[key] = ()  # of a circle, the first turn counts
            raises = self._raises.get(id(function), ())
            found = self._collect(self._reach.calls_of(function), raises, function, in_step)
            self._of[key] = tuple(found)
        return self._of[key]

    def is_kept(self, error: Lineage, node: cst.CSTNode, within: cst.CSTNode) -> bool:
        """Whether an `except` in `within` gets an error raised at `node`, and keeps it."""
        for above in self._tree.ancestors(node):
            if above is within:
                return False
            if isinstance(above, (cst.Try, cst.TryStar)):
                if self._tree.contains(above.body, node):
                    clause = self.clause_for(error, above)
                    if clause is not None and not may_let_out(clause):
                        return True
            elif isinstance(above, cst.With) and any(map(may_suppress, above.items)):
                return True
        return False

    def clause_for(
        self, error: Lineage, statement: cst.Try | cst.TryStar
    ) -> cst.ExceptHandler | cst.ExceptStarHandler | None:
        """The clause that gets an error of the body of a `try`."""
        clauses = (each for each in statement.handlers if self._classes.catches(each, error))
        return next(clauses, None)

    @cached_property
    def _raises(self) -> dict[int, list[cst.Raise]]:
        """The `raise` statements of each function that raise an error of their own."""
        found: dict[int, list[cst.Raise]] = {}
        for node in self._tree.all(cst.Raise):
            if not self.is_again(node):
                found.setdefault(id(self._scopes.function_of(node)), []).append(node)
        return found

    def is_again(self, node: cst.Raise) -> bool:
        """Whether a `raise` lets out what an `except` around it has caught."""
        clauses = (
            each
            for each in self._tree.ancestors(node)
            if type(each) is cst.ExceptHandler or type(each) is cst.ExceptStarHandler
        )
        return any(raises_again(clause, node) for clause in clauses)

    def _collect(
        self,
        calls: Iterable[cst.Call],
        raises: Iterable[cst.Raise],
        within: cst.CSTNode,
        in_step: bool,
    ) -> Iterator[Escape]:
        for node in raises if not in_step else ():
            if node.exc is not None:
                error = self._classes.raised(node.exc)
                if not self.is_kept(error, node, within):
                    yield Escape(error, False, self._fickle.decides(node), (_reason(error, node),))
        for call in calls:
            if self._is_run_by_another(call, within):
                continue
            for escape in self._of_call(call, within, in_step):
                if not self.is_kept(escape.error, call, within):
                    yield escape

    def _is_run_by_another(self, call: cst.Call, within: cst.CSTNode) -> bool:
        """Whether a call stands in a lambda in `within` that a step runs, or nobody does."""
        return self._step_handlers.holds(call, within) or self._reach.is_stored(call, within)

    def _of_call(self, call: cst.Call, within: cst.CSTNode, in_step: bool) -> Iterator[Escape]:
        symbol = self._reach.step_symbol(call)
        if symbol in (STEP_RUN, STEP_FUNCTION):
            for escape in self._of_handler(call) if in_step else ():
                if escape.error.is_a(RETRY_CONTROL):  # any other is a `StepError` by then
                    yield escape._replace(in_step=True)
            return
        for helper in self._reach.helpers(call):
            if not isinstance(helper.function, cst.Lambda) or not self._tree.contains(
                within, helper.function
            ):  # else it counts where it stands
                escapes = self.of_function(helper.function, in_step=in_step)
                yield from _through(call, called(call), escapes)
        if self._foreign.may_run(call):
            for escape in _from_elsewhere(call, self._foreign.called(call)):
                if escape.in_step is in_step:
                    yield escape

    def _of_handler(self, call: cst.Call) -> Iterator[Escape]:
        """What the step handler lets out that a step runs."""
        functions, foreign = self.handlers(call)
        for function in functions:
            outside = self.of_function(function, in_step=False)
            escapes = [*outside, *self.of_function(function, in_step=True)]
            if isinstance(function, cst.Lambda):
                yield from escapes
            else:
                yield from _through(call, function.name.value, escapes)
        yield from _from_elsewhere(call, foreign)

    def handlers(self, call: cst.Call) -> tuple[list[Definition], ForeignCall | None]:
        """The step handlers of the file that a step may run, else the one of another module."""
        if self._reach.step_symbol(call) == STEP_FUNCTION:
            function = self._values.definition(call.func)
            return ([] if function is None else [function]), None
        run = self._reach.step_run(call)
        given = run.handler if run is not None else None
        if run is None or given is None:
            return [], None
        handler = self._reach.step_handler(call)
        functions = [handler.function] if handler else self._reach.functions_given(given.value)
        if functions:
            return functions, None
        return [], self._foreign.run(given.value, run.handed)


def _reason(error: Lineage, node: cst.CSTNode) -> Reason:
    return Reason(error.name.removeprefix("builtins."), node)


def _through(call: cst.Call, name: str, escapes: Iterable[Escape]) -> Iterator[Escape]:
    for escape in escapes:
        yield escape._replace(way=(Reason(name, call), *escape.way))


def _from_elsewhere(call: cst.Call, foreign: ForeignCall | None) -> Iterator[Escape]:
    """What a callable of another module lets out."""
    if foreign is None:
        return
    name = getattr(foreign.summary.function.node, "name", "lambda")
    for raised in foreign.summary.raises:
        if raised.in_step and not raised.error.is_a(RETRY_CONTROL):
            continue  # a `StepError` by then
        if not raised.is_sure:
            continue
        links = raised.chain[1:]
        behind = (Reason(link.name.removeprefix("builtins."), link.place) for link in links)
        way = (Reason(name, call), *behind)
        yield Escape(raised.error, raised.in_step, raised.by_chance, way)
