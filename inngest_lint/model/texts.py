"""Strings folded as far as the file shows them: through names, f-strings, classes and enums.

A text is a sequence of known strings and *holes*. A hole is an expression whose value is unknown
but stable: two holes are equal when they are sure to hold the same value in one run.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.bindings import Bindings
from inngest_lint.model.calls import Helper
from inngest_lint.model.values import Values
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Kind, Scopes
from inngest_lint.syntax.tree import Tree, walk


@dataclass(frozen=True, slots=True)
class Hole:
    """A stable unknown: its source, and what each name in it is bound to."""

    source: str
    depends: tuple[object, ...]

    def __str__(self) -> str:
        return f"{{{self.source}}}"


@dataclass(frozen=True, slots=True)
class Text:
    """A string with holes; adjacent strings are one part."""

    parts: tuple[str | Hole, ...]

    @property
    def constant(self) -> str | None:
        """The string, if it has no holes."""
        return "".join(self.parts) if all(isinstance(p, str) for p in self.parts) else None  # type: ignore[arg-type]

    def endswith(self, suffix: str) -> bool:
        """Whether the string surely ends so."""
        last = self.parts[-1] if self.parts else ""
        return isinstance(last, str) and last.endswith(suffix)

    def __str__(self) -> str:
        return "".join(map(str, self.parts))


def joined(*texts: Text) -> Text:
    """The texts one after the other."""
    parts: list[str | Hole] = []
    for part in (part for text in texts for part in text.parts):
        if parts and isinstance(part, str) and isinstance(parts[-1], str):
            parts[-1] += part
        elif part != "":
            parts.append(part)
    return Text(tuple(parts))


# What the parameters of a helper stand for at one of its calls.
Passed: TypeAlias = Mapping[cst.Param, Text | None]

# Calls that give the same for the same, so that a hole may contain them.
_STABLE_CALLS = frozenset(
    f"builtins.{name}" for name in ("str", "int", "len", "repr", "abs", "min", "max", "round")
)
_STABLE_METHODS = frozenset({"lower", "upper", "strip", "title", "replace", "removeprefix", "get"})


class Texts:
    """Folds the string expressions of one file."""

    def __init__(self, tree: Tree, scopes: Scopes, values: Values, bindings: Bindings) -> None:
        self._tree = tree
        self._scopes = scopes
        self._values = values
        self._bindings = bindings
        self._open: set[cst.CSTNode] = set()

    def fold(self, node: cst.BaseExpression, passed: Passed | None = None) -> Text | None:
        """The text `node` makes, given what was passed for parameters.

        None if it is no string, or may differ between two places or two requests.
        """
        if node in self._open:
            return None
        self._open.add(node)
        try:
            return self._fold(node, passed or {})
        finally:
            self._open.discard(node)

    def received(self, helper: Helper, outer: Passed) -> Passed:
        """What the parameters of a helper stand for at a call, made where `outer` was passed."""
        return {p: self.fold(value, outer) for p, value in helper.received().items()}

    def _fold(self, node: cst.BaseExpression, passed: Passed) -> Text | None:
        plain = literals.string(node)
        if plain is not None:
            return Text((plain,))
        if isinstance(node, cst.FormattedString):
            return self._formatted(node, passed)
        if isinstance(node, cst.ConcatenatedString):
            return self._joined([node.left, node.right], passed)
        if isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, cst.Add):
                return self._joined([node.left, node.right], passed)
            return None
        if isinstance(node, (cst.Name, cst.Attribute)):
            bound = self._bound(node, passed)
            if bound is not None:
                return bound
        if isinstance(node, cst.NamedExpr):
            return self.fold(node.value, passed)
        return self._hole(node, passed)

    def _formatted(self, node: cst.FormattedString, passed: Passed) -> Text | None:
        texts: list[Text] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                texts.append(Text((literals.formatted_text(part, node),)))
            elif isinstance(part, cst.FormattedStringExpression):
                if part.format_spec or part.conversion:
                    text = self._hole(part.expression, passed, self._tree.text(part).strip("{}"))
                else:
                    text = self.fold(part.expression, passed)
                if text is None:
                    return None
                texts.append(text)
        return joined(*texts)

    def _joined(self, nodes: list[cst.BaseExpression], passed: Passed) -> Text | None:
        texts = [self.fold(node, passed) for node in nodes]
        return None if None in texts else joined(*[text for text in texts if text is not None])

    def _bound(self, node: cst.Name | cst.Attribute, passed: Passed) -> Text | None:
        """What a name or an attribute of a class is bound to, if that is one known text."""
        bindings = self._bindings.of(node)
        if len(bindings) != 1:
            return None
        binding = bindings[0]
        if isinstance(binding.node, cst.Param):
            return passed.get(binding.node)
        if binding.kind is not Kind.VALUE or binding.value is None:
            return None
        return self.fold(binding.value, passed)

    def _hole(
        self, node: cst.BaseExpression, passed: Passed, source: str | None = None
    ) -> Text | None:
        depends: list[object] = []
        for child in walk(node):
            if isinstance(child, cst.Call) and not self._is_stable(child):
                return None
            if isinstance(child, (cst.Await, cst.NamedExpr, cst.Lambda, cst.Yield)):
                return None
            if isinstance(child, cst.Name) and self._is_read(child):
                depends.append(self._dependency(child, passed))
        if None in depends:
            return None
        return Text((Hole(source or self._tree.text(node), tuple(depends)),))

    def _is_read(self, name: cst.Name) -> bool:
        parent = self._tree.parent(name)
        if isinstance(parent, cst.Attribute):
            return parent.value is name
        return not (isinstance(parent, cst.Arg) and parent.keyword is name)

    def _is_stable(self, call: cst.Call) -> bool:
        if isinstance(call.func, cst.Attribute) and call.func.attr.value in _STABLE_METHODS:
            return bool(call.args) or call.func.attr.value != "get"  # `queue.get()` differs
        return self._values.symbol(call.func) in _STABLE_CALLS

    def _dependency(self, name: cst.Name, passed: Passed) -> object:
        """What decides the value of `name` where it stands: its last binding before that place.

        The targets of two loops count as one: the id that an f-string makes of them repeats.
        """
        bindings = self._scopes.of_name(name)
        if not bindings:
            return name.value
        parameter = bindings[0].node
        if isinstance(parameter, cst.Param) and parameter in passed:
            return passed[parameter]
        place = self._tree.place(name)
        before = [b for b in bindings if self._tree.place(b.node) < place] or bindings
        last = max(before, key=lambda b: self._tree.place(b.node))
        if isinstance(last.node, (cst.For, cst.CompFor)):
            return ("loop", name.value)
        return last.node
