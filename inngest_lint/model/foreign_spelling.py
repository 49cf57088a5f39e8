"""Names of another SDK that a file uses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import CLIENT
from inngest_lint.sdk.typescript import ATTRIBUTES, KEYWORDS, OTHER_VALUES

_ATTRIBUTES = frozenset(name for _, name in ATTRIBUTES)
_OF_CLIENT = frozenset({"create_function", "createFunction"})
_KEYWORDS = frozenset(name for _, name in KEYWORDS)


class Spelt(NamedTuple):
    """A place that has a name of another SDK, and what there is instead; empty if nothing.

    With `is_rename` that is the same under another name.
    """

    node: cst.CSTNode
    name: str
    instead: str
    is_rename: bool


class ForeignSpelling:
    """Finds names of the TypeScript SDK on objects of this one."""

    def __init__(self, names: Names, flow: ControlFlow) -> None:
        self._tree = names.tree
        self._values = names.values
        self._elsewhere = names.elsewhere
        self._probes = flow.probes

    def __iter__(self) -> Iterator[Spelt]:
        for attribute in self._tree.all(cst.Attribute):
            name = attribute.attr.value
            if name in _ATTRIBUTES:
                instead = ATTRIBUTES.get((self._owner(attribute), name))
                if instead is not None and not self._probes.expect_absence(attribute, name):
                    yield Spelt(attribute.attr, name, instead, bool(instead))
        for call in self._tree.all(cst.Call):
            for arg in call.args:
                name = arg.keyword.value if arg.keyword is not None else ""
                instead = KEYWORDS.get((self._called(call), name)) if name in _KEYWORDS else None
                if instead is not None:
                    yield Spelt(arg, name, instead, name not in OTHER_VALUES)

    def _owner(self, attribute: cst.Attribute) -> str:
        """The symbol of what an attribute is asked of; that of a client kept elsewhere too."""
        symbol = self._values.symbol(attribute.value)
        may_be_client = attribute.attr.value in _OF_CLIENT
        return CLIENT if may_be_client and self._elsewhere.is_client(symbol) else symbol

    def _called(self, call: cst.Call) -> str:
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in _OF_CLIENT:
            return f"{self._owner(call.func)}.{call.func.attr.value}"
        return self._values.symbol(call.func)
