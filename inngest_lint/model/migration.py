"""What a file uses that some versions of the SDK do not have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import EVENT, MIDDLEWARES, RUN_EVENT, RUN_EVENTS, STEP, WAITED_EVENT
from inngest_lint.sdk.versions import (
    GONE_HOOKS,
    GONE_KEYWORDS,
    GONE_NAMES,
    GONE_USER,
    Gone,
)
from inngest_lint.syntax.scopes import Kind

_PARALLEL = "parallel"
_USER = "user"
_EVENTS = frozenset({EVENT, RUN_EVENT, WAITED_EVENT})
_KEYWORDS = frozenset(keyword for _, keyword in GONE_KEYWORDS)
_PLACES = frozenset(name.rpartition(".")[2] for name in GONE_NAMES)


class Use(NamedTuple):
    """A place that uses something, by its name, and since when that is gone."""

    node: cst.CSTNode
    what: str
    gone: Gone


class Migration:
    """Finds old names in one file."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._probes = flow.probes

    @property
    def parallel_calls(self) -> Iterator[cst.Call]:
        """The calls of `step.parallel`, as SDK 0.4 had it."""
        for call in self._tree.all(cst.Call) if self._scopes.mentions(_PARALLEL) else ():
            func = self._bindings.expression(call.func)
            if isinstance(func, cst.Attribute) and func.attr.value == _PARALLEL:
                if self._values.symbol(func.value) == STEP:
                    if not self._probes.expect_absence(call, _PARALLEL):
                        yield call

    @property
    def gone(self) -> Iterator[Use]:
        """The uses of what a version has lost, without those that expect it to be lost."""
        for use in (*self._imports(), *self._attributes(), *self._keywords(), *self._hooks()):
            if not self._probes.expect_absence(use.node, use.what.rpartition(".")[2]):
                yield use

    def _imports(self) -> Iterator[Use]:
        for alias in self._tree.all(cst.ImportAlias):
            name = self._values.imported(alias)
            if name.startswith("inngest."):
                for known, gone in GONE_NAMES.items():
                    if name == known or name.startswith(f"{known}."):
                        yield Use(alias, name, gone)

    def _attributes(self) -> Iterator[Use]:
        for attribute in self._tree.all(cst.Attribute):
            name = attribute.attr.value
            if name == _USER and self._is_event(attribute.value):
                yield Use(attribute.attr, "event.user", GONE_USER)
            elif name in _PLACES and not self._is_imported(attribute):
                symbol = self._values.symbol(attribute)
                if symbol in GONE_NAMES:
                    yield Use(attribute.attr, symbol, GONE_NAMES[symbol])

    def _is_imported(self, attribute: cst.Attribute) -> bool:
        """Whether a dotted name stands in an import, which is reported itself."""
        return any(
            isinstance(above, (cst.ImportAlias, cst.ImportFrom))
            for above in self._tree.ancestors(attribute)
        )

    def _is_event(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is an event: of the run, one of its events, or one waited for."""
        if self._values.symbol(node) in _EVENTS:
            return True
        if isinstance(node, cst.Subscript):
            return self._values.symbol(node.value) == RUN_EVENTS
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        return bool(bindings) and all(
            binding.kind is Kind.ITEM
            and isinstance(binding.node, (cst.For, cst.CompFor))
            and isinstance(binding.node.target, cst.Name)
            and self._values.symbol(binding.node.iter) == RUN_EVENTS
            for binding in bindings
        )

    def _keywords(self) -> Iterator[Use]:
        for call in self._tree.all(cst.Call):
            for arg in call.args:
                keyword = arg.keyword.value if arg.keyword is not None else ""
                if keyword in _KEYWORDS:
                    gone = GONE_KEYWORDS.get((self._values.symbol(call.func), keyword))
                    if gone is not None:
                        yield Use(arg, keyword, gone)

    def _hooks(self) -> Iterator[Use]:
        for function in self._tree.all(cst.FunctionDef):
            name = function.name.value
            owner = self._scopes.scope_of(function) if name in GONE_HOOKS else None
            if isinstance(owner, cst.ClassDef) and self._bindings.derives(owner, MIDDLEWARES):
                yield Use(function.name, name, GONE_HOOKS[name])
