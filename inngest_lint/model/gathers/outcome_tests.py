"""What a test says of an outcome: which classes it tells apart, itself or in a helper."""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from enum import IntEnum

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.gathers.outcome import Outcome
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.calls import Helper
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition, Local
from inngest_lint.sdk.names import LOGGER
from inngest_lint.sdk.python import LOG_METHODS, MUTATORS, is_standard
from inngest_lint.syntax.tree import walk

ISINSTANCE = "builtins.isinstance"
_CANCELLED = frozenset(
    {
        "asyncio.CancelledError",
        "asyncio.exceptions.CancelledError",
        "concurrent.futures.CancelledError",
    }
)


class Width(IntEnum):
    """How much of what is no value a test tells apart."""

    NONE = 0
    NARROW = 1  # some exceptions
    EXCEPTION = 2  # every `Exception`, and so not `CancelledError`
    TYPED = 3  # a class of values: what passes is no exception
    WIDE = 4  # every exception, or what a helper elsewhere tells apart


class OutcomeTests:
    """Reads the tests of one file."""

    def __init__(self, names: Names, flow: ControlFlow, outcomes: Outcomes) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._reach = flow.reach
        self._reactions = flow.reactions
        self._outcomes = outcomes
        self._widths: dict[int, Width] = {}  # by identity, as in `Tree`
        self._inside: list[Definition] = []  # the helpers being judged, which may call each other

    def classes(self, node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
        """The classes that the second argument of `isinstance` names."""
        followed = self._bindings.expression(node)
        if isinstance(followed, (cst.Tuple, cst.List)):
            for element in followed.elements:
                yield from self.classes(element.value)
        elif isinstance(followed, cst.BinaryOperation) and isinstance(followed.operator, cst.BitOr):
            yield from self.classes(followed.left)
            yield from self.classes(followed.right)
        else:
            yield node

    def width(self, node: cst.BaseExpression) -> Width:
        """How much a test for this class, or for these classes, tells apart."""
        found = self._widths.get(id(node))
        if found is None:
            found = max((self._width(each) for each in self.classes(node)), default=Width.NONE)
            self._widths[id(node)] = found
        return found

    def are_exceptions(self, node: cst.BaseExpression) -> bool:
        """Whether what passes a test for these classes is any builtin exception."""
        return all(
            self._width(each) in (Width.EXCEPTION, Width.WIDE) and self._values.symbol(each)
            for each in self.classes(node)
        )

    def of_pattern(self, case: cst.MatchCase) -> Width:
        """How much the pattern of a `case` tells apart."""
        found = Width.NONE
        for node in walk(case.pattern):
            if isinstance(node, cst.MatchClass):
                found = max(found, self.width(node.cls))
            elif isinstance(node, _PATTERNS):
                found = max(found, Width.TYPED)
        return found

    def of_call(self, call: cst.Call, outcome: Outcome) -> Width:
        """How much a call tells apart that tests an outcome: `isinstance`, a predicate."""
        if self._values.symbol(call.func) == ISINSTANCE and len(call.args) == 2:
            same = self._outcomes.of(call.args[0].value) == outcome
            return self.width(call.args[1].value) if same else Width.NONE
        given = [arg for arg in call.args if self._outcomes.of(arg.value) == outcome]
        return max((self.of_callee(call, arg.value) for arg in given), default=Width.NONE)

    def of_callee(self, call: cst.Call, given: cst.BaseExpression) -> Width:
        """How much the function that a call runs tells apart of what it is given."""
        widths = [
            self._of_parameter(helper.function, param)
            for helper in self.helpers(call)
            for param, value in helper.received().items()
            if value is given
        ]
        if widths:
            return max(widths)
        return Width.NONE if self.is_harmless(call) else Width.WIDE

    def helpers(self, call: cst.Call) -> list[Helper]:
        """The functions of the file that a call runs, a step handler included."""
        handler = self._reach.step_handler(call)
        return [*self._reach.helpers(call), *([handler] if handler else [])]

    def is_harmless(self, call: cst.Call) -> bool:
        """Whether a call is known to test nothing: builtins, the standard library, a log."""
        symbol = self._values.symbol(call.func)
        if symbol in _TELLING:
            return False
        if is_standard(symbol) or symbol.startswith(LOGGER) or self._reactions.is_log(call):
            return True
        if symbol or isinstance(self._values.of(call.func), Local):
            return False
        method = call.func.attr.value if isinstance(call.func, cst.Attribute) else ""
        return method in MUTATORS or method in LOG_METHODS

    def within(self, node: cst.CSTNode, sources: frozenset[int]) -> Width:
        """The widest test in a piece of code of any one outcome of these sources."""
        found = Width.NONE
        for child in walk(node):
            if isinstance(child, cst.Call):
                for arg in child.args:
                    outcome = self._outcomes.of(arg.value)
                    if outcome and {key.source for key in outcome} == sources:
                        found = max(found, self.of_call(child, outcome))
                found = max(found, self._mapped(child, sources))
            elif isinstance(child, cst.Match):
                outcome = self._outcomes.of(child.subject)
                if outcome and {key.source for key in outcome} == sources:
                    found = max(found, *(self.of_pattern(case) for case in child.cases))
            elif isinstance(child, cst.Name):
                value = self._bindings.expression(child)
                if value is not child and isinstance(value, _COMPREHENSIONS):
                    found = max(found, self.within(value, sources))
        return found

    def _mapped(self, call: cst.Call, sources: frozenset[int]) -> Width:
        """The test that `map` or `filter` makes of every outcome."""
        if self._values.symbol(call.func) not in MAPPERS or len(call.args) < 2:
            return Width.NONE
        results = self._outcomes.results(call.args[1].value)
        if results is None or results.sources != sources:
            return Width.NONE
        function = self._values.definition(call.args[0].value)
        if function is None:
            known = self._values.symbol(call.args[0].value).startswith("builtins.")
            return Width.NONE if known else Width.WIDE
        params = function.params.params
        return self._of_parameter(function, params[0]) if params else Width.NONE

    def _of_parameter(self, function: Definition, param: cst.Param) -> Width:
        """The widest test in a function of what a parameter holds, or of what is in it."""
        if function in self._inside:
            return Width.NONE
        self._inside.append(function)
        found = Width.NONE
        for node in walk(function.body):
            if isinstance(node, cst.Call):
                for arg in node.args:
                    if self._comes_from(arg.value, param, function):
                        if self._values.symbol(node.func) == ISINSTANCE:
                            found = max(found, self.width(node.args[-1].value))
                            break
                        found = max(found, self.of_callee(node, arg.value))
            elif isinstance(node, cst.Match):
                if self._comes_from(node.subject, param, function):
                    found = max(found, *(self.of_pattern(case) for case in node.cases))
        self._inside.pop()
        return found

    def _comes_from(self, node: cst.BaseExpression, param: cst.Param, function: Definition) -> bool:
        """Whether an expression is the parameter, or a name that the function binds itself."""
        while isinstance(node, (cst.Subscript, cst.NamedExpr)):
            node = node.value
        if not isinstance(node, cst.Name):
            return False
        bindings = self._scopes.of_name(node)
        return any(
            binding.node is param
            or (
                not isinstance(binding.node, cst.Param)
                and self._tree.contains(function, binding.node)
            )
            for binding in bindings
        )

    def _width(self, node: cst.BaseExpression) -> Width:
        symbol = self._values.symbol(node)
        if symbol == "builtins.Exception":
            return Width.EXCEPTION
        if symbol == "builtins.BaseException" or symbol in _CANCELLED:
            return Width.WIDE
        module, _, name = symbol.rpartition(".")
        known = getattr(builtins, name, None) if module == "builtins" else None
        if isinstance(known, type) and issubclass(known, BaseException):
            return Width.NARROW
        value = self._values.of(node)
        if isinstance(value, Local) and isinstance(value.node, cst.ClassDef):
            bases = [self._width(base.value) for base in value.node.bases]
            if any(Width.NONE < width < Width.TYPED for width in bases):
                return Width.NARROW
        return Width.TYPED


MAPPERS = frozenset({"builtins.map", "builtins.filter", "itertools.filterfalse"})
_COMPREHENSIONS = (cst.ListComp, cst.GeneratorExp, cst.SetComp, cst.DictComp)
_PATTERNS = (cst.MatchMapping, cst.MatchSequence, cst.MatchValue, cst.MatchSingleton)
_TELLING = frozenset(
    {"builtins.hasattr", "builtins.callable", "builtins.issubclass", "inspect.isclass"}
)
