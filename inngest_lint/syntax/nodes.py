"""Lets LibCST's parser make its nodes without what only protects who writes them by hand.

Nodes are validated, and frozen: each of their fields is stored by a call that gets round the lock.
Both take a fifth of the time of a parse.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import libcst as cst

_Initializer = Callable[..., None]

# All but three of a hundred nodes are of these. Not among them are the two whose validation is
# needed, since the parser accepts what Python does not: `'a' b'b'`, `except:` before the others.
COMMON: tuple[type[cst.CSTNode], ...] = (
    *(cst.SimpleWhitespace, cst.ParenthesizedWhitespace, cst.TrailingWhitespace, cst.Comment),
    *(cst.Newline, cst.EmptyLine, cst.Comma, cst.Dot, cst.AssignEqual, cst.Asynchronous),
    *(cst.LeftParen, cst.RightParen, cst.LeftSquareBracket, cst.RightSquareBracket),
    *(cst.LeftCurlyBrace, cst.RightCurlyBrace),
    *(cst.Name, cst.Attribute, cst.Call, cst.Arg, cst.Await),
    *(cst.Subscript, cst.SubscriptElement, cst.Index, cst.Comparison, cst.ComparisonTarget),
    *(cst.SimpleString, cst.Integer, cst.Tuple, cst.List, cst.Element, cst.Dict, cst.DictElement),
    *(cst.FunctionDef, cst.Decorator, cst.Parameters, cst.Param, cst.Annotation, cst.Return),
    *(cst.ImportFrom, cst.ImportAlias, cst.Assign, cst.AssignTarget, cst.Expr, cst.If),
    *(cst.SimpleStatementLine, cst.IndentedBlock),
)


@contextmanager
def made_quickly() -> Iterator[None]:
    """Lets the common nodes be made unchecked, with their fields stored where they belong.

    A node that another thread makes by hand meanwhile goes unchecked.
    """
    for kind, quick, _ in _INITIALIZERS:
        setattr(kind, "__init__", quick)  # noqa: B010
    try:
        yield
    finally:
        for kind, _, own in _INITIALIZERS:
            setattr(kind, "__init__", own)  # noqa: B010


def initializer(kind: type[cst.CSTNode]) -> _Initializer | None:
    """An `__init__` that puts the fields of a node right into their slots, and checks nothing.

    None for a class that is not the plain dataclass with slots that it should be.
    """
    fields = dataclasses.fields(kind)
    members = {name: each for cls in kind.__mro__[::-1] for name, each in vars(cls).items()}
    slots = [members.get(field.name) for field in fields]
    plain = all(field.init and not field.kw_only for field in fields)
    plain = plain and kind.__post_init__ is cst.CSTNode.__post_init__
    if not plain or not all(map(inspect.ismemberdescriptor, slots)):
        return None
    known: dict[str, Any] = {"MISSING": dataclasses.MISSING}
    parameters, stores = [], []
    for place, (field, slot) in enumerate(zip(fields, slots, strict=True)):
        known[f"store_{place}"] = slot.__set__  # type: ignore[union-attr]
        parameter = value = field.name
        if field.default is not dataclasses.MISSING:
            known[f"default_{place}"] = field.default
            parameter += f"=default_{place}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{place}"] = field.default_factory
            parameter += "=MISSING"
            value = f"make_{place}() if {value} is MISSING else {value}"
        parameters.append(parameter)
        stores.append(f"    store_{place}(self, {value})")
    exec("\n".join((f"def __init__(self, {', '.join(parameters)}):", *stores)), known)
    made: _Initializer = known["__init__"]
    return made


_INITIALIZERS = [
    (kind, quick, kind.__init__) for kind in COMMON if (quick := initializer(kind)) is not None
]
