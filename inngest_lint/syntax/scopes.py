"""Which names a file binds where, and which binding a name means.

Scopes are Python's: modules, functions, lambdas, classes and comprehensions. A scope is named by
the node that opens it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeAlias

import libcst as cst

from inngest_lint.once import cached_property
from inngest_lint.syntax.tree import Tree

Scope: TypeAlias = (
    cst.Module
    | cst.FunctionDef
    | cst.Lambda
    | cst.ClassDef
    | cst.ListComp
    | cst.SetComp
    | cst.DictComp
    | cst.GeneratorExp
)
COMPREHENSIONS = (cst.ListComp, cst.SetComp, cst.DictComp, cst.GeneratorExp)
_FUNCTIONS = (cst.FunctionDef, cst.Lambda)
_SCOPES: tuple[type[Scope], ...] = (cst.ClassDef, *_FUNCTIONS, *COMPREHENSIONS)
# `isinstance` against a class that a node is not of is slow (its metaclass is `ABCMeta`): where
# much is asked, the class itself decides.
_RUNNING = frozenset({*_FUNCTIONS, cst.Module})
_BINDING = frozenset({cst.AssignTarget, cst.AnnAssign, cst.Element})
_UNPACKED = frozenset({cst.Element, cst.StarredElement, cst.Tuple, cst.List})


class Kind(Enum):
    """What a binding is."""

    IMPORT = auto()
    DEFINITION = auto()
    PARAMETER = auto()
    VALUE = auto()  # bound to the whole of an expression
    HELD = auto()  # bound by a `with` to what entering the whole of an expression gives
    ITEM = auto()  # bound to a part of one: a tuple target, a loop, a pattern …


@dataclass(frozen=True, slots=True, eq=False)
class Binding:
    """One place that binds a name.

    `node` binds it (an alias, a definition, a parameter, a statement); `value` is the expression
    that a VALUE is bound to, and None where an annotation alone declares the name.
    """

    name: str
    kind: Kind
    node: cst.CSTNode
    value: cst.BaseExpression | None = None


class Scopes:
    """The bindings of a file, scope by scope."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._bindings: dict[int, dict[str, list[Binding]]] = {}
        self._elsewhere: dict[tuple[int, str], Scope] = {}
        self._scopes: dict[int, Scope] = {}
        self._known: dict[tuple[int, str], list[Binding]] = {}
        self._read: dict[str, dict[int, list[cst.Name]]] = {}
        self._returns: dict[int, list[cst.Return]] | None = None
        self._open_scopes()
        found = [
            (self._home(binding), binding)
            for statement in _BINDERS
            for node in tree.all(statement)
            for binding in _bindings_of(node)
        ]
        self._read_declarations({(id(home), binding.name) for home, binding in found})
        self._defined = {b.name for _, b in found if b.kind is not Kind.IMPORT}
        self._defined.update(
            node.attr.value
            for node in tree.all(cst.Attribute)
            if tree.parents[id(node)].__class__ in _BINDING
        )
        for home, binding in found:
            scope = self._elsewhere.get((id(home), binding.name), home)
            self._bindings.setdefault(id(scope), {}).setdefault(binding.name, []).append(binding)

    def scope_of(self, node: cst.CSTNode) -> Scope:
        """The scope in which `node` is evaluated.

        Decorators, defaults, annotations, base classes and the first iterable of a comprehension
        belong to the scope outside the one they introduce.
        """
        scopes, parents = self._scopes, self._tree.parents
        at = id(node)
        if at in scopes:
            return scopes[at]
        passed: list[int] = []
        while at not in scopes:
            passed.append(at)
            at = id(parents.get(at, self._tree.module))
        found = scopes[at]
        for each in passed:
            scopes[each] = found
        return found

    def function_of(self, node: cst.CSTNode) -> cst.FunctionDef | cst.Lambda | None:
        """The innermost function or lambda whose code `node` is part of."""
        scope = self.scope_of(node)
        while scope.__class__ not in _RUNNING:
            scope = self.scope_of(scope)
        return scope if type(scope) is cst.FunctionDef or type(scope) is cst.Lambda else None

    def def_of(self, node: cst.CSTNode) -> cst.FunctionDef | None:
        """The innermost `def` in whose code `node` stands, in a lambda or not."""
        function = self.function_of(node)
        while type(function) is cst.Lambda:
            function = self.function_of(function)
        return function  # type: ignore[return-value]

    def returns_of(self, function: cst.FunctionDef) -> list[cst.Return]:
        """The `return` statements of a function, without those of functions in it."""
        if self._returns is None:
            self._returns = {}
            for statement in self._tree.all(cst.Return):
                owner = self.function_of(statement)
                self._returns.setdefault(id(owner), []).append(statement)
        return self._returns.get(id(function), [])

    def lookup(self, name: str, scope: Scope) -> list[Binding]:
        """Every binding that `name` can mean in `scope`; empty for builtins and unknown names."""
        key = id(scope), name
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._look_up(name, scope)
        return found

    def _look_up(self, name: str, scope: Scope) -> list[Binding]:
        at: Scope = scope
        while True:
            home = self._elsewhere.get((id(at), name), at)
            visible = home is scope or type(home) is not cst.ClassDef
            found = self._bindings.get(id(home), {}).get(name) if visible else None
            if found:
                return found
            if type(home) is cst.Module:
                return []
            at = self.scope_of(home)

    def may_be_defined(self, node: cst.CSTNode) -> bool:
        """Whether a name, or the last part of a dotted one, may mean code of the file.

        A cheap question to ask before a costly one: most calls are of what is imported.
        """
        if type(node) is cst.Name:
            return node.value in self._defined
        return type(node) is not cst.Attribute or node.attr.value in self._defined

    def of_name(self, name: cst.Name) -> list[Binding]:
        """Every binding that this use of a name can mean."""
        scope = self._scopes.get(id(name)) or self.scope_of(name)
        found = self._known.get((id(scope), name.value))
        return self.lookup(name.value, scope) if found is None else found

    def mentions(self, name: str) -> bool:
        """Whether the file has a name or an attribute called so; a cheap question."""
        return name in self._spelled

    def uses(self, name: str, scope: Scope) -> list[cst.Name]:
        """Every place that reads what `name` means in `scope`, in source order."""
        bindings = self.lookup(name, scope)
        if not bindings:
            return []
        if name not in self._read:
            self._read[name] = {}
            for node in self._names.get(name, ()):
                if not self.is_written(node):
                    self._read[name].setdefault(id(self.of_name(node)), []).append(node)
        return self._read[name].get(id(bindings), [])

    @cached_property
    def _spelled(self) -> frozenset[str]:
        return frozenset([node.value for node in self._tree.all(cst.Name)])

    @cached_property
    def _names(self) -> dict[str, list[cst.Name]]:
        """The names of the file by what they are."""
        found: dict[str, list[cst.Name]] = {}
        for node in self._tree.all(cst.Name):
            found.setdefault(node.value, []).append(node)
        return found

    def bindings(self) -> Iterator[Binding]:
        """Every binding of the file."""
        for names in self._bindings.values():
            for found in names.values():
                yield from found

    def home_of(self, binding: Binding) -> Scope:
        """The scope in which a binding binds its name."""
        scope = self._home(binding)
        return self._elsewhere.get((id(scope), binding.name), scope)

    def own(self, scope: Scope, name: str) -> list[Binding]:
        """The bindings of `name` in this very scope, as for an attribute of a class."""
        return self._bindings.get(id(scope), {}).get(name, [])

    def is_written(self, name: cst.Name) -> bool:
        """Whether a name is bound where it stands, or names no variable at all."""
        below: cst.CSTNode = name
        above = self._tree.parent(name)
        if type(above) is cst.Attribute:
            return above.attr is name
        if type(above) is cst.Arg:
            return above.keyword is name
        while above is not None and above.__class__ in _UNPACKED:
            below, above = above, self._tree.parent(above)
        if isinstance(above, (cst.AnnAssign, cst.NamedExpr, cst.For, cst.CompFor)):
            return above.target is below
        if isinstance(above, (cst.FunctionDef, cst.ClassDef, cst.Param, cst.ImportAlias)):
            return above.name is below
        return isinstance(above, (cst.AssignTarget, cst.AsName))

    def _open_scopes(self) -> None:
        """Notes for each scope which nodes below it begin it, and which still lie outside."""
        tree = self._tree
        self._scopes[id(tree.module)] = tree.module
        opened: list[Scope] = [node for kind in _SCOPES for node in tree.all(kind)]
        for scope in sorted(opened, key=tree.place):  # from outside in
            outside = self.scope_of(scope)
            inside, still_outside = _edges(scope)
            for node in inside:
                self._scopes[id(node)] = scope
            for node in still_outside:
                self._scopes[id(node)] = outside

    def _home(self, binding: Binding) -> Scope:
        node = binding.node
        kind = node.__class__
        if kind is cst.Param:
            return next(s for s in self._tree.ancestors(node) if s.__class__ in _FUNCTIONS)
        scope = self.scope_of(node)
        if kind is cst.CompFor:
            return next(s for s in self._tree.ancestors(node) if isinstance(s, COMPREHENSIONS))
        while kind is cst.NamedExpr and isinstance(scope, COMPREHENSIONS):
            scope = self.scope_of(scope)
        return scope

    def _read_declarations(self, bound: set[tuple[int, str]]) -> None:
        """Notes where the names of `global` and `nonlocal` statements are bound."""
        for statement in self._tree.all(cst.Global):
            scope = self.scope_of(statement)
            for item in statement.names:
                self._elsewhere[id(scope), item.name.value] = self._tree.module
        declared = {
            (item.name.value, self.scope_of(outer))
            for outer in self._tree.all(cst.Nonlocal)
            for item in outer.names
        }
        for name, scope in declared:
            home: Scope | None = scope
            while home and ((name, home) in declared or (id(home), name) not in bound):
                home = self.function_of(home)
            self._elsewhere[id(scope), name] = home or self._tree.module


