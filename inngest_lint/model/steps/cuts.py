"""Step ids of which a part is cut short, so that two items may get the same one."""

from __future__ import annotations

import re

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.names.forms import Forms
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.names import is_from_context
from inngest_lint.sdk.python import TEXT_SHAPES
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_DEEPEST = 10  # names on the way to what an id is made of
_PRECISION = re.compile(r"\.\d+s?$")  # of a format: `.8`, `.8s`
_CUTTING_HOLE = re.compile(r"%\.\d+s")


class Cuts:
    """Takes the step ids of one file apart."""

    def __init__(self, names: Names, flow: ControlFlow, forms: Forms) -> None:
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._shapes = names.shapes
        self._placement = flow.placement
        self._forms = forms

    def shortens(self, step_id: cst.BaseExpression) -> bool:
        """Whether an id differs between the items of a loop only in a part that is cut short."""
        if isinstance(step_id, cst.SimpleString):
            return False
        varying = [part for part in self._parts(step_id) if self._varies(part, _DEEPEST)]
        return (
            bool(varying)
            and all(map(self._is_cut, varying))
            and self._placement.runs_per_item(step_id)
        )

    def _parts(self, node: cst.BaseExpression) -> list[cst.BaseExpression]:
        """What an id is put together from; a part with a format is the placeholder itself."""
        node = self._bindings.expression(node)
        if isinstance(node, cst.FormattedString):
            placeholders = [p for p in node.parts if isinstance(p, cst.FormattedStringExpression)]
            return [p if p.format_spec else p.expression for p in placeholders]  # type: ignore[misc]
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
            return [*self._parts(node.left), *self._parts(node.right)]
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
            return [node]
        return [node]

    def _is_cut(self, node: cst.CSTNode) -> bool:
        """Whether a part is the beginning or the end of something."""
        if isinstance(node, cst.FormattedStringExpression):
            spec = "".join(p.value for p in node.format_spec or () if hasattr(p, "value"))
            shape = self._shapes.of(node.expression)
            return bool(_PRECISION.search(spec)) and shape != "a number"
        if isinstance(node, cst.BinaryOperation):
            text = literals.string(node.left) or ""
            return bool(_CUTTING_HOLE.search(text)) and text.count("%") == 1
        if not isinstance(node, cst.BaseExpression):
            return False
        node = self._bindings.follow(node)
        if isinstance(node, cst.Subscript):
            part = node.slice[0].slice
            return isinstance(part, cst.Slice) and self._keeps_one_end(part)
        if isinstance(node, cst.Call):
            if isinstance(node.func, cst.Attribute) and node.func.attr.value in TEXT_SHAPES:
                return self._is_cut(node.func.value)
            return self._forms.is_cut_elsewhere(node.func)
        return False

    def _keeps_one_end(self, part: cst.Slice) -> bool:
        """Whether a slice keeps the beginning, `[:8]`, or the end, `[-8:]`."""
        if part.step is not None:
            return False
        if part.upper is None:
            return part.lower is not None and (literals.integer(part.lower) or 0) < 0
        first = 0 if part.lower is None else literals.integer(part.lower)
        last = literals.integer(self._bindings.expression(part.upper))
        return first == 0 and last is not None and last > 0

    def _varies(self, node: cst.CSTNode, depth: int) -> bool:
        """Whether something changes with the item of a loop, or is what a helper is given."""
        names = [each for each in walk(node) if isinstance(each, cst.Name)]
        return any(
            isinstance(binding.node, (cst.For, cst.CompFor, cst.AugAssign))
            or self._is_given(binding.node)
            or (binding.value is not None and depth and self._varies(binding.value, depth - 1))
            for name in names
            for binding in self._scopes.of_name(name)
        )

    def _is_given(self, param: cst.CSTNode) -> bool:
        """Whether something is a parameter, other than for the context or an object."""
        return (
            isinstance(param, cst.Param)
            and not is_from_context(self._values.parameter_symbol(param))
            and not self._values.is_self(param)
        )
