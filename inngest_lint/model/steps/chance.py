"""The places where a value that differs between requests enters the code of one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import libcst as cst

from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.reasons import Reason, ReasonChain
from inngest_lint.once import cached_property
from inngest_lint.project.summaries.chains import Chain
from inngest_lint.project.summaries.chance import Chance as Returned
from inngest_lint.sdk.nondeterminism import (
    ATTRIBUTES,
    FIELDS,
    GENERATORS,
    RANDOM,
    SEEDS,
    is_among,
    source_of_call,
)
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding
from inngest_lint.syntax.tree import walk

_COUNTER = "a counter of the module"


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """The node that brings the value in, and what the value is in words: "the time".

    `way` are the calls of helpers of the file that lead to the node, `behind` goes on elsewhere.
    """

    node: cst.BaseExpression
    what: str
    way: tuple[cst.Call, ...] = ()
    behind: Chain = ()

    @property
    def chain(self) -> ReasonChain:
        """The calls that lead to it, where the value is used first."""
        if type(self.node) is cst.Call:
            return ReasonChain.of((*self.way, self.node), self.behind)
        named = [Reason(link.name, link.place) for link in self.behind]
        end = named or [Reason(literals.dotted(self.node), self.node)]
        return ReasonChain((*ReasonChain.of(self.way).reasons, *end))

    def through(self, call: cst.Call) -> Source:
        """The same for who calls the helper that it was known of."""
        return replace(self, way=(call, *self.way))


class Chance:
    """Judges single calls, names and attributes.

    Of the calls that the user's settings name, those in `configured` differ and those in `pure` do
    not, whatever they do.
    """

    def __init__(self, names: Names, configured: Sequence[str], pure: Sequence[str]) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._elsewhere = names.elsewhere
        self._foreign = names.foreign
        self._configured = configured
        self._pure = pure
        self._known: dict[int, Source | None] = {}  # by identity, as in `Tree`

    @property
    def may_be_called(self) -> bool:
        """Whether a call of the file may be a source; a cheap question.

        A method of a class of the file may be overridden elsewhere by one that is.
        """
        return bool(self._tree.all(cst.ClassDef)) or any(
            map(self._may_bring_in, self._values.called)
        )

    def _may_bring_in(self, symbol: str) -> bool:
        return (
            source_of_call(symbol, 0) is not None
            or self._elsewhere.returned_chance(symbol) is not None
            or symbol == "builtins.next"
            or symbol in FIELDS
            or symbol.rpartition(".")[0] in GENERATORS
            or (bool(self._configured) and is_among(symbol, self._configured))
        )

    def of(self, node: cst.BaseExpression) -> Source | None:
        """The source that `node` itself is; None for every other expression."""
        if id(node) not in self._known:
            self._known[id(node)] = self._source(node)
        return self._known[id(node)]

    def _source(self, node: cst.BaseExpression) -> Source | None:
        what: str | None = None
        if type(node) is cst.Call:
            what = self._call(node)
        elif type(node) is cst.Attribute:
            what = ATTRIBUTES.get(f"{self._values.symbol(node.value)}.{node.attr.value}")
        elif type(node) is cst.Name and self._is_counted(node):
            what = _COUNTER
        if what is None and (
            type(node) is cst.Name or type(node) is cst.Attribute or type(node) is cst.Call
        ):
            return self._elsewhere_of(node)
        return None if what is None else Source(node, what)

    def _elsewhere_of(self, node: cst.Name | cst.Attribute | cst.Call) -> Source | None:
        """The same of a function or a constant of another module."""
        called = node.func if isinstance(node, cst.Call) else node
        symbol = self._values.symbol(called)
        if self._is_pure(symbol):
            return None
        if self._elsewhere.may_show(symbol):
            ask = self._elsewhere.returned_chance if called is not node else self._elsewhere.chance
            chance = ask(symbol)
        else:
            chance = self._of_overrides(node) if isinstance(node, cst.Call) else None
        return None if chance is None else Source(node, chance.what, behind=chance.chain)

    def _of_overrides(self, call: cst.Call) -> Returned | None:
        """What makes the result of a method differ, if that of each that overrides it does."""
        overriding = self._foreign.overriding(call.func, Arguments.of(call))
        found = [each.summary.chance for each in overriding]
        return found[0] if found and None not in found else None

    def _call(self, call: cst.Call) -> str | None:
        symbol = self._values.symbol(call.func)
        if not symbol or self._is_pure(symbol):
            return None
        if symbol == "builtins.next":
            is_shared = bool(call.args) and self._is_shared(call.args[0].value)
            return _COUNTER if is_shared else None
        owner = symbol.rpartition(".")[0]
        if owner in GENERATORS and isinstance(call.func, cst.Attribute):
            return RANDOM if self._is_shared(call.func.value) else None
        if symbol == "builtins.hash" and self._is_number(call):
            return None
        if symbol in FIELDS:
            factory = Arguments.of(call).get("default_factory")
            return self._result(factory.value, 0) if factory is not None else None
        return None if owner in self._seeded else self._result(call.func, len(call.args))

    def _is_number(self, call: cst.Call) -> bool:
        """Whether `hash` is given an integer, which no process salts."""
        given = self._bindings.expression(call.args[0].value) if call.args else None
        return given is not None and literals.integer(given) is not None

    def _result(self, called: cst.BaseExpression, given: int) -> str | None:
        symbol = self._values.symbol(called)
        what = source_of_call(symbol, given)
        if what is None and self._configured and is_among(symbol, self._configured):
            what = "a value that the settings name"
        return what

    def _is_pure(self, symbol: str) -> bool:
        return bool(self._pure) and is_among(symbol, self._pure)

    @cached_property
    def _seeded(self) -> frozenset[str]:
        """The modules of chance that some function of the file gives a seed."""
        found = (
            self._values.symbol(call.func)
            for call in self._tree.all(cst.Call)
            if isinstance(call.func, (cst.Attribute, cst.Name))
            and _last(call.func) == "seed"
            and call.args
            and self._scopes.function_of(call) is not None
        )
        return frozenset(symbol.rpartition(".")[0] for symbol in found if symbol in SEEDS)

    def _is_shared(self, node: cst.BaseExpression) -> bool:
        """Whether an object lives as long as the process: requests find it as it was left."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return False
        bindings = self._bindings.of(node)
        return bool(bindings) and all(
            binding.value is not None and self._is_of_module(binding) for binding in bindings
        )

    def _is_of_module(self, binding: Binding) -> bool:
        """Whether the module, or a class outside functions, binds the name."""
        return self._scopes.function_of(binding.node) is None

    def _is_counted(self, name: cst.Name) -> bool:
        """Whether a function changes a number of the module to the next: `n += 1`, `n = n + 1`."""
        for binding in self._scopes.of_name(name):
            if isinstance(binding.node, (cst.AugAssign, cst.Assign)):
                if isinstance(self._scopes.home_of(binding), cst.Module):
                    if not self._is_of_module(binding) and self._reads_itself(binding):
                        return True
        return False

    def _reads_itself(self, binding: Binding) -> bool:
        if binding.value is None:
            return isinstance(binding.node, cst.AugAssign)
        return any(
            isinstance(node, cst.Name) and node.value == binding.name
            for node in walk(binding.value)
        )


def _last(node: cst.Attribute | cst.Name) -> str:
    return node.attr.value if isinstance(node, cst.Attribute) else node.value
