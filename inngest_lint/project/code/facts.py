"""One module of the project as `ast` shows it: what its scopes bind, and which calls it makes.

Only what is asked for is read: the text first, its tree when a name of it is wanted, the code of
its functions when their calls are.
"""

from __future__ import annotations

import ast
import io
import re
import warnings
from collections.abc import Iterator, Set
from pathlib import Path
from typing import NamedTuple

from inngest_lint.noqa import Noqa
from inngest_lint.once import cached_property
from inngest_lint.project.code.bindings import (
    FUNCTIONS,
    SCOPES,
    Binding,
    Function,
    Kind,
    Scope,
    bindings_of,
    source_of,
    statements,
    walrus,
)
from inngest_lint.project.code.naming import called_name, last_name

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_IMPORT = re.compile(r"^[ \t]*(?:from|import)\b.*", re.MULTILINE)
_RELATIVE = re.compile(r"[ \t]*from[ \t]+\.")
_WORD = re.compile(r"\w+")


class CallSite(NamedTuple):
    """A call, or a decorator that is not written as one, and the scope in which it runs."""

    node: ast.expr
    scope: Scope


class Argument(NamedTuple):
    """An argument of a call."""

    node: ast.expr
    call: CallSite


class Defined(NamedTuple):
    """A `def` or a `class`, and the scope in which it stands."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    scope: Scope


class Change(NamedTuple):
    """A `target += value`, or a `target[key] = value`, and the scope in which it runs."""

    target: ast.expr
    value: ast.expr
    scope: Scope


class ModuleFacts:
    """A module: its path, its text, and what these say."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self._bindings: dict[int, dict[str, list[Binding]]] = {}
        self._outer: dict[int, Scope] = {}
        self._returns: dict[int, list[ast.expr]] = {}
        self._written: list[ast.expr] = []
        self._attributes: dict[int, dict[str, list[tuple[ast.expr, Function]]]] = {}

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a package."""
        return self.path.name == "__init__.py"

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree; that of an empty module if it does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # those about the checked code are not ours to give
                return ast.parse(self.text)
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return ast.Module([], [])

    @cached_property
    def lines(self) -> list[str]:
        """The lines of its text, with their ends."""
        return _LINE.findall(self.text)

    @cached_property
    def noqa(self) -> Noqa:
        """What its comments turn off."""
        return Noqa(io.StringIO(self.text, newline=None).readlines())

    @cached_property
    def import_words(self) -> frozenset[str]:
        """The words in the lines that begin as imports do, and a dot if one is relative."""
        lines = _IMPORT.findall(self.text)
        dot = "." if any(map(_RELATIVE.match, lines)) else ()
        return frozenset[str](dot).union(*map(_WORD.findall, lines))

    @cached_property
    def starred(self) -> list[str]:
        """The modules from which it imports every name, as dotted names."""
        return [
            source_of(statement)
            for statement in statements(self.tree.body)
            if isinstance(statement, ast.ImportFrom) and statement.names[0].name == "*"
        ]

    @property
    def calls(self) -> list[CallSite]:
        """Every call it makes, in whatever scope, and its decorators that are no calls."""
        return self._code[0]

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
        for node in ast.walk(self.tree):
            if isinstance(node, (ast.Name, ast.Attribute)) and isinstance(node.ctx, ast.Load):
                found.setdefault(last_name(node), []).append(node)
        return found

    @property
    def definitions(self) -> list[Defined]:
        """Every `def` and `class` in it, and the scope in which it stands."""
        return self._code[1]

    @property
    def changes(self) -> list[Change]:
        """Every `+=` and every assignment to an item, in whatever scope."""
        return self._code[2]

    @cached_property
    def _code(self) -> tuple[list[CallSite], list[Defined], list[Change]]:
        found: list[CallSite] = []
        defined: list[Defined] = []
        changes: list[Change] = []
        waiting: list[tuple[ast.AST, Scope]] = [(self.tree, self.tree)]
        while waiting:
            node, scope = waiting.pop()
            kind = node.__class__
            if kind is ast.Call:
                found.append(CallSite(node, scope))  # type: ignore[arg-type]
            elif kind is ast.AugAssign:
                changes.append(Change(node.target, node.value, scope))  # type: ignore[attr-defined]
            elif kind is ast.Assign:
                for target in node.targets:  # type: ignore[attr-defined]
                    if isinstance(target, ast.Subscript):
                        changes.append(Change(target, node.value, scope))  # type: ignore[attr-defined]
            elif kind in SCOPES:
                self._outer[id(node)] = scope
                if kind is not ast.Lambda:
                    defined.append(Defined(node, scope))  # type: ignore[arg-type]
                for outside in _evaluated_outside(node):
                    waiting.append((outside, scope))
                for decorator in getattr(node, "decorator_list", ()):
                    if not isinstance(decorator, ast.Call):
                        found.append(CallSite(decorator, scope))
                body = node.body  # type: ignore[attr-defined]
                for each in body if isinstance(body, list) else [body]:
                    waiting.append((each, node))  # type: ignore[arg-type]
                continue
            for value in node.__dict__.values():  # `ast.iter_child_nodes` takes three times it
                if value.__class__ is list:
                    waiting += [(each, scope) for each in value if each.__class__ not in _LEAVES]
                elif value.__class__ not in _LEAVES:
                    waiting.append((value, scope))
        return sorted(found, key=_position), sorted(defined, key=_position), changes

    def outer(self, scope: Scope) -> Scope:
        """The scope around another; the module is its own."""
        return self._outer.get(id(scope), self.tree)

    def nest(self, scope: Scope, outer: Scope) -> None:
        """Notes where a definition stands that was reached as the value of an expression."""
        self._outer.setdefault(id(scope), outer)

    @cached_property
    def functions(self) -> list[Function]:
        """Every `def` in it, in source order."""
        return [each.node for each in self.definitions if not isinstance(each.node, ast.ClassDef)]

    def written(self, text: str) -> ast.expr | None:
        """An expression of the module by its text; its nodes are others than those of the tree."""
        try:
            found = ast.parse(f"({text})", mode="eval").body
        except (SyntaxError, ValueError, MemoryError, RecursionError):
            return None
        self._written.append(found)  # scopes are known by their identity: it must stay
        return found

    def set_on_self(self, cls: ast.ClassDef, name: str) -> list[tuple[ast.expr, Function]]:
        """What the methods of a class assign to an attribute of `self`, and in which method."""
        found = self._attributes.get(id(cls))
        if found is None:
            found = self._attributes[id(cls)] = {}
            for attribute, value, method in self._set_in(cls):
                found.setdefault(attribute, []).append((value, method))
        return found.get(name, [])

    def _set_in(self, cls: ast.ClassDef) -> Iterator[tuple[str, ast.expr, Function]]:
        for method in cls.body:
            if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.nest(method, cls)
                for statement in statements(method.body):
                    if isinstance(statement, ast.Assign):
                        targets = statement.targets
                    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
                        targets = [statement.target]
                    else:
                        continue
                    for name in {t.attr for t in targets if isinstance(t, ast.Attribute)}:
                        yield name, statement.value, method  # type: ignore[misc]

    def bindings(self, scope: Scope) -> dict[str, list[Binding]]:
        """What a scope itself binds, by name."""
        found = self._bindings.get(id(scope))
        if found is None:
            found = self._bindings[id(scope)] = {}
            for binding in self._bound_in(scope):
                found.setdefault(binding.name, []).append(binding)
        return found

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
        found = self._returns.get(id(function))
        if found is None:
            if isinstance(function, ast.Lambda):
                found = [function.body]
            else:
                every = statements(function.body)
                returns = [each for each in every if isinstance(each, ast.Return)]
                found = [each.value for each in returns if each.value is not None]
            self._returns[id(function)] = found
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
        has_walrus = ":=" in self.text
        for statement in statements(scope.body):
            yield from bindings_of(statement)
            if statement.__class__ in SCOPES:
                self._outer[id(statement)] = scope
            elif has_walrus:
                yield from walrus(statement)
        if isinstance(scope, ast.Module) and "global " in self.text:
            for node in ast.walk(scope):
                if isinstance(node, ast.Global):
                    yield from (Binding(name, Kind.ITEM, node) for name in node.names)


# What a field of a node may hold that has no call in it.
_LEAVES = frozenset(
    {ast.Name, ast.Constant, ast.Load, ast.Store, ast.Del, ast.alias, ast.Import, ast.ImportFrom}
    | {ast.Pass, ast.Break, ast.Continue, ast.Global, ast.Nonlocal}
    | {str, int, float, complex, bytes, bool, type(None), type(...)}
    | set(ast.operator.__subclasses__())
    | set(ast.cmpop.__subclasses__())
    | set(ast.unaryop.__subclasses__())
    | set(ast.boolop.__subclasses__())
)


def _position(site: CallSite | Defined) -> tuple[int, int]:
    return site.node.lineno, site.node.col_offset


def _evaluated_outside(scope: ast.AST) -> Iterator[ast.AST]:
    """The parts of a definition that run in the scope around it."""
    yield from getattr(scope, "decorator_list", ())
    if isinstance(scope, ast.ClassDef):
        yield from (*scope.bases, *scope.keywords)
    elif isinstance(scope, FUNCTIONS):
        yield scope.args
