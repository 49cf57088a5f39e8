"""Constants of other modules: strings, members of enums, attributes of classes."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.text import Text
from inngest_lint.model.names.values import Values
from inngest_lint.project.elsewhere import Elsewhere


class Constants:
    """Asks the project about the names of one file."""

    def __init__(self, values: Values, changes: Changes, elsewhere: Elsewhere) -> None:
        self._values = values
        self._changes = changes
        self._elsewhere = elsewhere

    def may_show(self, node: cst.BaseExpression) -> bool:
        """Whether `node` names something of another module; a cheap question."""
        if not isinstance(node, (cst.Name, cst.Attribute)):
            return False
        return self._elsewhere.may_show(self._values.symbol(node))

    def text(self, node: cst.BaseExpression, *, formatted: bool = False) -> Text | None:
        """The string that `node` stands for, with `formatted` as an f-string shows it."""
        if not self.may_show(node):
            return None
        if isinstance(node, cst.Attribute) and self._changes.is_attribute_changed(node.attr.value):
            return None
        text = self._elsewhere.text(self._values.symbol(node), formatted=formatted)
        return None if text is None else Text((text,))
