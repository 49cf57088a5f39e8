"""Which parameter of a function each argument of a call reaches."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import TypeVar

from inngest_lint.project.code.bindings import FUNCTIONS
from inngest_lint.project.code.things import Place

T = TypeVar("T")


def parameters(function: Place) -> list[ast.arg]:
    """Every parameter with a name of its own, those that take what is left over not."""
    if not isinstance(function.node, FUNCTIONS):
        return []
    args = function.node.args
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]


def defaults(function: Place) -> dict[str, Place]:
    """The defaults of its parameters, which stand in the scope around it."""
    if not isinstance(function.node, FUNCTIONS):
        return {}
    args = function.node.args
    positional = [*args.posonlyargs, *args.args]
    late = positional[len(positional) - len(args.defaults) :]
    found = dict(zip((arg.arg for arg in late), args.defaults, strict=True))
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        if default is not None:
            found[arg.arg] = default
    return {name: function.at(node) for name, node in found.items()}


def is_method(function: Place) -> bool:
    """Whether its first parameter is the object or the class it is called on."""
    owner = (
        function.module.tree.outer(function.node) if isinstance(function.node, FUNCTIONS) else None
    )
    if not isinstance(owner, ast.ClassDef):
        return False
    return not _is_decorated(function, "staticmethod")


def is_classmethod(function: Place) -> bool:
    """Whether its first parameter is the class, however it is called."""
    return _is_decorated(function, "classmethod")


def received(
    function: Place, positional: Sequence[T], keywords: Mapping[str, T], *, bound: bool
) -> dict[str, T]:
    """What each parameter receives, by its name; `bound` if the first stands for the object."""
    if not isinstance(function.node, FUNCTIONS):
        return {}
    args = function.node.args
    names = [arg.arg for arg in (*args.posonlyargs, *args.args)][1 if bound else 0 :]
    found = dict(zip(names, positional, strict=False))
    known = {arg.arg for arg in parameters(function)}
    found.update((name, value) for name, value in keywords.items() if name in known)
    return found


def given(call: ast.Call, skip: int = 0) -> tuple[list[ast.expr], dict[str, ast.expr]]:
    """The arguments of a call by position, up to a `*` argument, and by keyword."""
    positional: list[ast.expr] = []
    for arg in call.args:
        if isinstance(arg, ast.Starred):
            break
        positional.append(arg)
    return positional[skip:], {k.arg: k.value for k in call.keywords if k.arg is not None}


def argument(call: ast.Call, name: str, position: int) -> ast.expr | None:
    """The argument for the parameter `name`, which may also stand at `position`."""
    positional, keywords = given(call)
    if name in keywords:
        return keywords[name]
    return positional[position] if position < len(positional) else None


def _is_decorated(function: Place, name: str) -> bool:
    decorators = getattr(function.node, "decorator_list", ())
    return any(isinstance(each, ast.Name) and each.id == name for each in decorators)
