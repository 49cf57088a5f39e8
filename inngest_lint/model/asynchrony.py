"""Where sync and async code of a file meet, and do not get along."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.flow.awaits import Fate
from inngest_lint.model.function import Function, Role
from inngest_lint.model.names.calls import parameters
from inngest_lint.model.names.decorators import are_plain, is_plain
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import CLIENT_SEND, CLIENT_SEND_SYNC, SYNC_CONTEXTS


class Asynchrony:
    """Compares the functions of one file with what they are given and what they call."""

    def __init__(self, code: Code, functions: Sequence[Function]) -> None:
        self._code = code
        self._roots = {id(each.definition): each for each in functions if each.definition}
        self._open: set[int] = set()

    def sync_contexts(self) -> Iterator[cst.BaseExpression]:
        """The annotations of async functions by which their context is the sync one."""
        for function in self._roots.values():
            definition = function.definition
            if isinstance(definition, cst.FunctionDef) and definition.asynchronous:
                for annotation in self._sync_annotations(definition):
                    if self._context_is_sync(function) is False:
                        yield annotation

    def async_handlers(self) -> Iterator[cst.Arg]:
        """The async step handlers of sync functions."""
        for run in self._code.step_handlers.runs if self._roots else ():
            handler = run.handler
            if handler is not None and self._code.uncallable.gives_coroutine(handler.value):
                if self._stands_in_sync(run.call):
                    yield handler

    def unawaited_sends(self) -> Iterator[cst.Call]:
        """The calls of `client.send` in sync code whose coroutine nobody gets."""
        awaits = self._code.awaits
        for call in self._sends("send", CLIENT_SEND):
            if not awaits.is_async(call) and awaits.fate(call) is Fate.DROPPED:
                yield call

    def blocking_sends(self) -> Iterator[cst.Call]:
        """The calls of `client.send_sync` that the event loop runs."""
        for call in self._sends("send_sync", CLIENT_SEND_SYNC):
            function = self._code.scopes.function_of(call)
            if isinstance(function, cst.FunctionDef):
                if function.asynchronous is not None:
                    yield call
            elif function is not None:
                starts = self._code.step_handlers.starts(function)
                if any(self._code.awaits.is_async(each.node) for each in starts):
                    yield call

    def _sends(self, name: str, symbol: str) -> Iterator[cst.Call]:
        """The calls of a method of a client, here or in another module."""
        for call in self._code.tree.all(cst.Call) if self._code.scopes.mentions(name) else ():
            if isinstance(call.func, cst.Attribute) and call.func.attr.value == name:
                client = self._code.values.symbol(call.func.value)
                known = self._code.values.symbol(call.func) == symbol
                if known or (client and self._code.elsewhere.is_client(client)):
                    yield call

    def _sync_annotations(self, function: cst.FunctionDef) -> Iterator[cst.BaseExpression]:
        for param in (*parameters(function), *function.params.kwonly_params):
            annotation = param.annotation.annotation if param.annotation is not None else None
            if annotation is not None and self._code.values.symbol(annotation) in SYNC_CONTEXTS:
                yield annotation

    def _stands_in_sync(self, node: cst.CSTNode) -> bool:
        """Whether a node stands in sync code that gets a sync context for sure."""
        root = self._root_around(node)
        return root is not None and not self._code.awaits.is_async(node) and self._is_sync(root)

    def _is_sync(self, function: Function) -> bool:
        definition = function.definition
        if isinstance(definition, cst.FunctionDef) and definition.asynchronous is None:
            if function.role is Role.HELPER and any(self._sync_annotations(definition)):
                return True
        return self._context_is_sync(function) is True

    def _root_around(self, node: cst.CSTNode) -> Function | None:
        above = (self._roots.get(id(each)) for each in self._code.tree.ancestors(node))
        return next((each for each in above if each is not None), None)

    def _context_is_sync(self, function: Function) -> bool | None:
        """Whether a function gets the sync context; a helper gets that of those who call it."""
        definition = function.definition
        if definition is None:
            return None
        if function.role is Role.HELPER:
            return self._given_sync(definition)
        use = function.use
        if use is not None and use.around:
            return not isinstance(use.around[0].node, ast.AsyncFunctionDef) if use.clear else None
        layers = function.declaration.layers if function.declaration is not None else ()
        if not are_plain(layers, self._code.values) or not self._is_plain(function, definition):
            return None
        return not (isinstance(definition, cst.FunctionDef) and definition.asynchronous)

    def _is_plain(self, function: Function, definition: Definition) -> bool:
        """Whether no decorator changes a handler that no `create_function` decorates."""
        return function.declaration is not None or is_plain(definition, self._code.values)

    def _given_sync(self, helper: Definition) -> bool | None:
        """Whether all callers of a helper give it the sync context, or none does."""
        if id(helper) in self._open:
            return None
        self._open.add(id(helper))
        try:
            callers = map(self._root_around, self._code.placement.callers_of(helper))
            found = {self._context_is_sync(each) if each else None for each in callers}
        finally:
            self._open.discard(id(helper))
        return found.pop() if len(found) == 1 else None
