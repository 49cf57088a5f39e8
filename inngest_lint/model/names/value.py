"""What an expression can stand for, as far as one file shows it.

A value is a symbol (something outside the file, by its dotted name), a definition of the file, an
object of one of its classes, or a `functools.partial` of one of these. What cannot be told is None.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.names.calls import Arguments

Definition: TypeAlias = cst.FunctionDef | cst.Lambda


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something outside the file by its dotted name, as `sdk.names` spells it."""

    name: str


@dataclass(frozen=True, slots=True)
class Local:
    """A function, a lambda or a class of the file; `bound` if reached through an object."""

    node: cst.FunctionDef | cst.Lambda | cst.ClassDef
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the file."""

    cls: cst.ClassDef


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial(target, …)`."""

    target: Symbol | Local
    call: cst.Call

    @property
    def arguments(self) -> Arguments:
        """What the partial already holds for its target."""
        return Arguments.of(self.call, skip=1)


Value: TypeAlias = Symbol | Local | Instance | Partial
# How the parts of the resolver ask the whole.
Resolve: TypeAlias = Callable[[cst.BaseExpression], Value | None]


def agreed(values: Iterable[Value | None]) -> Value | None:
    """The one value that all alternatives have in common; none is asked for in vain."""
    rest = iter(values)
    first = next(rest, None)
    return first if first is not None and all(value == first for value in rest) else None
