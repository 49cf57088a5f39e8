"""Handlers as the SDK gets them, and whether it can call them with the context alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.declarations import Declaration
from inngest_lint.model.names.calls import Arguments, parameters
from inngest_lint.model.names.decorators import are_plain, is_plain
from inngest_lint.model.names.value import Definition, Local, Partial
from inngest_lint.model.names.values import Values

NOTHING = Arguments((), {}, complete=True)


class GivenHandler(NamedTuple):
    """A handler as the SDK gets it: `bound` if its object fills the first parameter.

    `held` are the arguments that a partial holds for it. One that is `wrapped` is run by code of
    the project, which the SDK gets in its stead.
    """

    function: Definition
    bound: bool = False
    held: Arguments = NOTHING
    wrapped: bool = False

    @property
    def every(self) -> list[cst.Param]:
        """Its parameters with a name of their own."""
        return [*parameters(self.function), *self.function.params.kwonly_params]

    @property
    def required(self) -> list[cst.Param]:
        """The parameters that a call must fill, by position or by keyword."""
        return [
            p for p in (*self.positional, *self.function.params.kwonly_params) if self._is_open(p)
        ]

    @property
    def positional(self) -> list[cst.Param]:
        """The parameters that the positional arguments of a call fill."""
        return parameters(self.function)[self.bound + len(self.held.positional) :]

    @property
    def takes_context(self) -> bool:
        """Whether it can be called with one positional argument."""
        if not self.held.complete:
            return True
        return self.takes_a_position and not self.missing

    @property
    def takes_a_position(self) -> bool:
        """Whether it takes a positional argument at all."""
        return bool(self.positional) or isinstance(self.function.params.star_arg, cst.Param)

    @property
    def missing(self) -> list[cst.Param]:
        """The parameters that are left empty when the context is the only argument."""
        return [param for param in self.required if param not in self.positional[:1]]

    def _is_open(self, param: cst.Param) -> bool:
        return param.default is None and param.name.value not in self.held.keywords


def handlers_of(declaration: Declaration, values: Values) -> Iterator[GivenHandler]:
    """The handlers that a declaration gives to the SDK, that of its failure included.

    One behind a decorator that may change it, or a wrapper that calls it itself, is left out.
    """
    use = declaration.used.use if declaration.used is not None else None
    if use is not None:
        if use.gives_only_context:
            wrapped = bool(use.around)
            yield from (each._replace(wrapped=wrapped) for each in _of_use(declaration, values))
    elif declaration.outer is not None:
        yield from _given(declaration.outer.args[0].value, values)
    elif declaration.handler is not None and are_plain(declaration.wrappers, values):
        yield GivenHandler(declaration.handler)
    failure = declaration.arguments.get("on_failure")
    if failure is not None:
        yield from _given(failure.value, values)


def _of_use(declaration: Declaration, values: Values) -> Iterator[GivenHandler]:
    """The handler that a use of a wrapper is given, if it is one of the file."""
    if declaration.outer is not None:
        for arg in declaration.outer.args:
            if values.definition(arg.value) is declaration.handler is not None:
                yield from _given(arg.value, values)
    elif declaration.handler is not None and are_plain(declaration.wrappers, values):
        yield GivenHandler(declaration.handler)


def _given(node: cst.BaseExpression, values: Values) -> Iterator[GivenHandler]:
    value = values.of(node)
    held = NOTHING
    if isinstance(value, Partial):
        held, value = value.arguments, value.target
    if isinstance(value, Local) and not isinstance(value.node, cst.ClassDef):
        if is_plain(value.node, values):
            yield GivenHandler(value.node, value.bound, held)
