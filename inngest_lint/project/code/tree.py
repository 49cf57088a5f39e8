"""A module as `ast` shows it: what its scopes bind, and which calls it makes.

All of it goes at once; its nodes are told apart by their keys, not by what objects they are.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator, Set
from typing import NamedTuple

from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import (
    FUNCTIONS,
    SCOPES,
    Binding,
    Function,
    Kind,
    Scope,
    bindings_of,
    statements,
    walrus,
)
from inngest_lint.project.code.naming import called_name, last_name
from inngest_lint.project.code.sites import (
    INDEX_BITS,
    CallSite,
    Change,
    Defined,
    Sites,
    key_of,
    sites_of,
    text_of_key,
)

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_WRITTEN_BITS = 16  # of the number of a text: which expression it is, 0 for the module itself
_WRITTEN = (1 << _WRITTEN_BITS) - 1


class Argument(NamedTuple):
    """An argument of a call."""

    node: ast.expr
    call: CallSite


class Tree:
    """What a module says, read once.

    `number` is one that no other module has; `written` are the expressions that have been written
    for it, with the keys of their scopes: they are part of it whenever it is read again.
    """

    def __init__(self, number: int, text: str, written: dict[tuple[str, int], int]) -> None:
        self._text = text
        self._written = written
        self._number = number << _WRITTEN_BITS
        self._own = sites_of(_parsed(text), self._number)
        self._sites = {self._number: self._own}
        self._bindings: dict[int, dict[str, list[Binding]]] = {}
        self._returns: dict[int, list[ast.expr]] = {}
        self._attributes: dict[int, dict[str, list[tuple[ast.expr, Function]]]] = {}

    @property
    def size(self) -> int:
        """How many nodes it has."""
        return len(self._own.nodes)

    @property
    def root(self) -> ast.Module:
        """The whole module; an empty one if it does not parse."""
        return self._own.nodes[0]  # type: ignore[return-value]

    def node(self, key: int) -> ast.AST:
        """The node with a key."""
        return self._of(key).node(key)

    def outer(self, node: ast.AST) -> Scope:
        """The scope in which a node stands: around a definition; the module is its own."""
        key = key_of(node)
        return self._of(key).scope(key)

    def _of(self, key: int) -> Sites:
        """The text of which a node is: that of the module, or an expression written for it."""
        number = text_of_key(key)
        found = self._sites.get(number)
        if found is None:
            assert number >> _WRITTEN_BITS == self._number >> _WRITTEN_BITS, "of another module"
            text, scope = list(self._written)[(number & _WRITTEN) - 1]
            found = self._sites[number] = self._expression(number, text, scope)
        return found

    def _expression(self, number: int, text: str, scope: int) -> Sites:
        around: Scope = self.node(scope)  # type: ignore[assignment]
        return sites_of(ast.parse(text, mode="eval").body, number, around)

    def written(self, text: str, scope: Scope) -> ast.expr | None:
        """An expression of the module by its text, as if it stood in a scope; None if it is none.

        Its nodes are others than those of the tree.
        """
        recipe = f"({text})", key_of(scope)
        number = self._written.get(recipe)
        if number is None:
            number = self._number + len(self._written) + 1
            try:
                self._sites[number] = self._expression(number, *recipe)
            except (SyntaxError, ValueError, MemoryError, RecursionError):
                return None
            self._written[recipe] = number
        return self.node(number << INDEX_BITS)  # type: ignore[return-value]

    @cached_property
    def lines(self) -> list[str]:
        """The lines of its text, with their ends."""
        return _LINE.findall(self._text)

    @property
    def calls(self) -> list[CallSite]:
        """Every call it makes, in whatever scope, and its decorators that are no calls."""
        return self._own.calls

    def calling(self, names: Set[str]) -> list[CallSite]:
        """Those of its calls at whose root one of these names stands, and decorators likewise."""
        by_name = self._calls_by_name
        every = [each for name in by_name.keys() & names for each in by_name[name]]
        return [self.calls[each] for each in sorted(every)]

    @cached_property
    def _calls_by_name(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for index, site in enumerate(self.calls):
            found.setdefault(called_name(site.node), []).append(index)
        return found

    @cached_property
    def arguments(self) -> dict[str, list[Argument]]:
        """The arguments of its calls that are names, by the last of a dotted one."""
        found: dict[str, list[Argument]] = {}
        for site in self.calls:
            if isinstance(site.node, ast.Call):
                for node in (*site.node.args, *(each.value for each in site.node.keywords)):
                    name = last_name(node)
                    if name:
                        found.setdefault(name, []).append(Argument(node, site))
        return found

    @cached_property
    def reads(self) -> dict[str, list[ast.expr]]:
        """The names and the attributes that it reads, by the last of a dotted one."""
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.root):
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                found.setdefault(last_name(node), []).append(node)
        return found

    @property
    def definitions(self) -> list[Defined]:
        """Every `def` and `class` in it, and the scope in which it stands."""
        return self._own.definitions

    @property
    def changes(self) -> list[Change]:
        """Every `+=` and every assignment to an item, in whatever scope."""
        return self._own.changes

    @cached_property
    def functions(self) -> list[Function]:
        """Every `def` in it, in source order."""
        return [each.node for each in self.definitions if not isinstance(each.node, ast.ClassDef)]

    def set_on_self(self, cls: ast.ClassDef, name: str) -> list[tuple[ast.expr, Function]]:
        """What the methods of a class assign to an attribute of `self`, and in which method."""
        key = key_of(cls)
        found = self._attributes.get(key)
        if found is None:
            cls = self.node(key)  # type: ignore[assignment]
            found = self._attributes[key] = {}
            for attribute, value, method in _set_in(cls):
                found.setdefault(attribute, []).append((value, method))
        return found.get(name, [])

    def bindings(self, scope: Scope) -> dict[str, list[Binding]]:
        """What a scope itself binds, by name."""
        key = key_of(scope)
        found = self._bindings.get(key)
        if found is None:
            found = self._bindings[key] = {}
            for binding in self._bound_in(self.node(key)):  # type: ignore[arg-type]
                found.setdefault(binding.name, []).append(binding)
        return found

    @property
    def top(self) -> dict[str, list[Binding]]:
        """What the module itself binds, by name."""
        return self.bindings(self.root)

    def lookup(self, name: str, scope: Scope) -> list[Binding]:
        """Every binding that `name` can mean in `scope`; empty if the module binds none."""
        at = scope
        while True:
            if at is scope or not isinstance(at, ast.ClassDef):
                found = self.bindings(at).get(name)
                if found:
                    return found
            if isinstance(at, ast.Module):
                return []
            at = self.outer(at)

    def returned(self, function: Function) -> list[ast.expr]:
        """The expressions that a function returns."""
        key = key_of(function)
        found = self._returns.get(key)
        if found is None:
            function = self.node(key)  # type: ignore[assignment]
            if isinstance(function, ast.Lambda):
                found = [function.body]
            else:
                every = statements(function.body)
                returns = [each for each in every if isinstance(each, ast.Return)]
                found = [each.value for each in returns if each.value is not None]
            self._returns[key] = found
        return found

    def yielded(self, function: Function) -> list[tuple[ast.expr, bool]]:
        """What a generator function yields; with True what it yields the items of."""
        every = iter(()) if isinstance(function, ast.Lambda) else statements(function.body)
        return [
            (each.value.value, isinstance(each.value, ast.YieldFrom))
            for each in every
            if isinstance(each, ast.Expr)
            and isinstance(each.value, (ast.Yield, ast.YieldFrom))
            and each.value.value is not None
        ]

    def _bound_in(self, scope: Scope) -> Iterator[Binding]:
        if isinstance(scope, FUNCTIONS):
            args = scope.args
            every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
            for arg in every:
                if arg is not None:
                    yield Binding(arg.arg, Kind.PARAMETER, arg)
        if isinstance(scope, ast.Lambda):
            return
        has_walrus = ":=" in self._text
        for statement in statements(scope.body):
            yield from bindings_of(statement)
            if has_walrus and statement.__class__ not in SCOPES:
                yield from walrus(statement)
        if isinstance(scope, ast.Module) and "global " in self._text:
            for node in ast.walk(scope):
                if isinstance(node, ast.Global):
                    yield from (Binding(name, Kind.ITEM, node) for name in node.names)


def _parsed(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the checked code are not ours to give
            return ast.parse(text)
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return ast.Module([], [])


def _set_in(cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr, Function]]:
    for method in cls.body:
        if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for statement in statements(method.body):
                if isinstance(statement, ast.Assign):
                    targets = statement.targets
                elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                    targets = [statement.target]
                else:
                    continue
                for name in {t.attr for t in targets if isinstance(t, ast.Attribute)}:
                    yield name, statement.value, method  # type: ignore[misc]
