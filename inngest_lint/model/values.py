"""What an expression stands for, as far as one file shows it.

A value is a symbol (something outside the file, by its dotted name), a definition of the file, an
object of one of its classes, or a `functools.partial` of one of these. What cannot be told is None.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import libcst as cst

from inngest_lint.model.calls import Arguments, parameters
from inngest_lint.sdk.names import canonical
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind, Scopes
from inngest_lint.syntax.tree import Tree, walk

Definition: TypeAlias = cst.FunctionDef | cst.Lambda


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something outside the file by its dotted name, as `sdk.names` spells it."""

    name: str


@dataclass(frozen=True, slots=True)
class Local:
    """A function, a lambda or a class of the file; `bound` if reached through an object."""

    node: cst.FunctionDef | cst.Lambda | cst.ClassDef
    bound: bool = False


@dataclass(frozen=True, slots=True)
class Instance:
    """An object of a class of the file."""

    cls: cst.ClassDef


@dataclass(frozen=True, slots=True)
class Partial:
    """`functools.partial(target, …)`."""

    target: Symbol | Local
    call: cst.Call

    @property
    def arguments(self) -> Arguments:
        """What the partial already holds for its target."""
        return Arguments.of(self.call, skip=1)


Value: TypeAlias = Symbol | Local | Instance | Partial

