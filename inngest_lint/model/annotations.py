"""What an annotation tells of the object it stands for."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from inngest_lint.model.value import Instance, Local, Resolve, Symbol, Value, agreed
from inngest_lint.sdk.names import canonical
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Scopes

# Typing words that leave the type they wrap what it is.
_TRANSPARENT = frozenset(
    Symbol(name)
    for name in (
        "typing.Optional",
        "typing.Annotated",
        "typing_extensions.Annotated",
        "typing.Final",
    )
)


class Annotations:
    """Reads types; `resolve` and `binding` tell what an expression and a name stand for."""

    def __init__(
        self, scopes: Scopes, resolve: Resolve, binding: Callable[[Binding], Value | None]
    ) -> None:
        self._scopes = scopes
        self._resolve = resolve
        self._binding = binding

    def instance(self, annotation: cst.BaseExpression) -> Symbol | Instance | None:
        """An object of the type that an annotation names, if the type is one we can know."""
        text = literals.string(annotation)
        if text is not None:
            return self._quoted(text, annotation)
        if isinstance(annotation, cst.Subscript):
            if self._resolve(annotation.value) in _TRANSPARENT:
                first = annotation.slice[0].slice
                return self.instance(first.value) if isinstance(first, cst.Index) else None
            return self.instance(annotation.value)
        if isinstance(annotation, cst.BinaryOperation):
            sides = [annotation.left, annotation.right]
            types = [side for side in sides if not literals.is_none(side)]
            return self.instance(types[0]) if len(types) == 1 else None
        return _instance_of(self._resolve(annotation))

    def _quoted(self, text: str, at: cst.BaseExpression) -> Symbol | Instance | None:
        """The same for a quoted annotation, whose names are looked up where it stands."""
        first, *rest = text.strip().split(".")
        bindings = self._scopes.lookup(first, self._scopes.scope_of(at))
        value = agreed([self._binding(binding) for binding in bindings])
        if rest and isinstance(value, Symbol):
            value = Symbol(canonical(".".join([value.name, *rest])))
        return _instance_of(value)


def _instance_of(value: Value | None) -> Symbol | Instance | None:
    if isinstance(value, Symbol):
        return Symbol(canonical(f"{value.name}()"))
    if isinstance(value, Local) and isinstance(value.node, cst.ClassDef):
        return Instance(value.node)
    return None