def _edges(scope: Scope) -> tuple[list[cst.CSTNode], list[cst.CSTNode]]:
    """The nodes that begin a scope, and those below them that are evaluated outside it."""
    if type(scope) is cst.FunctionDef or type(scope) is cst.Lambda:
        params = scope.params
        every = [*params.posonly_params, *params.params, *params.kwonly_params]
        every += [p for p in (params.star_arg, params.star_kwarg) if type(p) is cst.Param]
        parts = [part for param in every for part in (param.default, param.annotation)]
        return [params, scope.body], [part for part in parts if part is not None]
    if isinstance(scope, cst.DictComp):
        return [scope.key, scope.value, scope.for_in], [scope.for_in.iter]
    if isinstance(scope, COMPREHENSIONS):
        return [scope.elt, scope.for_in], [scope.for_in.iter]
    return [scope.body] if isinstance(scope, cst.ClassDef) else [], []


def _bindings_of(node: cst.CSTNode) -> Iterator[Binding]:
    if type(node) is cst.Param:
        yield Binding(node.name.value, Kind.PARAMETER, node)
    elif type(node) is cst.Assign:
        for target in node.targets:
            yield from _target(target.target, node, node.value)
    elif type(node) is cst.ImportFrom:
        if not isinstance(node.names, cst.ImportStar):
            for alias in node.names:
                yield Binding(alias.evaluated_alias or alias.evaluated_name, Kind.IMPORT, alias)
    elif type(node) is cst.FunctionDef or type(node) is cst.ClassDef:
        yield Binding(node.name.value, Kind.DEFINITION, node)
    elif type(node) is cst.Import:
        for alias in node.names:
            name = alias.evaluated_alias or alias.evaluated_name.partition(".")[0]
            yield Binding(name, Kind.IMPORT, alias)
    elif type(node) is cst.AnnAssign:
        yield from _target(node.target, node, node.value)
    elif type(node) is cst.TypeAlias:
        yield from _target(node.name, node, node.value)
    elif type(node) is cst.NamedExpr:
        yield from _target(node.target, node, node.value)
    elif type(node) is cst.AugAssign or type(node) is cst.For or type(node) is cst.CompFor:
        yield from _items(node.target, node)
    elif isinstance(node, cst.WithItem):
        if node.asname is not None and isinstance(node.asname.name, cst.Name):
            yield Binding(node.asname.name.value, Kind.HELD, node, node.item)
        elif node.asname is not None:
            yield from _items(node.asname.name, node)
    elif isinstance(node, (cst.ExceptHandler, cst.ExceptStarHandler)):
        if node.name is not None:
            yield from _items(node.name.name, node)
    elif isinstance(node, (cst.MatchAs, cst.MatchStar)):
        if node.name is not None:
            yield Binding(node.name.value, Kind.ITEM, node)
    elif isinstance(node, cst.MatchMapping) and node.rest is not None:
        yield Binding(node.rest.value, Kind.ITEM, node)


