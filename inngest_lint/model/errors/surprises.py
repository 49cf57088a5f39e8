"""Whether anything but steps in a piece of code may raise an error that is looked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.errors.classes import ErrorClasses
from inngest_lint.model.errors.escapes import Escapes
from inngest_lint.model.errors.wants import LIVE, Want
from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.foreign import ForeignCall
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Instance
from inngest_lint.sdk.errors import is_of_service
from inngest_lint.sdk.names import PARALLEL, STEP_FUNCTION, STEP_RUN, is_step
from inngest_lint.sdk.python import MUTATORS, READING_METHODS, VALUE_CALLS, is_standard
from inngest_lint.syntax.tree import children

_OPAQUE = frozenset({cst.FunctionDef, cst.ClassDef, cst.Annotation})
_COMPUTING = frozenset(
    {cst.Subscript, cst.BinaryOperation, cst.Comparison, cst.AugAssign, cst.Assert, cst.Del}
)
# What runs code that nobody shows.
_UNCLEAR = frozenset({cst.With, cst.Yield, cst.Import, cst.ImportFrom})
_PURE = ("builtins.", "datetime.", "inngest.", "functools.partial", "uuid.", "typing.")
_IMPURE = frozenset(f"builtins.{name}" for name in "open next iter exec eval input".split())
# The functions that have been gone through, and for what.
_Seen: TypeAlias = set[tuple[int, Want]]


class Surprises:
    """Looks through the code of one file; what it does not understand may raise everything."""

    def __init__(
        self, names: Names, flow: ControlFlow, classes: ErrorClasses, escapes: Escapes
    ) -> None:
        self._values = names.values
        self._bindings = names.bindings
        self._scopes = names.scopes
        self._foreign = names.foreign
        self._reach = flow.reach
        self._reactions = flow.reactions
        self._placement = flow.placement
        self._classes = classes
        self._escapes = escapes

    def may_raise(self, block: cst.CSTNode, want: Want) -> bool:
        """Whether running a block may raise it, outside steps or live out of one."""
        return self._may_raise(block, want, set())

    def _may_raise(self, block: cst.CSTNode, want: Want, seen: _Seen) -> bool:
        return any(self._is_source(node, want, seen) for node in self._executed(block))

    def _executed(self, block: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes that run when a block runs: of lambdas those that `group.parallel` calls."""
        stack = [block]
        while stack:
            node = stack.pop()
            yield node
            for below in children(node):
                if below.__class__ is cst.Lambda:
                    if below in self._placement.parallel_branches:
                        stack.append(below.body)
                elif below.__class__ not in _OPAQUE:
                    stack.append(below)

    def _is_source(self, node: cst.CSTNode, want: Want, seen: _Seen) -> bool:
        kind = node.__class__
        if isinstance(node, cst.Call):
            return self._call_may_raise(node, want, seen)
        if isinstance(node, cst.Raise):
            again = node.exc is None or self._escapes.is_again(node)
            return not again and node.exc is not None and want.fits(self._classes.raised(node.exc))
        if isinstance(node, cst.Await):
            return not isinstance(self._bindings.expression(node.expression), cst.Call)
        if isinstance(node, (cst.For, cst.CompFor)):
            return self._iteration_may_raise(node)
        if isinstance(node, cst.Assign):
            unpacks = any(isinstance(t.target, (cst.Tuple, cst.List)) for t in node.targets)
            return want.plain and unpacks
        if kind is cst.Attribute:
            return want.keys == frozenset({"builtins.AttributeError"})
        return kind in _UNCLEAR or (kind in _COMPUTING and want.plain)

    def _iteration_may_raise(self, node: cst.For | cst.CompFor) -> bool:
        """Whether what a loop goes through may run code: an iterator of somebody else."""
        items = self._bindings.expression(node.iter)
        if isinstance(items, (cst.Call, cst.Await)):
            return False  # a call is judged itself
        bindings = self._scopes.of_name(items) if isinstance(items, cst.Name) else []
        return node.asynchronous is not None or any(
            isinstance(each.node, cst.Param) and each.node.annotation is None for each in bindings
        )

    def _call_may_raise(self, call: cst.Call, want: Want, seen: _Seen) -> bool:
        symbol = self._reach.step_symbol(call)
        if symbol:
            return self._step_may_raise(call, symbol, want, seen)
        if self._reactions.is_log(call):
            return False
        helpers = self._reach.helpers(call)
        if helpers and not self._values.is_open(call.func):
            return any(self._function_may_raise(h.function, want, seen) for h in helpers)
        if isinstance(self._values.of(call), Instance):
            init = self._reach.constructor(call)
            return want.plain or (
                init is not None and self._function_may_raise(init.function, want, seen)
            )
        if self._foreign.may_run(call):
            foreign = self._foreign.called(call)
            if foreign is not None:
                return _foreign_may_raise(foreign, want)
        return self._unshown_may_raise(call, want)

    def _unshown_may_raise(self, call: cst.Call, want: Want) -> bool:
        """The same of a call of something that the project does not show."""
        symbol = self._values.symbol(call.func)
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        if symbol in VALUE_CALLS or (symbol.startswith(_PURE) and symbol not in _IMPURE):
            return want.plain
        if symbol and (is_standard(symbol) or is_of_service(symbol)):
            return want.library
        if not symbol and method in READING_METHODS | MUTATORS:
            return want.plain
        return True

    def _step_may_raise(self, call: cst.Call, symbol: str, want: Want, seen: _Seen) -> bool:
        if any(arg.keyword is not None and arg.keyword.value == "output_type" for arg in call.args):
            return True  # what has been stored is validated outside the step
        if symbol == PARALLEL:
            return not all(self._is_branches(arg.value) for arg in call.args)
        if not want.live or symbol not in (STEP_RUN, STEP_FUNCTION):
            return False
        if want.keys is not None:
            return True  # what a step handler raises may change, and an `except` wait for it
        functions, foreign = self._escapes.handlers(call)
        if foreign is not None:
            return _foreign_may_raise(foreign, LIVE)
        return not functions or any(self._function_may_raise(f, LIVE, seen) for f in functions)

    def _is_branches(self, node: cst.BaseExpression) -> bool:
        """Whether an argument of `group.parallel` only holds lambdas and partials of steps."""
        if isinstance(node, (cst.Tuple, cst.List)):
            return all(self._is_branches(element.value) for element in node.elements)
        return isinstance(node, cst.Lambda) or is_step(self._values.symbol(node))

    def _function_may_raise(self, function: Definition, want: Want, seen: _Seen) -> bool:
        if (id(function), want) in seen:
            return False
        seen.add((id(function), want))
        if isinstance(function, cst.FunctionDef) and function.decorators:
            return True
        return self._may_raise(function.body, want, seen)


def _foreign_may_raise(foreign: ForeignCall, want: Want) -> bool:
    """Whether a callable of another module may raise it."""
    summary = foreign.summary
    if summary.unclear or summary.yields:
        return True
    for each in summary.raises:
        if each.in_step:
            if want.live and LIVE.fits(each.error):
                return True
        elif want.fits(each.error):
            return True
    calls_out = any(not each.in_step for each in summary.outside)
    return (want.library and calls_out) or (want.plain and summary.computes)
