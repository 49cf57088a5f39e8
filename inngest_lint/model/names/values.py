"""What an expression stands for, as far as one file shows it."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import libcst as cst

from inngest_lint.model.names.annotations import Annotations
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.classes import Classes, is_unset
from inngest_lint.model.names.value import (
    Definition,
    Instance,
    Local,
    Partial,
    Symbol,
    Value,
    agreed,
)
from inngest_lint.sdk.names import EXPORTED, canonical
from inngest_lint.sdk.nondeterminism import FIELDS
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Binding, Kind, Scopes
from inngest_lint.syntax.tree import Tree


class Values:
    """Resolves the expressions of one file.

    `assume` and `alias` tell it, before the first rule asks, what no single expression shows.
    """

    def __init__(self, tree: Tree, scopes: Scopes) -> None:
        self._tree = tree
        self._scopes = scopes
        self._known: dict[int, Value | None] = {}  # by identity, as in `Tree`
        self._imported: dict[int, str] = {}
        self._symbols: dict[int, str] = {}
        self._doubtful: set[int] = set()
        self._open: set[int] = set()
        self._received: dict[int, Symbol] = {}
        self._aliases: dict[str, str] = {}
        self._calls: dict[str, list[cst.Call]] | None = None
        self._members: dict[tuple[int, str], Symbol] = {}
        self._annotations = Annotations(scopes, self.of, self._binding)
        self._classes = Classes(tree, scopes, self.of, self._binding, self._returned)
        self._starred = {
            literals.dotted(statement.module)
            for statement in tree.all(cst.ImportFrom)
            if type(statement.names) is cst.ImportStar
        }

    def assume(self, param: cst.Param, symbol: Symbol) -> bool:
        """Records what callers pass for a parameter; False if that is known already."""
        known = self.of_parameter(param)
        if known == symbol or id(param) in self._received:
            return False
        self._received[id(param)] = symbol
        self._forget(meanings=known is not None)  # what callers pass beats the annotation
        return True

    def alias(self, symbol: str, meaning: str) -> None:
        """Records that `symbol` of another module is the `meaning` known to the SDK tables."""
        self._aliases[symbol] = meaning
        self._forget(meanings=True)

    def assume_member(self, cls: cst.ClassDef, name: str, symbol: Symbol) -> None:
        """Records what an attribute holds that only subclasses elsewhere set."""
        self._members[id(cls), name] = symbol
        self._forget(meanings=False)

    def _forget(self, *, meanings: bool) -> None:
        """Drops what was not known before something was learnt; with `meanings` all that was."""
        self._calls = None
        self._symbols.clear()
        kept = {} if meanings else self._known
        self._known = {key: value for key, value in kept.items() if value is not None}

    def symbol(self, node: cst.BaseExpression) -> str:
        """The dotted name that `node` stands for; empty if it has none."""
        found = self._symbols.get(id(node))
        if found is None:
            value = self.of(node)
            if type(value) is Partial:
                value = value.target
            found = value.name if type(value) is Symbol else ""
            if not self._open:  # else the answer may only count for the question that is open
                self._symbols[id(node)] = found
        return found

    def calls(self, symbol: str) -> list[cst.Call]:
        """The calls of the file that call what `symbol` names, in source order."""
        return self.called.get(symbol, [])

    @property
    def called(self) -> Mapping[str, list[cst.Call]]:
        """The calls of the file by the symbols that they call."""
        if self._calls is None:
            self._calls = {}
            for call in self._tree.all(cst.Call):
                self._calls.setdefault(self.symbol(call.func), []).append(call)
        return self._calls

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
        if resolve is None or key in self._doubtful:
            return None  # a literal, or a question asked before
        open_ = self._open
        if key in open_ or len(open_) > _DEEPEST:  # a name defined through itself
            return None
        open_.add(key)
        try:
            value = resolve(self, node)
        finally:
            open_.discard(key)
        if value is None and open_:  # perhaps only for a circle, which counts while it is open
            self._doubtful.add(key)
            return None
        self._known[key] = value
        if self._doubtful and not open_:
            self._doubtful.clear()
        return value

    def of_parameter(self, param: cst.Param) -> Value | None:
        """What a parameter holds: what callers pass, else what its annotation says."""
        if id(param) in self._received:
            return self._received[id(param)]
        if param.annotation is not None:
            declared = self._annotations.instance(param.annotation.annotation)
            if declared is not None:
                return declared
        return self._classes.self_of(param)

    def parameter_symbol(self, param: cst.Param) -> str:
        """The symbol that a parameter holds; empty if it has none."""
        value = self.of_parameter(param)
        return value.name if isinstance(value, Symbol) else ""

    def is_self(self, param: cst.Param) -> bool:
        """Whether a parameter is the `self` or `cls` of a method."""
        return self._classes.self_of(param) is not None

    def member_of(self, owner: Instance, name: str) -> Value | None:
        """An attribute of an object of a class of the file."""
        return self._classes.member(owner.cls, name, bound=True)

    def is_open(self, method: cst.BaseExpression) -> bool:
        """Whether `method` may be that of a subclass of the class that the file shows."""
        if not isinstance(method, cst.Attribute):
            return False
        owner = self.of(method.value)
        if not isinstance(owner, Instance):
            return False
        if isinstance(method.value, cst.Call) and self.symbol(method.value.func) == _SUPER:
            return False  # just this class
        return self._classes.is_open(owner.cls, method.attr.value)

    def constant_member(self, cls: cst.ClassDef, name: str) -> list[Binding]:
        """The bindings of an attribute that is the same for all objects of a class."""
        return self._classes.constant(cls, name)

    def given_member(self, cls: cst.ClassDef, name: str) -> list[cst.BaseExpression]:
        """The expressions that an attribute of a class or of its objects is bound to."""
        return self._classes.given(cls, name)

    def imported(self, alias: cst.ImportAlias) -> str:
        """The whole dotted name that an import names."""
        found = self._imported.get(id(alias))
        if found is None:
            found = self._imported[id(alias)] = self._whole_name(alias)
        return found

    def _whole_name(self, alias: cst.ImportAlias) -> str:
        statement = self._tree.parent(alias)
        if type(statement) is not cst.ImportFrom:
            return alias.evaluated_name
        module = "." * len(statement.relative) + literals.dotted(statement.module)
        separator = "" if module.endswith(".") else "."
        return f"{module}{separator}{alias.evaluated_name}"

    def _name(self, node: cst.Name) -> Value | None:
        bindings = self._scopes.of_name(node)
        if not bindings:
            return self._unbound(node.value)
        key = id(bindings)  # the scopes keep the list: one for all that means the same
        known = self._known.get(key)
        if known is None:
            known = self._bound(bindings)
            if known is not None:
                self._known[key] = known
        return known

    def _bound(self, bindings: list[Binding]) -> Value | None:
        """What a name with these bindings stands for."""
        if len(bindings) > 1:
            bindings = [b for b in bindings if not self._classes.is_overload(b.node)]
            bindings = self._without_fallbacks(bindings)
        return agreed(self._binding(b) for b in bindings if not is_unset(b))

    def _without_fallbacks(self, bindings: list[Binding]) -> list[Binding]:
        """Imports without those that an `except` makes when they fail."""
        if any(type(binding.node) is not cst.ImportAlias for binding in bindings):
            return bindings
        first = [b for b in bindings if not self._is_in_except(b.node)]
        return first or bindings

    def _is_in_except(self, node: cst.CSTNode) -> bool:
        return any(type(above) is cst.ExceptHandler for above in self._tree.ancestors(node))

    def _unbound(self, name: str) -> Value | None:
        """A name the file does not bind: of the SDK's star import, else a builtin."""
        if "inngest" in self._starred and name in EXPORTED:
            return self._symbol(f"inngest.{name}")
        constant = name in ("None", "True", "False", "__debug__")
        return Symbol(f"builtins.{name}") if hasattr(builtins, name) and not constant else None

    def _binding(self, binding: Binding) -> Value | None:
        node = binding.node
        if type(node) is cst.ImportAlias:
            plain = node.asname is None and type(self._tree.parent(node)) is cst.Import
            name = self.imported(node)
            return self._symbol(name.partition(".")[0] if plain else name)
        if type(node) is cst.Param:
            return self.of_parameter(node)
        if type(node) is cst.FunctionDef or type(node) is cst.ClassDef:
            return Local(node)
        if binding.kind is Kind.VALUE:
            value = self.of(binding.value) if binding.value is not None else None
            if type(node) is cst.AnnAssign and (value is None or value in _FIELDS):
                return self._annotations.instance(node.annotation.annotation)
            return value
        if binding.kind is Kind.HELD and binding.value is not None:
            value = self.of(binding.value)  # clients, sessions and files give themselves
            return value if type(value) is Symbol else None
        return None

    def _attribute(self, node: cst.Attribute) -> Value | None:
        owner = self.of(node.value)
        name = node.attr.value
        if isinstance(owner, Symbol):
            return self._symbol(f"{owner.name}.{name}")
        if isinstance(owner, Local) and isinstance(owner.node, cst.ClassDef):
            return self._classes.member(owner.node, name, bound=False)
        if isinstance(owner, Instance):
            member = self._classes.member(owner.cls, name, bound=True)
            if isinstance(member, Symbol):  # perhaps of a base in another module
                return self._symbol(member.name)
            return member or self._members.get((id(owner.cls), name))
        return None

    def _call(self, node: cst.Call) -> Value | None:
        called = self.of(node.func)
        if isinstance(called, Symbol):
            if called.name == _SUPER:
                return self._classes.parent_of(node)
            if called.name == "functools.partial" and node.args and not node.args[0].star:
                target = self.of(node.args[0].value)
                return Partial(target, node) if isinstance(target, (Symbol, Local)) else None
            return self._symbol(f"{called.name}()")
        if isinstance(called, Local):
            if isinstance(called.node, cst.ClassDef):
                return Instance(called.node)
            return self._returned(called.node)
        return None

    def _operation(self, node: cst.BinaryOperation) -> Value | None:
        """`path / "name"` is a path as well."""
        if not isinstance(node.operator, cst.Divide):
            return None
        left = self.of(node.left)
        return left if left == Symbol("pathlib.Path()") else None

    def _returned(self, function: Definition) -> Value | None:
        """What a function of the file returns: its `return`s if they agree, else its annotation."""
        value = self._agreed(returned_expressions(function, self._scopes))
        if value is None and isinstance(function, cst.FunctionDef) and function.returns is not None:
            return self._annotations.instance(function.returns.annotation)
        return value

    def _agreed(self, expressions: list[cst.BaseExpression]) -> Value | None:
        return agreed(self.of(e) for e in expressions if not literals.is_none(e))

    def _symbol(self, name: str) -> Symbol:
        symbol = _canonical(name)
        meaning = self._aliases.get(symbol.name)
        return symbol if meaning is None else Symbol(meaning)


@lru_cache(10_000)  # it is asked for the same names in every file
def _canonical(name: str) -> Symbol:
    return Symbol(canonical(name))


_SUPER = "builtins.super"
_DEEPEST = 100  # questions that one leads to; a hostile file must not exhaust the stack
_FIELDS = frozenset(Symbol(f"{maker}()") for maker in FIELDS)
# How each kind of expression is resolved; all others stand for nothing that can be known.
_RESOLVERS: dict[type[cst.CSTNode], Callable[[Values, Any], Value | None]] = {
    cst.Name: Values._name,
    cst.Attribute: Values._attribute,
    cst.Call: Values._call,
    cst.Lambda: lambda _, node: Local(node),
    cst.NamedExpr: lambda values, node: values.of(node.value),
    cst.Await: lambda values, node: values.of(node.expression),
    cst.BinaryOperation: Values._operation,
    cst.IfExp: lambda values, node: values._agreed([node.body, node.orelse]),
}