def _target(
    target: cst.BaseExpression, node: cst.CSTNode, value: cst.BaseExpression | None
) -> Iterator[Binding]:
    """The names an assignment binds: to the value, or each to its element of a literal."""
    if isinstance(target, cst.Name):
        yield Binding(target.value, Kind.VALUE, node, value)
    elif isinstance(target, (cst.Tuple, cst.List)):
        values = value.elements if isinstance(value, (cst.Tuple, cst.List)) else ()
        elements = [*target.elements, *values]
        if len(values) == len(target.elements) and not any(
            isinstance(element, cst.StarredElement) for element in elements
        ):
            for element, item in zip(target.elements, values, strict=True):
                yield from _target(element.value, node, item.value)
        else:
            yield from _items(target, node)


def _items(target: cst.BaseExpression, node: cst.CSTNode) -> Iterator[Binding]:
    """The names in a target that are bound to something other than one whole expression."""
    if isinstance(target, cst.Name):
        yield Binding(target.value, Kind.ITEM, node)
    elif isinstance(target, (cst.Tuple, cst.List)):
        for element in target.elements:
            yield from _items(element.value, node)


_BINDERS: tuple[type[cst.CSTNode], ...] = (
    cst.FunctionDef,
    cst.ClassDef,
    cst.Param,
    cst.Import,
    cst.ImportFrom,
    cst.Assign,
    cst.AnnAssign,
    cst.TypeAlias,
    cst.NamedExpr,
    cst.AugAssign,
    cst.For,
    cst.CompFor,
    cst.WithItem,
    cst.ExceptHandler,
    cst.ExceptStarHandler,
    cst.MatchAs,
    cst.MatchStar,
    cst.MatchMapping,
)
