"""The attributes of the classes of one file, and of objects of them."""

from __future__ import annotations

from collections.abc import Callable

import libcst as cst

from inngest_lint.model.names.calls import parameters, returned_expressions
from inngest_lint.model.names.value import Instance, Local, Resolve, Symbol, Value, agreed
from inngest_lint.sdk.names import canonical
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Scopes
from inngest_lint.syntax.tree import Tree

_STATIC = frozenset({"builtins.staticmethod"})
_CLASS = frozenset({"builtins.classmethod"})
_OVERLOAD = frozenset({"typing.overload", "typing_extensions.overload"})
_PROPERTIES = frozenset({"builtins.property", "functools.cached_property"})
_ABSTRACT = frozenset({"abc.abstractmethod"})


class Classes:
    """Resolves attributes; `resolve` tells what an expression stands for, `binding` what a name
    is bound to, `returned` what a call of a function gives.
    """

    def __init__(
        self,
        tree: Tree,
        scopes: Scopes,
        resolve: Resolve,
        binding: Callable[[Binding], Value | None],
        returned: Callable[[cst.FunctionDef], Value | None],
    ) -> None:
        self._tree = tree
        self._scopes = scopes
        self._resolve = resolve
        self._binding = binding
        self._returned = returned
        self._open: set[tuple[int, str]] = set()
        self._attributes: dict[int, dict[str, list[cst.BaseExpression]]] | None = None

    def member(self, cls: cst.ClassDef, name: str, *, bound: bool) -> Value | None:
        """An attribute of a class, or of an object of it."""
        asked = (id(cls), name)
        if asked in self._open:  # `class Config(Config)` seems to be its own base
            return None
        self._open.add(asked)
        try:
            return self._member(cls, name, bound=bound)
        finally:
            self._open.discard(asked)

    def _member(self, cls: cst.ClassDef, name: str, *, bound: bool) -> Value | None:
        found: list[Value | None] = []
        for binding in self._scopes.own(cls, name):
            method = binding.node
            if self._is_setter(method):
                continue
            if isinstance(method, cst.FunctionDef):
                found.append(self._method(method, bound=bound))
                continue
            value = self._binding(binding)
            if value is not None or not literals.is_none(binding.value):
                found.append(value)
        found.extend(
            self._resolve(expression)
            for expression in self._assigned(cls).get(name, ())
            if not literals.is_none(expression)
        )
        return agreed(found) if found else self._inherited(cls, name, bound=bound)

    def _inherited(self, cls: cst.ClassDef, name: str, *, bound: bool) -> Value | None:
        for base in cls.bases:
            parent = self._resolve(base.value)
            value: Value | None = None
            if isinstance(parent, Local) and isinstance(parent.node, cst.ClassDef):
                value = self.member(parent.node, name, bound=bound)
            elif isinstance(parent, Symbol) and bound:
                value = Symbol(canonical(f"{canonical(f'{parent.name}()')}.{name}"))
            if value is not None:
                return value
        return None

    def parent_of(self, node: cst.CSTNode) -> Value | None:
        """What `super()` stands for in the class around `node`, if that is a class of the file."""
        cls = next((n for n in self._tree.ancestors(node) if isinstance(n, cst.ClassDef)), None)
        for base in cls.bases if cls is not None else ():
            parent = self._resolve(base.value)
            if isinstance(parent, Local) and isinstance(parent.node, cst.ClassDef):
                return Instance(parent.node)
        return None

    def _method(self, method: cst.FunctionDef, *, bound: bool) -> Value | None:
        """What a method is as an attribute: for a property what it returns."""
        if bound and self._decorated(method, _PROPERTIES):
            return self._returned(method)
        if self._decorated(method, _CLASS):  # it receives its class, whatever it is called on
            return Local(method, bound=True)
        return Local(method, bound and not self._decorated(method, _STATIC))

    def constant(self, cls: cst.ClassDef, name: str) -> list[Binding]:
        """The bindings of an attribute in the class itself, if no object can have another value.

        An object can if a method assigns it, if it is a field, or if a subclass overrides it.
        """
        own = self._scopes.own(cls, name)
        fields = any(isinstance(binding.node, cst.AnnAssign) for binding in own)
        if fields or name in self._assigned(cls):
            return []
        for heir in self._heirs(cls):
            if self._scopes.own(heir, name) or name in self._assigned(heir):
                return []
        return own

    def is_open(self, cls: cst.ClassDef, name: str) -> bool:
        """Whether an object of `cls` may have another method than the class: a stub, or overridden.

        Only subclasses of the file are known.
        """
        own = self.member(cls, name, bound=True)
        if not isinstance(own, Local) or not isinstance(own.node, cst.FunctionDef):
            return False
        if is_stub(own.node) or self._decorated(own.node, _ABSTRACT):
            return True
        return any(self.member(heir, name, bound=True) != own for heir in self._heirs(cls))

    def given(self, cls: cst.ClassDef, name: str) -> list[cst.BaseExpression]:
        """The expressions that an attribute is bound to, in the class, its methods and its bases.

        Of a property these are what it returns.
        """
        found: list[cst.BaseExpression] = []
        waiting = [cls]
        seen: set[int] = set()
        while waiting:
            at = waiting.pop()
            if id(at) in seen:
                continue
            seen.add(id(at))
            for binding in self._scopes.own(at, name):
                if binding.value is not None:
                    found.append(binding.value)
                elif isinstance(binding.node, cst.FunctionDef):
                    if self._decorated(binding.node, _PROPERTIES):
                        found += returned_expressions(binding.node, self._scopes)
            found += self._assigned(at).get(name, ())
            for base in at.bases:
                parent = self._resolve(base.value)
                if isinstance(parent, Local) and isinstance(parent.node, cst.ClassDef):
                    waiting.append(parent.node)
        return found

    def _heirs(self, cls: cst.ClassDef) -> list[cst.ClassDef]:
        """The classes of the file that inherit from `cls`, at any distance."""
        found: list[cst.ClassDef] = []
        waiting = [cls]
        while waiting:
            parent = Local(waiting.pop())
            for other in self._tree.all(cst.ClassDef):
                if other not in found and other is not cls:
                    if any(self._resolve(base.value) == parent for base in other.bases):
                        found.append(other)
                        waiting.append(other)
        return found

    def self_of(self, param: cst.Param) -> Value | None:
        """`self` or `cls`: the first parameter of a method."""
        params = self._tree.parent(param)
        function = self._tree.parent(params) if params is not None else None
        if type(function) is not cst.FunctionDef or parameters(function)[:1] != [param]:
            return None
        owner = self._scopes.scope_of(function)
        if type(owner) is not cst.ClassDef:
            return None
        if self._decorated(function, _STATIC):
            return None
        if self._decorated(function, _CLASS):
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
        return self._attributes.get(id(cls), {})

    def is_overload(self, node: cst.CSTNode) -> bool:
        """Whether `node` only declares a signature of a function defined elsewhere."""
        return isinstance(node, cst.FunctionDef) and self._decorated(node, _OVERLOAD)

    def _is_setter(self, node: cst.CSTNode) -> bool:
        """Whether `node` is decorated with `@name.setter` or `@name.deleter`."""
        return isinstance(node, cst.FunctionDef) and any(
            isinstance(d.decorator, cst.Attribute)
            and d.decorator.attr.value in ("setter", "deleter")
            for d in node.decorators
        )

    def _note_attribute(self, target: cst.BaseExpression, value: cst.BaseExpression) -> None:
        if isinstance(target, cst.Tuple):
            known = isinstance(value, cst.Tuple) and len(value.elements) == len(target.elements)
            items = value.elements if isinstance(value, cst.Tuple) and known else target.elements
            for each, item in zip(target.elements, items, strict=True):
                self._note_attribute(each.value, item.value)
        if isinstance(target, cst.Attribute) and isinstance(target.value, cst.Name):
            for binding in self._scopes.of_name(target.value):
                owner = self.self_of(binding.node) if isinstance(binding.node, cst.Param) else None
                if isinstance(owner, Instance) and self._attributes is not None:
                    names = self._attributes.setdefault(id(owner.cls), {})
                    names.setdefault(target.attr.value, []).append(value)

    def _decorated(self, function: cst.FunctionDef, names: frozenset[str]) -> bool:
        found = [self._resolve(d.decorator) for d in function.decorators]
        return any(isinstance(value, Symbol) and value.name in names for value in found)


def is_unset(binding: Binding) -> bool:
    """Whether a name is only set to None, to be assigned later."""
    return literals.is_none(binding.value) and not isinstance(binding.node, cst.AnnAssign)


def is_stub(method: cst.FunctionDef) -> bool:
    """Whether a method is there to be overridden: a docstring, `...`, `NotImplementedError`."""
    statements: list[cst.CSTNode] = []
    for line in method.body.body:
        statements += line.body if isinstance(line, cst.SimpleStatementLine) else [line]
    return all(
        isinstance(each, cst.Pass)
        or (isinstance(each, cst.Raise) and _raises_not_implemented(each))
        or (isinstance(each, cst.Expr) and isinstance(each.value, (cst.BaseString, cst.Ellipsis)))
        for each in statements
    )


def _raises_not_implemented(statement: cst.Raise) -> bool:
    error = statement.exc.func if isinstance(statement.exc, cst.Call) else statement.exc
    return isinstance(error, cst.Name) and error.value == "NotImplementedError"