_STATIC = frozenset({"builtins.staticmethod"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_ENUMS = frozenset({"enum.Enum", "enum.StrEnum"})
# Typing words that leave the type they wrap what it is.
_TRANSPARENT = frozenset(
    {"typing.Optional", "typing.Annotated", "typing_extensions.Annotated", "typing.Final"}
)


class Values:
    """Resolves the expressions of one file.

    `assume` and `alias` tell it, before the first rule asks, what no single expression shows.
    """

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._known: dict[int, Value | None] = {}  # by identity, as in `Tree`
        self._open: set[int] = set()
        self._received: dict[int, Symbol] = {}
        self._given: dict[int, list[Definition]] = {}
        self._aliases: dict[str, str] = {}
        self._attributes: dict[cst.ClassDef, dict[str, list[cst.BaseExpression]]] | None = None

    def assume(self, param: cst.Param, symbol: Symbol) -> bool:
        """Records what callers pass for a parameter; False if that is known already."""
        if id(param) in self._received:
            return False
        self._received[id(param)] = symbol
        self._known.clear()
        return True

    def give(self, param: cst.Param, function: Definition) -> bool:
        """Records a function that some caller passes for a parameter; False if that is known."""
        known = self._given.setdefault(id(param), [])
        if function in known:
            return False
        known.append(function)
        return True

    def given(self, node: cst.BaseExpression) -> list[Definition]:
        """The functions that callers pass for the parameter that `node` names."""
        if not isinstance(node, cst.Name) or not self._given:
            return []
        return [f for b in self._scopes.of_name(node) for f in self._given.get(id(b.node), ())]

    def alias(self, symbol: str, meaning: str) -> None:
        """Records that `symbol` of another module is the `meaning` known to the SDK tables."""
        self._aliases[symbol] = meaning
        self._known.clear()

    def symbol(self, node: cst.BaseExpression) -> str:
        """The dotted name that `node` stands for; empty if it has none."""
        value = self.of(node)
        if isinstance(value, Partial):
            value = value.target
        return value.name if isinstance(value, Symbol) else ""

    def definition(self, node: cst.BaseExpression) -> Definition | None:
        """The function or lambda of the file that `node` stands for."""
        value = self.of(node)
        if isinstance(value, Partial):
            value = value.target
        if isinstance(value, Local) and not isinstance(value.node, cst.ClassDef):
            return value.node
        return None

    def of(self, node: cst.BaseExpression) -> Value | None:
        """What `node` stands for."""
        key = id(node)
        if key in self._known:
            return self._known[key]
        resolve = _RESOLVERS.get(node.__class__)
        if resolve is None or key in self._open:  # a literal, or a name defined through itself
            return None
        self._open.add(key)
        try:
            value = resolve(self, node)
        finally:
            self._open.discard(key)
        if value is not None or not self._open:
            self._known[key] = value
        return value

    def bindings(self, node: cst.Name | cst.Attribute) -> list[Binding]:
        """The bindings of a name, of `Class.name`, `object.name` or `Enum.NAME.value`."""
        if isinstance(node, cst.Name):
            return self._scopes.of_name(node)
        owner = self.of(node.value)
        if isinstance(owner, Instance):
            return self._scopes.own(owner.cls, node.attr.value)
        if isinstance(owner, Local) and isinstance(owner.node, cst.ClassDef):
            return self._scopes.own(owner.node, node.attr.value)
        if node.attr.value == "value" and isinstance(node.value, cst.Attribute):
            enum = self.of(node.value.value)
            if isinstance(enum, Local) and isinstance(enum.node, cst.ClassDef):
                if any(self.symbol(base.value) in _ENUMS for base in enum.node.bases):
                    return self._scopes.own(enum.node, node.value.attr.value)
        return []

    def bound(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The expression that a name stands for; `node` itself where there is not exactly one."""
        seen: set[cst.CSTNode] = set()
        while node not in seen:
            seen.add(node)
            if isinstance(node, cst.NamedExpr):
                node = node.value
            elif isinstance(node, (cst.Name, cst.Attribute)):
                bindings = self.bindings(node)
                if len(bindings) == 1 and bindings[0].kind is Kind.VALUE and bindings[0].value:
                    node = bindings[0].value
        return node

    def follow(self, node: cst.BaseExpression) -> cst.BaseExpression:
        """The same, through the calls of functions of the file with one `return`."""
        seen: set[cst.CSTNode] = set()
        while node not in seen:
            seen.add(node)
            node = self.bound(node)
            if isinstance(node, cst.Call):
                function = self.of(node.func)
                if isinstance(function, Local) and not isinstance(function.node, cst.ClassDef):
                    returned = self.returned(function.node)
                    node = returned[0] if len(returned) == 1 else node
        return node

    def returned(self, function: Definition) -> list[cst.BaseExpression]:
        """The expressions that a function of the file returns."""
        if isinstance(function, cst.Lambda):
            return [function.body]
        return [
            statement.value
            for statement in walk(function.body)
            if isinstance(statement, cst.Return)
            and statement.value is not None
            and self._scopes.function_of(statement) is function
        ]

    def of_parameter(self, param: cst.Param) -> Value | None:
        """What a parameter holds: what callers pass, else what its annotation says."""
        if id(param) in self._received:
            return self._received[id(param)]
        if param.annotation is not None:
            declared = self._instance(param.annotation.annotation)
            if declared is not None:
                return declared
        return self._self(param)

    def parameter_symbol(self, param: cst.Param) -> str:
        """The symbol that a parameter holds; empty if it has none."""
        value = self.of_parameter(param)
        return value.name if isinstance(value, Symbol) else ""

    def is_self(self, param: cst.Param) -> bool:
        """Whether a parameter is the `self` or `cls` of a method."""
        return self._self(param) is not None

    def _name(self, node: cst.Name) -> Value | None:
        bindings = self._scopes.of_name(node)
        if not bindings:
            return self._symbol(f"builtins.{node.value}")
        return self._agree([self._binding(b) for b in bindings if not literals.is_none(b.value)])

    def _binding(self, binding: Binding) -> Value | None:
        node = binding.node
        if isinstance(node, cst.ImportAlias):
            return self._imported(node)
        if isinstance(node, (cst.FunctionDef, cst.ClassDef)):
            return Local(node)
        if isinstance(node, cst.Param):
            return self.of_parameter(node)
        if binding.kind is Kind.VALUE:
            value = self.of(binding.value) if binding.value is not None else None
            if value is None and isinstance(node, cst.AnnAssign):
                return self._instance(node.annotation.annotation)
            return value
        return None

    def _imported(self, alias: cst.ImportAlias) -> Symbol:
        statement = self._tree.parent(alias)
        if not isinstance(statement, cst.ImportFrom):
            name = alias.evaluated_name
            return self._symbol(name if alias.asname else name.partition(".")[0])
        module = "." * len(statement.relative) + literals.dotted(statement.module)
        separator = "" if module.endswith(".") else "."
        return self._symbol(f"{module}{separator}{alias.evaluated_name}")

    def _attribute(self, node: cst.Attribute) -> Value | None:
        owner = self.of(node.value)
        name = node.attr.value
        if isinstance(owner, Symbol):
            return self._symbol(f"{owner.name}.{name}")
        if isinstance(owner, Local) and isinstance(owner.node, cst.ClassDef):
            return self._member(owner.node, name, bound=False)
        if isinstance(owner, Instance):
            return self._member(owner.cls, name, bound=True)
        return None

    def _member(self, cls: cst.ClassDef, name: str, *, bound: bool) -> Value | None:
        """An attribute of a class, or of an object of it."""
        found: list[Value | None] = []
        for binding in self._scopes.own(cls, name):
            method = binding.node
            if isinstance(method, cst.FunctionDef):
                found.append(self._method(method, bound=bound))
            else:
                found.append(self._binding(binding))
        found.extend(
            self.of(expression)
            for expression in self._assigned(cls).get(name, ())
            if not literals.is_none(expression)
        )
        if found:
            return self._agree(found)
        for base in cls.bases:
            parent = self.of(base.value)
            if isinstance(parent, Local) and isinstance(parent.node, cst.ClassDef):
                inherited = self._member(parent.node, name, bound=bound)
                if inherited is not None:
                    return inherited
        return None

    def _method(self, method: cst.FunctionDef, *, bound: bool) -> Value | None:
        """What a method is as an attribute: for a property what it returns."""
        if bound and self._decorated(method, _PROPERTIES):
            return self._returned(method)
        return Local(method, bound and not self._decorated(method, _STATIC))

    def _call(self, node: cst.Call) -> Value | None:
        called = self.of(node.func)
        if isinstance(called, Symbol):
            if called.name == "functools.partial" and node.args and not node.args[0].star:
                target = self.of(node.args[0].value)
                return Partial(target, node) if isinstance(target, (Symbol, Local)) else None
            return self._symbol(f"{called.name}()")
        if isinstance(called, Local):
            if isinstance(called.node, cst.ClassDef):
                return Instance(called.node)
            return self._returned(called.node)
        return None

    def _returned(self, function: Definition) -> Value | None:
        """What a function of the file returns, if all its `return`s say the same."""
        if isinstance(function, cst.FunctionDef) and function.returns is not None:
            declared = self._instance(function.returns.annotation)
            if declared is not None:
                return declared
        return self._agreed(self.returned(function))

    def _instance(self, annotation: cst.BaseExpression) -> Symbol | Instance | None:
        """An object of the type that an annotation names, if the type is one we can know."""
        text = literals.string(annotation)
        if text is not None:
            return self._quoted(text, annotation)
        if isinstance(annotation, cst.Subscript):
            if self.symbol(annotation.value) in _TRANSPARENT:
                first = annotation.slice[0].slice
                return self._instance(first.value) if isinstance(first, cst.Index) else None
            return self._instance(annotation.value)
        if isinstance(annotation, cst.BinaryOperation):
            sides = [annotation.left, annotation.right]
            types = [side for side in sides if not literals.is_none(side)]
            return self._instance(types[0]) if len(types) == 1 else None
        return _instance_of(self.of(annotation))

    def _quoted(self, text: str, at: cst.BaseExpression) -> Symbol | Instance | None:
        """The same for a quoted annotation, whose names are looked up where it stands."""
        first, *rest = text.strip().split(".")
        bindings = self._scopes.lookup(first, self._scopes.scope_of(at))
        value = self._agree([self._binding(binding) for binding in bindings])
        if rest and isinstance(value, Symbol):
            value = self._symbol(".".join([value.name, *rest]))
        return _instance_of(value)

    def _self(self, param: cst.Param) -> Value | None:
        """`self` or `cls`: the first parameter of a method."""
        function = next(
            (
                n
                for n in self._tree.ancestors(param)
                if isinstance(n, (cst.FunctionDef, cst.Lambda))
            ),
            None,
        )
        if not isinstance(function, cst.FunctionDef) or parameters(function)[:1] != [param]:
            return None
        owner = self._scopes.scope_of(function)
        if not isinstance(owner, cst.ClassDef):
            return None
        if self._decorated(function, _STATIC):
            return None
        if self._decorated(function, frozenset({"builtins.classmethod"})):
            return Local(owner)
        return Instance(owner)

    def _assigned(self, cls: cst.ClassDef) -> dict[str, list[cst.BaseExpression]]:
        """What the methods of `cls` assign to the attributes of `self`."""
        if self._attributes is None:
            self._attributes = {}
            for statement in self._tree.all(cst.Assign):
                for target in statement.targets:
                    self._note_attribute(target.target, statement.value)
            for declared in self._tree.all(cst.AnnAssign):
                if declared.value is not None:
                    self._note_attribute(declared.target, declared.value)
        return self._attributes.get(cls, {})

    def _note_attribute(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
            for binding in self._scopes.of_name(target.value):
                owner = self._self(binding.node) if isinstance(binding.node, cst.Param) else None
                if isinstance(owner, Instance) and self._attributes is not None:
                    names = self._attributes.setdefault(owner.cls, {})
                    names.setdefault(target.attr.value, []).append(value)

    def _decorated(self, function: cst.FunctionDef, names: frozenset[str]) -> bool:
        return any(self.symbol(d.decorator) in names for d in function.decorators)

    def _agreed(self, expressions: list[cst.BaseExpression]) -> Value | None:
        return self._agree([self.of(e) for e in expressions if not literals.is_none(e)])

    def _agree(self, values: list[Value | None]) -> Value | None:
        """The one value that all alternatives have in common."""
        first = values[0] if values else None
        return first if all(value == first for value in values) else None

    def _symbol(self, name: str) -> Symbol:
        name = canonical(name)
        return Symbol(self._aliases.get(name, name))


# How each kind of expression is resolved; all others stand for nothing that can be known.
_RESOLVERS: dict[type[cst.CSTNode], Callable[[Values, Any], Value | None]] = {
    cst.Name: Values._name,
    cst.Attribute: Values._attribute,
    cst.Call: Values._call,
    cst.Lambda: lambda _, node: Local(node),
    cst.NamedExpr: lambda values, node: values.of(node.value),
    cst.Await: lambda values, node: values.of(node.expression),
    cst.IfExp: lambda values, node: values._agreed([node.body, node.orelse]),
}


def _instance_of(value: Value | None) -> Symbol | Instance | None:
    if isinstance(value, Symbol):
        return Symbol(canonical(f"{value.name}()"))
    if isinstance(value, Local) and isinstance(value.node, cst.ClassDef):
        return Instance(value.node)
    return None
