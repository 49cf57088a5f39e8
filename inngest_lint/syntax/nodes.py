"""Lets LibCST's parser make its nodes without what only protects who writes them by hand.

Nodes are validated, and frozen: each of their fields is stored by a call that gets round the lock.
Both take a fifth of the time of a parse. The parser looks the classes of its nodes up in the module
`libcst`; here it finds what makes the nodes quickly. The classes stay as they are: Python would
forget how to read their fields fast.

It also imports that module again for every node, as whoever calls the parser imports modules: by
the `__import__` of its builtins. Then Python takes the module from `sys.modules` in any case, so
that here the import itself may be nothing.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import FunctionType, ModuleType
from typing import Any

import libcst as cst
from libcst import native  # type: ignore[attr-defined]

_Maker = Callable[..., cst.CSTNode]

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


# Half of all nodes: what says the same is one node, since nobody asks where it stands.
SHARED: tuple[type[cst.CSTNode], ...] = (cst.SimpleWhitespace, cst.Newline)


def parse_quickly(text: str) -> cst.Module:
    """What `libcst.parse_module` makes of a text, and its errors."""
    with made_quickly():
        module: cst.Module = _parse_with(native.parse_module, text)
        return module


@contextmanager
def made_quickly() -> Iterator[None]:
    """Lets the common nodes be made unchecked, with their fields stored where they belong.

    Who imports LibCST meanwhile in another thread gets what makes nodes for its classes.
    """
    sys.modules[cst.__name__] = _MAKING
    try:
        yield
    finally:
        sys.modules[cst.__name__] = cst
        for each in _SHARING.values():
            each.cache_clear()


def maker(kind: type[cst.CSTNode]) -> _Maker | None:
    """Makes a node that is filled while it is not frozen yet, and checks nothing.

    To store fields through their slots instead, one by one, would take twice as long. None for a
    class that is not the plain dataclass with slots that it should be.
    """
    fields = dataclasses.fields(kind)
    members = {name: each for cls in kind.__mro__[::-1] for name, each in vars(cls).items()}
    plain = all(field.init and not field.kw_only for field in fields)
    plain = plain and kind.__post_init__ is cst.CSTNode.__post_init__
    if not plain or not all(inspect.ismemberdescriptor(members.get(each.name)) for each in fields):
        return None
    known: dict[str, Any] = {"MISSING": dataclasses.MISSING, "new": object.__new__, "kind": kind}
    known["open_kind"] = type(kind.__name__, (kind,), _UNFROZEN)
    parameters, stores = [], []
    for place, field in enumerate(fields):
        parameter = value = field.name
        if field.default is not dataclasses.MISSING:
            known[f"default_{place}"] = field.default
            parameter += f"=default_{place}"
        elif field.default_factory is not dataclasses.MISSING:
            known[f"make_{place}"] = field.default_factory
            parameter += "=MISSING"
            value = f"make_{place}() if {value} is MISSING else {value}"
        parameters.append(parameter)
        stores.append(f"    self.{field.name} = {value}")
    head = [f"def make({', '.join(parameters)}):", "    self = new(open_kind)"]
    exec("\n".join([*head, *stores, "    self.__class__ = kind", "    return self"]), known)
    make: _Maker = known["make"]
    return make


_UNFROZEN = {
    "__slots__": (),
    "__setattr__": object.__setattr__,
    "__delattr__": object.__delattr__,
}
_MAKERS = {kind.__name__: make for kind in COMMON if (make := maker(kind)) is not None}
_SHARING = {
    name: lru_cache(None)(_MAKERS[name]) for kind in SHARED if (name := kind.__name__) in _MAKERS
}
_MAKING = ModuleType(cst.__name__)  # `libcst` as the parser sees it
vars(_MAKING).update(vars(cst), **_MAKERS)
vars(_MAKING).update(_SHARING)


def _with(parser: Callable[[str, str], cst.Module], text: str) -> cst.Module:
    return parser(text, "utf-8")


_parse_with = FunctionType(_with.__code__, {"__builtins__": {"__import__": "".format}})
