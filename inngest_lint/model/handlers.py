"""The `except` clauses of a function: what they surround, what they catch, how they end."""

from __future__ import annotations

from enum import Enum, auto

import libcst as cst

from inngest_lint.model.arrivals import Arrivals, ExceptClause
from inngest_lint.model.code import Code
from inngest_lint.model.errors.caught import CaughtError
from inngest_lint.model.events.sends import Send
from inngest_lint.model.flow.paths import RAISES, Exit, Flow, Paths
from inngest_lint.model.flow.reactions import touched_names
from inngest_lint.model.names.value import Definition
from inngest_lint.once import cached_property
from inngest_lint.sdk.names import catches_interrupts
from inngest_lint.sdk.python import CATCH_ALL, MUTATORS
from inngest_lint.syntax.tree import walk

_ERRORS = frozenset({"builtins.Exception"})


class Interrupt(Enum):
    """What becomes of the interrupt that ends a request after a step, where it is caught."""

    SWALLOWED = auto()
    REPLACED = auto()  # another error is raised in its stead
    DELAYED = auto()  # it is raised again, after a step or a send


class Handler:
    """An `except` clause of `statement`; `function` is the code it stands in.

    `around_steps` tells that steps run inside its `try` though they stand elsewhere: in the `with`
    of a context manager.
    """

    def __init__(
        self,
        code: Code,
        function: Definition,
        statement: cst.Try | cst.TryStar,
        node: ExceptClause,
        *,
        around_steps: bool = False,
    ) -> None:
        self.node = node
        self.function = function
        self._code = code
        self.statement = statement
        self._around_steps = around_steps

    @property
    def is_bare(self) -> bool:
        """Whether it is `except:`, without a type."""
        return self.node.type is None

    @property
    def name(self) -> str | None:
        """The name the error is bound to."""
        return self.error.name

    @cached_property
    def around_steps(self) -> bool:
        """Whether its `try` encloses a step, helpers of the file included."""
        return self._around_steps or self._code.reach.surrounds_steps(self.statement.body)

    @cached_property
    def catches_all(self) -> bool:
        """Whether it catches every failed step: all, `Exception` or `StepError`."""
        if self.node.type is None:
            return True
        return not self._types.isdisjoint(CATCH_ALL)

    @property
    def is_broad(self) -> bool:
        """Whether it names `Exception`, and nothing that catches interrupts."""
        return "builtins.Exception" in self._types and not self.names_interrupts

    @cached_property
    def error(self) -> CaughtError:
        """The error that it has caught, as it asks for it."""
        return CaughtError(self._code.names, self._code.guards, self.node)

    @cached_property
    def arrivals(self) -> Arrivals:
        """What it gets of its `try`, and what it makes of it."""
        return Arrivals(self._code, self.statement, self.node, self.error)

    @property
    def names_interrupts(self) -> bool:
        """Whether its types include `BaseException` or an interrupt of the SDK."""
        return any(catches_interrupts(symbol) for symbol in self._types)

    @property
    def interrupt(self) -> Interrupt | None:
        """What it makes of the SDK's interrupts, if it catches them; None if they pass unharmed."""
        if not self.around_steps:
            return None
        code = self._code
        flow = Flow(self.name, code.has_effect, code.raises.always, self._interrupt_decides)
        paths = flow.paths(self.node.body)
        exits = {path.exit for path in paths}
        if not exits <= RAISES:
            return Interrupt.SWALLOWED
        if Exit.RAISE in exits or isinstance(self.node, cst.ExceptStarHandler):
            return Interrupt.REPLACED  # what `except*` raises again is a group
        return Interrupt.DELAYED if any(path.marked for path in paths) else None

    def _interrupt_decides(self, test: cst.BaseExpression) -> bool | None:
        """What a test of the caught error gives for an interrupt, which is no `Exception`."""
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            inner = self._interrupt_decides(test.expression)
            return None if inner is None else not inner
        types = self.error.asked_types(test)
        if types is None:
            return None
        symbols = self._symbols(types)
        return None if "" in symbols or any(map(catches_interrupts, symbols)) else False

    @property
    def asks_for_no_exception(self) -> bool:
        """Whether it asks the error for a class that is no `Exception`: for cancellation, an exit.

        For all that may come, and for interrupts, it may ask.
        """
        asked = (self._code.error_classes.asked(types) for types in self.error.types)
        return any(
            each.is_known and not each.is_a(_ERRORS) and not catches_interrupts(each.key)
            for classes in asked
            for each in classes
        )

    @cached_property
    def _types(self) -> frozenset[str]:
        """The symbols of what it catches."""
        return frozenset(map(self._code.values.symbol, self.types))

    @property
    def types(self) -> list[cst.BaseExpression]:
        """What it catches: the expressions of the classes, where they are written."""
        return [] if self.node.type is None else self._each(self.node.type)

    def _symbols(self, types: cst.BaseExpression) -> frozenset[str]:
        """The symbols of a class, or of several in a tuple."""
        return frozenset(map(self._code.values.symbol, self._each(types)))

    def _each(self, types: cst.BaseExpression) -> list[cst.BaseExpression]:
        return self._code.sequences.elements(types) or [types]

    @cached_property
    def exits(self) -> frozenset[Exit]:
        """The ways in which its paths end."""
        flow = Flow(self.name, lambda _: False, self._code.raises.always)
        return frozenset(path.exit for path in flow.paths(self.node.body))

    @cached_property
    def paths(self) -> Paths:
        """The paths through it, marked where a failure event is sent."""
        return Flow(self.name, self._sends_failure, self._code.raises.always).paths(self.node.body)

    @property
    def in_step(self) -> bool:
        """Whether it stands in a step handler, and so in no function's body."""
        return self._code.step_handlers.holds(self.statement)

    @property
    def sends(self) -> list[Send]:
        """What it sends."""
        return self._code.sends.within(self.node.body)

    @property
    def failure_steps(self) -> list[Send]:
        """The steps by which it sends failure events."""
        return [send for send in self.sends if send.is_failure and send.once]

    def asks_for_attempt(self, send: Send) -> bool:
        """Whether it sends only at some attempts."""
        return self._code.sends.asks_for_attempt(send.call)

    @property
    def unclear_sends(self) -> list[Send]:
        """The sends that may be of a failure event."""
        return [send for send in self.sends if send.is_failure is None]

    @property
    def always_raises(self) -> bool:
        """Whether every path raises."""
        return self.exits <= RAISES

    @property
    def has_raise(self) -> bool:
        """Whether any path raises."""
        return not self.exits.isdisjoint(RAISES)

    @cached_property
    def only_notes(self) -> bool:
        """Whether it only logs, passes, assigns or returns: no work, no step, no send."""
        return self._code.reactions.only_notes(self.node.body)

    @cached_property
    def per_item(self) -> bool:
        """Whether its `try` stands in a loop over items, or in a helper called in one."""
        return self._code.placement.runs_per_item(self.statement)

    @cached_property
    def in_parallel_branch(self) -> bool:
        """Whether it stands in a callable that is given to `group.parallel`."""
        tree = self._code.tree
        branches = self._code.placement.parallel_branches
        return any(above in branches for above in (self.function, *tree.ancestors(self.statement)))

    @cached_property
    def is_seen_to(self) -> bool:
        """Whether the code behind the `try`, or a caller, raises or falls back in its stead."""
        if self.is_seen_to_behind:
            return True
        calls = self._code.placement.callers_of(self.function)
        return all(map(self.is_judged, calls)) if calls else self._tells_caller()

    @cached_property
    def is_seen_to_behind(self) -> bool:
        """The same of the code behind the `try` alone."""
        quiet = self.exits - RAISES
        aftermath, statement = self._code.aftermath, self.statement
        if quiet == {Exit.END}:
            if aftermath.always_raises(statement) or aftermath.falls_back(statement):
                return True
        set_here = touched_names(self.node.body)
        missing = touched_names(statement.body) if Exit.END in quiet else frozenset()
        return aftermath.is_decided_by(set_here, missing, statement)

    def is_judged(self, call: cst.Call) -> bool:
        """Whether a caller of the helper it stands in sees to what it gets, or raises anyway."""
        aftermath = self._code.aftermath
        return aftermath.is_result_judged(call) or aftermath.always_raises(call)

    def _tells_caller(self) -> bool:
        """Whether it hands the error to whoever calls the helper it stands in, in another module.

        It returns it, or puts it into what the caller gave.
        """
        if any(declaration.handler is self.function for declaration in self._code.declarations):
            return False
        return any(
            isinstance(node, cst.Return) or (isinstance(node, cst.Call) and self._fills_given(node))
            for node in walk(self.node.body)
            if isinstance(node, (cst.Return, cst.Call)) and self._names_error(node)
        )

    def _fills_given(self, call: cst.Call) -> bool:
        """Whether a call changes a collection that is a parameter."""
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in MUTATORS:
            return False
        owner = func.value
        return isinstance(owner, cst.Name) and any(
            isinstance(binding.node, cst.Param) for binding in self._code.scopes.of_name(owner)
        )

    def _names_error(self, node: cst.CSTNode) -> bool:
        return self.name is not None and any(
            isinstance(each, cst.Name) and each.value == self.name for each in walk(node)
        )

    def _sends_failure(self, node: cst.CSTNode) -> bool:
        return any(send.is_failure for send in self._code.sends.within(node))
