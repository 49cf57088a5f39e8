"""Values as far as a scheduled run finds them: known, only known to be true, or not known."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, TypeAlias

import libcst as cst

from inngest_lint.syntax import literals


@dataclass(frozen=True, slots=True)
class Known:
    """A value that every scheduled run finds; a mapping is the set of its keys."""

    value: object


class Vague(Enum):
    """What can be told of a value that is not known."""

    ANY = auto()  # it has nothing to do with the event
    FULL = auto()  # it is true, whatever it is
    UNCLEAR = auto()  # it depends on the event, nobody knows how


Answer: TypeAlias = Known | Vague


class Truth(Enum):
    """Whether a scheduled run finds that something holds."""

    YES = auto()
    NO = auto()
    EITHER = auto()
    UNCLEAR = auto()

    @property
    def opposite(self) -> Truth:
        """Whether it finds that it does not hold."""
        return _OPPOSITE.get(self, self)

    @property
    def is_told(self) -> bool:
        """Whether there is one answer."""
        return self in _OPPOSITE


def truth_of(answer: Answer) -> Truth:
    """Whether a value counts as true."""
    if isinstance(answer, Known):
        return Truth.YES if answer.value else Truth.NO
    return _TRUTHS[answer]


def answer_of(truth: Truth) -> Answer:
    """A truth as a value."""
    return _ANSWERS[truth]


def constant(node: cst.BaseExpression) -> Known | None:
    """What a literal is."""
    if isinstance(node, cst.Name) and node.value in _SINGLETONS:
        return Known(_SINGLETONS[node.value])
    plain = literals.string(node)
    if plain is not None:
        return Known(plain)
    number = literals.integer(node)
    if number is not None:
        return Known(number)
    return Known(frozenset()) if isinstance(node, cst.Dict) and not node.elements else None


def collected(kind: type[cst.CSTNode], items: list[object]) -> Answer | None:
    """A set, or a tuple or a list, of known items."""
    return _attempt(frozenset if kind is cst.Set else tuple, items)


def compared(left: Answer, operation: cst.BaseCompOp, right: Answer) -> Answer | None:
    """What a comparison gives; None if that cannot be told."""
    compare = _COMPARE.get(operation.__class__)
    if compare is not None and isinstance(left, Known) and isinstance(right, Known):
        return _attempt(compare, left.value, right.value)
    if Known(None) in (left, right) and Vague.FULL in (left, right):
        return _WITH_NONE.get(operation.__class__)
    return None


def different(operation: cst.BaseCompOp) -> Answer | None:
    """What a comparison of two values gives that are not equal."""
    return _DIFFERENT.get(operation.__class__)


def combined(left: Answer, operation: cst.BaseBinaryOp, right: Answer) -> Answer | None:
    """What `&`, `|` or `-` gives; None if that cannot be told."""
    combine = _COMBINE.get(operation.__class__)
    if combine is None or not isinstance(left, Known) or not isinstance(right, Known):
        return None
    return _attempt(combine, left.value, right.value)


def converted(symbol: str, given: Answer) -> Answer | None:
    """What `bool`, `len`, `set` and their like give; None if that cannot be told."""
    if symbol == "builtins.bool":
        return answer_of(truth_of(given))
    convert = _CONVERSIONS.get(symbol)
    if convert is None or not isinstance(given, Known):
        return None
    return _attempt(convert, given.value)


def asked(owner: Answer, method: str, given: list[Answer]) -> Answer | None:
    """What a method of a string or of a set gives; None if that cannot be told."""
    arguments = [each.value for each in given if isinstance(each, Known)]
    if not isinstance(owner, Known) or len(arguments) != len(given):
        return None
    for kind, names in _METHODS.items():
        if isinstance(owner.value, kind) and method in names:
            return _attempt(getattr(owner.value, method), *arguments)
    return None


def _attempt(compute: Callable[..., object], *values: Any) -> Answer | None:
    try:
        return Known(compute(*values))
    except (TypeError, ValueError):
        return None


_OPPOSITE = {Truth.YES: Truth.NO, Truth.NO: Truth.YES}
_TRUTHS = {Vague.ANY: Truth.EITHER, Vague.FULL: Truth.YES, Vague.UNCLEAR: Truth.UNCLEAR}
_SINGLETONS = {"None": None, "True": True, "False": False}
_ANSWERS: dict[Truth, Answer] = {
    Truth.YES: Known(True),
    Truth.NO: Known(False),
    Truth.EITHER: Vague.ANY,
    Truth.UNCLEAR: Vague.UNCLEAR,
}
_COMPARE: dict[type[cst.CSTNode], Callable[[Any, Any], object]] = {
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
    cst.Is: operator.eq,
    cst.IsNot: operator.ne,
    cst.In: lambda item, items: item in items,
    cst.NotIn: lambda item, items: item not in items,
    cst.LessThan: operator.lt,
    cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt,
    cst.GreaterThanEqual: operator.ge,
}
_DIFFERENT = {cst.Equal: Known(False), cst.NotEqual: Known(True)}
_WITH_NONE = {**_DIFFERENT, cst.Is: Known(False), cst.IsNot: Known(True)}
_COMBINE: dict[type[cst.CSTNode], Callable[[Any, Any], object]] = {
    cst.BitAnd: operator.and_,
    cst.BitOr: operator.or_,
    cst.Subtract: operator.sub,
}
_CONVERSIONS: dict[str, Callable[[Any], object]] = {
    "builtins.len": len,
    "builtins.str": str,
    "builtins.set": frozenset,
    "builtins.frozenset": frozenset,
    "builtins.list": tuple,
    "builtins.tuple": tuple,
}
_METHODS: dict[type, frozenset[str]] = {
    str: frozenset("startswith endswith lower upper strip casefold removeprefix".split()),
    frozenset: frozenset("issubset issuperset isdisjoint intersection difference union".split()),
}
