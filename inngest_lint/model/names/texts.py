"""Strings folded as far as the file shows them: through names, f-strings, classes and enums."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst

from inngest_lint.model.names.bindings import Bindings
from inngest_lint.model.names.calls import Helper
from inngest_lint.model.names.changes import Changes
from inngest_lint.model.names.constants import Constants
from inngest_lint.model.names.holes import Holes
from inngest_lint.model.names.text import CallFrame, Frame, Text, joined
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Kind, Scopes
from inngest_lint.syntax.tree import Tree

_DEEPEST = 20  # names and strings of which one is made; each may name several


class Texts:
    """Folds the string expressions of one file."""

    def __init__(
        self,
        tree: Tree,
        scopes: Scopes,
        bindings: Bindings,
        changes: Changes,
        holes: Holes,
        constants: Constants,
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._bindings = bindings
        self._changes = changes
        self._holes = holes
        self._constants = constants
        self._open: set[int] = set()
        self._known: dict[int, Text | None] = {}  # by identity, as in `Tree`

    def fold(self, node: cst.BaseExpression, frame: Frame | None = None) -> Text | None:
        """The text `node` makes in a call of the helper it stands in.

        None if it is no string, or may differ between two places or two requests.
        """
        key = id(node)
        if frame is None and key in self._known:
            return self._known[key]
        if key in self._open or len(self._open) > _DEEPEST:
            return None
        self._open.add(key)
        try:
            text = self._fold(node, frame)
        finally:
            self._open.discard(key)
        if frame is None and not self._open:  # else a circle may have cut it short
            self._known[key] = text
        return text

    def enter(self, helper: Helper, frame: Frame | None) -> CallFrame:
        """The frame of a call of `helper` that is made in `frame`."""
        received = [(param, self.given(value, frame)) for param, value in helper.received().items()]
        nested = self._scopes.function_of(helper.function) is not None
        return CallFrame(helper.function, tuple(received), frame if nested else None)

    def given(self, value: cst.BaseExpression, frame: Frame | None) -> Text | None:
        """How a value looks in the strings that are made of it."""
        return self._number(value) or self.fold(value, frame)

    def _fold(self, node: cst.BaseExpression, frame: Frame | None) -> Text | None:
        plain = literals.string(node)
        if plain is not None:
            return Text((plain,))
        if isinstance(node, cst.FormattedString):
            return self._formatted(node, frame)
        if _is_sum(node):
            return self._concatenated(node, frame)
        if isinstance(node, cst.BinaryOperation):
            is_format = isinstance(node.operator, cst.Modulo)
            return self._hole(node, frame) if is_format else None
        if isinstance(node, (cst.Name, cst.Attribute)):
            bound = self._bound(node, frame)
            if bound is not None:
                return bound
            member = self._member(node, frame)
            if member is not None:
                return member
            constant = self._constants.text(node)
            if constant is not None:
                return constant
        if isinstance(node, cst.NamedExpr):
            return self.fold(node.value, frame)
        return self._hole(node, frame)

    def _member(self, node: cst.Name | cst.Attribute, frame: Frame | None) -> Text | None:
        """`name.value`, where a helper was given the member of an enum for `name`."""
        if not isinstance(node, cst.Attribute) or node.attr.value != "value" or frame is None:
            return None
        if not isinstance(node.value, cst.Name) or self._changes.is_attribute_changed("value"):
            return None
        member = self._bound(node.value, frame)
        return member if member is not None and member.constant is not None else None

    def _concatenated(self, node: cst.BaseExpression, frame: Frame | None) -> Text | None:
        parts: list[cst.BaseExpression] = []
        waiting: list[cst.BaseExpression] = [node]
        while waiting:  # no recursion: there may be hundreds
            part = waiting.pop()
            if isinstance(part, (cst.ConcatenatedString, cst.BinaryOperation)) and _is_sum(part):
                waiting += [part.right, part.left]
            else:
                parts.append(part)
        return _all(self.fold(part, frame) for part in parts)

    def _formatted(self, node: cst.FormattedString, frame: Frame | None) -> Text | None:
        return _all(
            Text((literals.formatted_text(part, node),))
            if isinstance(part, cst.FormattedStringText)
            else self._placeholder(part, frame)
            for part in node.parts
        )

    def _placeholder(
        self, part: cst.BaseFormattedStringContent, frame: Frame | None
    ) -> Text | None:
        expression = cst.ensure_type(part, cst.FormattedStringExpression)
        value = expression.expression
        if expression.format_spec or expression.conversion or expression.equal:
            return self._hole(value, frame, self._tree.text(part).strip("{}"))
        number = self._number(value)
        if number is not None:
            return number
        if isinstance(value, cst.Attribute) and self._bindings.is_member_of_enum(value):
            return self._hole(value, frame)  # what it looks like depends on the version of Python
        if self._constants.may_show(value):
            constant = self._constants.text(value, formatted=True)
            if constant is not None:
                return constant
            if self._constants.text(value) is not None:  # a member of an enum
                return self._hole(value, frame)
        return self.fold(value, frame)

    def _number(self, node: cst.BaseExpression) -> Text | None:
        """How an integer looks in an f-string."""
        if isinstance(node, cst.Attribute) and self._changes.is_attribute_changed(node.attr.value):
            return None
        number = literals.integer(self._bindings.expression(node))
        return None if number is None else Text((str(number),))

    def _bound(self, node: cst.Name | cst.Attribute, frame: Frame | None) -> Text | None:
        """What a name or an attribute of a class is bound to, if that is one known text."""
        bindings = self._bindings.of(node)
        if len(bindings) != 1:
            return None
        if isinstance(node, cst.Attribute):
            if self._changes.is_attribute_changed(node.attr.value):
                return None
        binding = bindings[0]
        if isinstance(binding.node, (cst.Param, cst.CompFor)):
            call = frame.frame_of(self._scopes.home_of(binding)) if frame else None
            return call.of(binding.node) if call else None
        if binding.kind is not Kind.VALUE or binding.value is None:
            return None
        return self.fold(binding.value, frame)

    def _hole(
        self, node: cst.BaseExpression, frame: Frame | None, source: str | None = None
    ) -> Text | None:
        hole = self._holes.of(node, frame, source)
        return None if hole is None else Text((hole,))


def _is_sum(node: cst.BaseExpression) -> bool:
    """Whether strings are put together: `"a" "b"`, `"a" + b`."""
    if isinstance(node, cst.BinaryOperation):
        return isinstance(node.operator, cst.Add)
    return isinstance(node, cst.ConcatenatedString)


def _all(texts: Iterable[Text | None]) -> Text | None:
    found: list[Text] = []
    for text in texts:
        if text is None:
            return None
        found.append(text)
    return joined(*found)
