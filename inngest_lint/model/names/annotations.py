"""What an annotation tells of the object it stands for."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from inngest_lint.model.names.value import Instance, Local, Resolve, Symbol, Value, agreed
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

_ANYTHING = frozenset(
    Symbol(name) for name in ("typing.Any", "typing.Type", "builtins.object", "builtins.type")
)
_UNION = Symbol("typing.Union")
_CLASS_OF = frozenset({Symbol("builtins.type"), Symbol("typing.Type")})


class Annotations:
    """Reads types; `resolve` and `binding` tell what an expression and a name stand for."""

    def __init__(
        self, scopes: Scopes, resolve: Resolve, binding: Callable[[Binding], Value | None]
    ) -> None:
        self._scopes = scopes
        self._resolve = resolve
        self._binding = binding
        self._open: list[cst.BaseExpression] = []

    def instance(self, annotation: cst.BaseExpression) -> Value | None:
        """An object of the type that an annotation names, if the type is one we can know."""
        text = literals.string(annotation)
        if text is not None:
            return agreed([self._quoted(part, annotation) for part in _sides(text)])
        if type(annotation) is cst.Subscript:
            items = [e.slice.value for e in annotation.slice if isinstance(e.slice, cst.Index)]
            wrapper = self._resolve(annotation.value)
            if wrapper == _UNION:
                return self._one_of(items)
            if wrapper in _CLASS_OF:
                named = self._resolve(items[0]) if items else None
                return named if isinstance(named, Local) else None
            return self.instance(
                items[0] if wrapper in _TRANSPARENT and items else annotation.value
            )
        if type(annotation) is cst.BinaryOperation:
            return self._one_of([annotation.left, annotation.right])
        found = _instance_of(self._resolve(annotation))
        if found is None and type(annotation) is cst.Name:
            return self._alias(annotation)
        return found

    def _alias(self, name: cst.Name) -> Value | None:
        """The same for a name that stands for a type written elsewhere: `Ctx = A | B`."""
        bindings = self._scopes.of_name(name)
        value = bindings[0].value if len(bindings) == 1 else None
        if value is None or value in self._open:
            return None
        self._open.append(value)
        found = self.instance(value)
        self._open.pop()
        return found

    def _one_of(self, types: list[cst.BaseExpression]) -> Value | None:
        return agreed([self.instance(each) for each in types if not literals.is_none(each)])

    def _quoted(self, name: str, at: cst.BaseExpression) -> Value | None:
        """The same for a dotted name in quotes, looked up where it stands; `x[y]` is `x`."""
        first, *rest = name.partition("[")[0].split(".")
        bindings = self._scopes.lookup(first, self._scopes.scope_of(at))
        value = agreed([self._binding(binding) for binding in bindings])
        if rest and isinstance(value, Symbol):
            value = Symbol(canonical(".".join([value.name, *rest])))
        return _instance_of(value)


def _sides(text: str) -> list[str]:
    """The types in a quoted `A | B | None`."""
    return [part.strip() for part in text.split("|") if part.strip() != "None"]


def _instance_of(value: Value | None) -> Value | None:
    if isinstance(value, Symbol) and value not in _ANYTHING:
        return Symbol(canonical(f"{value.name}()"))
    if isinstance(value, Local) and isinstance(value.node, cst.ClassDef):
        return Instance(value.node)
    return None
