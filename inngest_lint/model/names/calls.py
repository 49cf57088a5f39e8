"""The arguments of a call, and which parameter each of them reaches."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from inngest_lint.syntax.scopes import Scopes


class Arguments(NamedTuple):
    """The arguments a callable gets, those that a `functools.partial` already holds first.

    `complete` is False where a `*` or `**` argument hides what else is given.
    """

    positional: tuple[cst.Arg, ...]
    keywords: dict[str, cst.Arg]
    complete: bool

    @classmethod
    def of(cls, call: cst.Call, skip: int = 0) -> Arguments:
        """What `call` passes, without its first `skip` positional arguments."""
        positional: list[cst.Arg] = []
        keywords: dict[str, cst.Arg] = {}
        complete = True
        for arg in call.args:
            if arg.star:
                complete = False
            elif arg.keyword is not None:
                keywords[arg.keyword.value] = arg
            elif complete:  # what follows a `*` argument has no known position
                positional.append(arg)
        return cls(tuple(positional[skip:]), keywords, complete)

    def behind(self, count: int) -> Arguments:
        """These without the first positional ones, as what a call hands on to one of them."""
        return Arguments(self.positional[count:], self.keywords, self.complete)

    def then(self, later: Arguments) -> Arguments:
        """These, followed by those of the call of the partial that holds these."""
        return Arguments(
            self.positional + (later.positional if self.complete else ()),
            {**self.keywords, **later.keywords},
            self.complete and later.complete,
        )

    def get(self, name: str, position: int | None = None) -> cst.Arg | None:
        """The argument for the parameter `name`, which may also stand at `position`."""
        if name in self.keywords:
            return self.keywords[name]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None


UNKNOWN = Arguments((), {}, complete=False)


def parameters(function: cst.FunctionDef | cst.Lambda) -> list[cst.Param]:
    """The parameters that can be given by position."""
    return [*function.params.posonly_params, *function.params.params]


class Helper(NamedTuple):
    """A function of the file that a call runs, and what the call gives it.

    `receiver` is the object it is called on, if it is a method, and fills the first parameter;
    `assumed` tells that the call may run it: it reaches a parameter that is called here. `partial`
    holds arguments for it.
    """

    function: cst.FunctionDef | cst.Lambda
    arguments: Arguments
    receiver: cst.BaseExpression | None = None
    assumed: bool = False
    partial: cst.Call | None = None

    def received(self) -> dict[cst.Param, cst.BaseExpression]:
        """What each parameter receives at the call, defaults included, as far as it shows."""
        params = parameters(self.function)
        given = [arg.value for arg in self.arguments.positional]
        if self.receiver is not None:
            given.insert(0, self.receiver)
        received = dict(zip(params, given, strict=False))
        for param in (*params, *self.function.params.kwonly_params):
            if param.name.value in self.arguments.keywords:
                received[param] = self.arguments.keywords[param.name.value].value
            elif param not in received and param.default and self.arguments.complete:
                received[param] = param.default
        return received

    def collected(self, param: cst.Param) -> list[cst.BaseExpression]:
        """What `*args` or `**kwargs` receives at the call, as far as it shows."""
        params = self.function.params
        if param is params.star_arg:
            taken = len(parameters(self.function)) - (self.receiver is not None)
            return [arg.value for arg in self.arguments.positional[taken:]]
        if param is params.star_kwarg:
            named = {p.name.value for p in (*parameters(self.function), *params.kwonly_params)}
            keywords = self.arguments.keywords.items()
            return [arg.value for name, arg in keywords if name not in named]
        return []


def returned_expressions(
    function: cst.FunctionDef | cst.Lambda, scopes: Scopes
) -> list[cst.BaseExpression]:
    """The expressions that a function returns."""
    if isinstance(function, cst.Lambda):
        return [function.body]
    statements = scopes.returns_of(function)
    return [statement.value for statement in statements if statement.value is not None]
