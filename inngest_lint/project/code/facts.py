"""One module of the project as `ast` shows it: what its scopes bind, and which calls it makes.

Only what is asked for is read: the text first, its tree when a name of it is wanted. A tree is not
kept for long: nodes are told apart by their keys, not by what objects they are.
"""

from __future__ import annotations

import ast
import io
import itertools
import re
import sys
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
from inngest_lint.project.code.trees import Trees

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
# an import, with the lines that brackets or a backslash add to it
_IMPORT = re.compile(
    r"^[ \t]*(?:from|import)\b(?:[^\n(#]*\([^)]*|(?:[^\n\\]|\\\r?\n|\\.)*)", re.MULTILINE
)
_RELATIVE = re.compile(r"[ \t]*from[ \t]+\.")
_WORD = re.compile(r"\w+")
_numbers = itertools.count(1)  # one for each module, which no other has
_WRITTEN_BITS = 16  # of the number of a text: which expression it is, 0 for the module itself
_WRITTEN = (1 << _WRITTEN_BITS) - 1


class Argument(NamedTuple):
    """An argument of a call."""

    node: ast.expr
    call: CallSite


class ModuleFacts:
    """A module: its path, its text, and what these say."""

    def __init__(self, path: Path, text: str, trees: Trees | None = None) -> None:
        self.path = path
        self.text = text
        self._trees = trees or Trees()
        self._number = next(_numbers)
        self._size: int | None = None
        self._written: dict[tuple[str, int], int] = {}
        self._at_hand: dict[int, Sites] = {}

    def let_go(self) -> None:
        """Forgets all that has been made of its text; it is made again when it is asked for."""
        self._at_hand.clear()
        for name in _OF_TREE & self.__dict__.keys():
            del self.__dict__[name]

    @property
    def is_package(self) -> bool:
        """Whether it is the `__init__` of a package."""
        return self.path.name == "__init__.py"

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree; that of an empty module if it does not parse."""
        return self._own.nodes[0]  # type: ignore[return-value]

    @property
    def _own(self) -> Sites:
        number = self._number << _WRITTEN_BITS
        return self._at_hand.get(number) or self._read(number)

    def node(self, key: int) -> ast.AST:
        """The node with a key."""
        text = text_of_key(key)
        return (self._at_hand.get(text) or self._read(text)).node(key)

    def _read(self, number: int) -> Sites:
        """Parses its text, or an expression that has been written for it."""
        assert number >> _WRITTEN_BITS == self._number, "a node of another module"
        written = number & _WRITTEN
        if written:
            text, scope = list(self._written)[written - 1]
            around: Scope = self.node(scope)  # type: ignore[assignment]
            found = sites_of(ast.parse(text, mode="eval").body, number, around)
        else:
            found = sites_of(_parsed(self.text), number)
            if self._size not in (None, len(found.nodes)):  # it was read before, less deep in calls
                raise RecursionError
            self._size = len(found.nodes)
        self._at_hand[number] = found
        self._trees.keep(self, len(found.nodes))
        return found

    @cached_property
    def _bindings(self) -> dict[int, dict[str, list[Binding]]]:
        return {}

    @cached_property
    def _returns(self) -> dict[int, list[ast.expr]]:
        return {}

    @cached_property
    def _attributes(self) -> dict[int, dict[str, list[tuple[ast.expr, Function]]]]:
        return {}

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
        """The words in what begins as imports do, and a dot if one is relative."""
        lines = _IMPORT.findall(self.text)
        dot = "." if any(map(_RELATIVE.match, lines)) else ()
        return frozenset[str](dot).union(*(map(sys.intern, _WORD.findall(line)) for line in lines))

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
        for node in ast.walk(self.tree):
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

    def outer(self, node: ast.AST) -> Scope:
        """The scope in which a node stands: around a definition; the module is its own."""
        key = key_of(node)
        text = text_of_key(key)
        return (self._at_hand.get(text) or self._read(text)).scope(key)

    @cached_property
    def functions(self) -> list[Function]:
        """Every `def` in it, in source order."""
        return [each.node for each in self.definitions if not isinstance(each.node, ast.ClassDef)]

    def written(self, text: str, scope: Scope) -> ast.expr | None:
        """An expression of the module by its text, as if it stood in a scope; None if it is none.

        Its nodes are others than those of the tree.
        """
        recipe = f"({text})", key_of(scope)
        if recipe not in self._written:
            self._written[recipe] = (self._number << _WRITTEN_BITS) + len(self._written) + 1
            try:
                self._read(self._written[recipe])
            except (SyntaxError, ValueError, MemoryError, RecursionError):
                del self._written[recipe]
                return None
        return self.node(self._written[recipe] << INDEX_BITS)  # type: ignore[return-value]

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
        has_walrus = ":=" in self.text
        for statement in statements(scope.body):
            yield from bindings_of(statement)
            if has_walrus and statement.__class__ not in SCOPES:
                yield from walrus(statement)
        if isinstance(scope, ast.Module) and "global " in self.text:
            for node in ast.walk(scope):
                if isinstance(node, ast.Global):
                    yield from (Binding(name, Kind.ITEM, node) for name in node.names)


# What is made of the tree, and goes with it.
_OF_TREE = frozenset(
    "lines noqa _calls_by_name arguments reads functions _bindings _returns _attributes".split()
)


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
