"""Every name finds the bindings that Python would find: by example, and as `symtable` has it."""

from __future__ import annotations

import ast
import symtable
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from inngest_lint.syntax.scopes import Scope, Scopes
from inngest_lint.syntax.spans import locate
from inngest_lint.syntax.tree import Tree
from tests.syntax.sources import FILES, name

# What `x` means in each `use(x)`: row and kind of every binding, nothing for what is not bound.
CASES = {
    "module": ("x = 1\nuse(x)", ["1 value"]),
    "unknown": ("use(x)", [""]),
    "every binding counts": ("if a:\n  x = 1\nelse:\n  import x\nuse(x)", ["2 value, 4 import"]),
    "later binding": ("use(x)\nx = 1", ["2 value"]),
    "deleted": ("x = 1\ndel x\nuse(x)", ["1 value"]),
    "import": ("import x\nuse(x)", ["1 import"]),
    "import of a part": ("import x.y\nuse(x)", ["1 import"]),
    "import as": ("import y.z as x, x as y\nuse(x)", ["1 import"]),
    "from import": ("from x import y\nfrom y import x\nuse(x)", ["2 import"]),
    "from import as": ("from x import x as y\nuse(x)", [""]),
    "star import": ("from y import *\nuse(x)", [""]),
    "conditional import": (
        "try:\n  import x\nexcept E:\n  x = None\nuse(x)",
        ["2 import, 4 value"],
    ),
    "import in a function": ("def f():\n  import x\n  use(x)\nuse(x)", ["2 import", ""]),
    "function": ("def x(): use(x)\nuse(x)", ["1 definition"] * 2),
    "class": ("class x: use(x)\nuse(x)", ["1 definition"] * 2),
    "parameters": (
        "x = 0\ndef f(x): use(x)\ndef f(x, /): use(x)\ndef f(*x): use(x)\n"
        "def f(*, x): use(x)\ndef f(**x): use(x)",
        [f"{row} parameter" for row in (2, 3, 4, 5, 6)],
    ),
    "default": ("x = 0\ndef f(x=use(x)): use(x)", ["1 value", "2 parameter"]),
    "default of another": ("x = 0\ndef f(x, y=use(x), *, z=use(x)): 0", ["1 value"] * 2),
    "annotation": ("x = 0\ndef f(x: use(x)) -> use(x): 0", ["1 value"] * 2),
    "annotation of the rest": ("x = 0\ndef f(*x: use(x), **y: use(x)): 0", ["1 value"] * 2),
    "decorator": (
        "x = 0\n@use(x)\ndef f(x):\n  x = 1\n@use(x)\nclass f:\n  x = 1",
        ["1 value"] * 2,
    ),
    "base class": ("x = 0\nclass A(use(x), k=use(x)):\n  x = 1", ["1 value"] * 2),
    "lambda": ("x = 0\nlambda x=use(x): use(x)", ["1 value", "2 parameter"]),
    "lambda in a lambda": ("lambda x: lambda y=use(x): use(x)", ["1 parameter"] * 2),
    "local": ("x = 0\ndef f():\n  use(x)\n  x = 1\nuse(x)", ["4 value", "1 value"]),
    "free": ("def f():\n  x = 1\n  def g(): use(x)\nuse(x)", ["2 value", ""]),
    "class scope": ("x = 0\nclass A:\n  x = 1\n  use(x)", ["3 value"]),
    "class scope, not in methods": (
        "x = 0\nclass A:\n  x = 1\n  def f(self, y=use(x)): use(x)\n  z = lambda: use(x)",
        ["3 value", "1 value", "1 value"],
    ),
    "class scope, not in classes": ("class A:\n  x = 1\n  class B: use(x)", [""]),
    "class scope, not in comprehensions": (
        "x = 0\nclass A:\n  x = [1]\n  [use(x) for y in use(x) if use(x) for z in use(x)]",
        ["1 value", "3 value", "1 value", "1 value"],
    ),
    "class in a function": (
        "def f():\n  x = 1\n  class A:\n    use(x)\n    def g(self): use(x)",
        ["2 value"] * 2,
    ),
    "comprehension": ("[use(x) for x in y]\nuse(x)", ["1 item", ""]),
    "every comprehension": (
        "[use(x) for x in y]\n{use(x) for x in y}\n{use(x): use(x) for x in y}\n"
        "(use(x) for x in y)",
        ["1 item", "2 item", "3 item", "3 item", "4 item"],
    ),
    "first iterable": ("x = 0\n[x for x in use(x)]", ["1 value"]),
    "second iterable": ("x = 0\n[x for y in z for x in use(x)]", ["2 item"]),
    "iterable of a nested comprehension": (
        "x = 0\n[[x for x in use(x)] for x in use(x)]",
        ["2 item", "1 value"],
    ),
    "comprehension as an iterable": ("[y for y in [use(x) for x in z]]\nuse(x)", ["1 item", ""]),
    "lambda in a comprehension": ("[lambda: use(x) for x in y]", ["1 item"]),
    "comprehension in a lambda": ("lambda x: [use(x) for y in use(x)]", ["1 parameter"] * 2),
    "walrus": ("(x := 1)\nuse(x)", ["1 value"]),
    "walrus in a comprehension": ("[(x := y) for y in z]\nuse(x)", ["1 value"]),
    "walrus in nested comprehensions": (
        "def f():\n  [[(x := y) for y in z] for z in w]\n  use(x)\nuse(x)",
        ["2 value", ""],
    ),
    "walrus in a lambda": ("lambda: (x := 1) + use(x)\nuse(x)", ["1 value", ""]),
    "walrus in a default": ("def f(y=(x := 1)): 0\nuse(x)", ["1 value"]),
    "walrus and global": (
        "def f():\n  global x\n  [(x := y) for y in z]\nuse(x)",
        ["3 value"],
    ),
    "global": ("def f():\n  global x\n  x = 1\nuse(x)", ["3 value"]),
    "global past a local": (
        "x = 0\ndef f():\n  x = 1\n  def g():\n    global x\n    use(x)\n    import x",
        ["1 value, 7 import"],
    ),
    "global in a class": ("class A:\n  global x\n  x = 1\nuse(x)", ["3 value"]),
    "nonlocal": (
        "x = 0\ndef f():\n  x = 1\n  def g():\n"
        "    nonlocal x\n    x = 2\n    use(x)\n  use(x)\nuse(x)",
        ["3 value, 6 value", "3 value, 6 value", "1 value"],
    ),
    "nonlocal over two functions": (
        "def f():\n  x = 1\n  def g():\n    def h():\n"
        "      nonlocal x\n      x = 2\n    use(x)\n  use(x)",
        ["2 value, 6 value"] * 2,
    ),
    "nonlocal of a nonlocal": (
        "def f(x):\n  def g():\n    nonlocal x\n    def h():\n"
        "      nonlocal x\n      x = 2\n  use(x)",
        ["1 parameter, 6 value"],
    ),
    "nonlocal past a class": (
        "def f(x):\n  class A:\n    x = 1\n    def g(self):\n"
        "      nonlocal x\n      x = 2\n  use(x)",
        ["1 parameter, 6 value"],
    ),
    "nonlocal in a class": (
        "def f(x):\n  class A:\n    nonlocal x\n    x = 1\n  use(x)",
        ["1 parameter, 4 value"],
    ),
    "nonlocal before its binding": (
        "def f():\n  def g():\n    nonlocal x\n    x = 1\n  x = 2\n  use(x)",
        ["4 value, 5 value"],
    ),
    "except": ("try: 0\nexcept E as x: use(x)", ["2 item"]),
    "except star": ("try: 0\nexcept* E as x: use(x)", ["2 item"]),
    "with": ("with y as x: use(x)", ["1 held"]),
    "with, unpacked": ("with y as (a, [x, *b]), z: use(x)", ["1 item"]),
    "with, starred": ("with y as (a, *x): use(x)", ["1 item"]),
    "for": ("for x in use(x): use(x)", ["1 item"] * 2),
    "for, unpacked": ("for a, (b, x) in y: use(x)", ["1 item"]),
    "augmented": ("x = 1\nx += 1\nuse(x)", ["1 value, 2 item"]),
    "chained": ("y = x = z = 1\nuse(x)", ["1 value"]),
    "declared": ("x: int\nuse(x)", ["1 value"]),
    "declared, local": ("x = 0\ndef f():\n  x: int\n  use(x)", ["3 value"]),
    "declared with a value": ("x: int = 1\nuse(x)", ["1 value"]),
    "not a name": ("x.y = x[0] = 1\nx.z: int = 1\nx.w += 1\nfor x.y in z: use(x)", [""]),
    "keyword": ("f(x=1)\nuse(x)", [""]),
    "match": (
        "match y:\n  case x: use(x)\n  case [*x]: 0\n  case {'a': b, **x}: 0\n"
        "  case A(x=1): 0\n  case A(k=x): 0\n  case (1 | 2) as x: 0\n  case x.y: 0",
        ["2 item, 3 item, 4 item, 6 item, 7 item"],
    ),
    "type alias": ("type x = int\nuse(x)", ["1 value"]),
}


def kinds(text: str) -> list[str]:
    module = cst.parse_module(text)
    tree = Tree(module)
    scopes = Scopes(tree)
    found = []
    for call in tree.all(cst.Call):
        if isinstance(call.func, cst.Name) and call.func.value == "use":
            used = call.args[0].value
            assert isinstance(used, cst.Name)
            bindings = scopes.of_name(used)
            spans = locate(module, [binding.node for binding in bindings])
            rows = sorted((spans[b.node].row, b.kind.name.lower()) for b in bindings)
            found.append(", ".join(f"{row} {kind}" for row, kind in rows))
    return found


@pytest.mark.parametrize("case", CASES)
def test_what_a_name_means(case: str) -> None:
    text, expected = CASES[case]
    assert kinds(text) == expected


VALUES = {
    "x = a": "a",
    "y = x = a": "a",
    "x: int = a": "a",
    "x: int": None,
    "(x := a)": "a",
    "x, y = a, b": "a",
    "(y, [x, z]) = b, (a, c)": "a",
    "x, y = a": None,
    "x, y = a, *b": None,
    "x, *y = a, b": None,
    "*y, x = b, a": None,
    "x, y = a, b, c": None,
    "(x, z), y = a, b": None,
    "x += a": None,
    "for x in a: 0": None,
    "with a as x: 0": "a",
    "with a as (x, y): 0": None,
}


@pytest.mark.parametrize("text", VALUES)
def test_the_value_a_name_is_bound_to(text: str) -> None:
    tree = Tree(cst.parse_module(text))
    (binding,) = Scopes(tree).lookup("x", tree.module)
    value = binding.value and tree.text(binding.value)
    assert value == VALUES[text]


def test_the_function_that_code_is_part_of() -> None:
    text = """\
        a
        def f(x=b) -> c:
            d
            class A(e):
                g
                [h for y in i]
            lambda z=j: k
    """
    tree = Tree(cst.parse_module(textwrap.dedent(text)))
    scopes = Scopes(tree)
    (function,) = tree.all(cst.FunctionDef)
    (lambda_,) = tree.all(cst.Lambda)
    found = {n.value: scopes.function_of(n) for n in tree.all(cst.Name) if n.value in "abcdeghijk"}
    assert found == {
        **dict.fromkeys("abc"),
        **dict.fromkeys("deghij", function),
        "k": lambda_,
    }


def test_own_bindings_of_a_class() -> None:
    tree = Tree(cst.parse_module("x = 0\nclass A:\n  y = 1\n  def x(self): 0\n"))
    scopes = Scopes(tree)
    (klass,) = tree.all(cst.ClassDef)
    assert [b.node for b in scopes.own(klass, "x")] == tree.all(cst.FunctionDef)
    assert [b.node for b in scopes.own(klass, "y")] == [tree.all(cst.Assign)[1]]
    assert scopes.own(klass, "A") == []


class Oracle:
    """What `symtable` says of a file: the scope in which each name of a scope is bound."""

    def __init__(self, text: str, tree: Tree, scopes: Scopes) -> None:
        self._tables: dict[Scope, symtable.SymbolTable] = {}
        self._scopes: dict[int, Scope] = {}
        self._above: dict[Scope, Scope] = {}
        self._inside: dict[Scope, list[Scope]] = defaultdict(list)
        opened: list[Scope] = [*tree.all(cst.FunctionDef), *tree.all(cst.Lambda)]
        opened += [*tree.all(cst.ClassDef), *tree.all(cst.ListComp), *tree.all(cst.SetComp)]
        opened += [*tree.all(cst.DictComp), *tree.all(cst.GeneratorExp)]
        spans = locate(tree.module, opened)
        for scope in sorted(opened, key=lambda node: spans[node]):
            self._above[scope] = scopes.scope_of(scope)
            self._inside[self._above[scope]].append(scope)
        self._pair(tree.module, symtable.symtable(text, "file.py", "exec"))
        self.bound = {
            symbol.get_name()
            for table in self._tables.values()
            for symbol in table.get_symbols()
            if symbol.is_global()
            and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
        }

    def _pair(self, scope: Scope, table: symtable.SymbolTable) -> None:
        """Scopes of the same name inside one scope are paired in the order of their rows."""
        self._tables[scope] = table
        inner = defaultdict(list)
        for child in sorted(table.get_children(), key=lambda t: t.get_lineno()):
            inner[child.get_name()].append(child)
        for each in self._inside[scope]:
            if inner[table_name(each)]:
                self._pair(each, inner[table_name(each)].pop(0))
        assert not any(inner.values())

    def home(self, used: str, scope: Scope) -> Scope:
        mangled = self._mangled(used, scope)
        symbol = self._tables[scope].lookup(mangled)
        if symbol.is_global():
            while scope in self._above:
                scope = self._above[scope]
        elif symbol.is_free():
            scope = self._above[scope]
            while not self._binds(scope, mangled):
                scope = self._above[scope]
        return scope

    def _binds(self, scope: Scope, used: str) -> bool:
        table = self._tables[scope]
        known = used in table.get_identifiers()
        return table.get_type() == "function" and known and table.lookup(used).is_local()

    def _mangled(self, used: str, scope: Scope) -> str:
        if not used.startswith("__") or used.endswith("__"):
            return used
        while scope in self._above:
            if isinstance(scope, cst.ClassDef):
                return f"_{scope.name.value.lstrip('_')}{used}"
            scope = self._above[scope]
        return used


def table_name(scope: Scope) -> str:
    if isinstance(scope, (cst.FunctionDef, cst.ClassDef)):
        return scope.name.value
    kinds = {cst.ListComp: "listcomp", cst.SetComp: "setcomp", cst.DictComp: "dictcomp"}
    return "lambda" if isinstance(scope, cst.Lambda) else kinds.get(type(scope), "genexpr")


def loads(node: ast.AST) -> Iterator[ast.Name]:
    """The names a file reads; not those in f-strings, where `ast` has wrong places."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Load):
            yield child
        if not isinstance(child, ast.JoinedStr):
            yield from loads(child)


@pytest.mark.skipif(
    sys.version_info >= (3, 12), reason="symtable merges comprehensions into their functions"
)
@pytest.mark.parametrize("path", FILES, ids=name)
def test_names_mean_what_symtable_says(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = Tree(cst.parse_module(text))
    scopes = Scopes(tree)
    oracle = Oracle(text, tree, scopes)
    lines = text.encode().splitlines(keepends=True)
    names = tree.all(cst.Name)
    places = {span[:2]: node for node, span in locate(tree.module, names).items()}
    postponed = "from __future__ import annotations" in text  # symtable passes over them
    wrong = []
    for load in loads(ast.parse(text)):
        column = len(lines[load.lineno - 1][: load.col_offset].decode()) + 1
        node = places[load.lineno, column]
        assert isinstance(node, cst.Name)
        if postponed and any(isinstance(above, cst.Annotation) for above in tree.ancestors(node)):
            continue
        home = oracle.home(load.id, scopes.scope_of(node))
        found = scopes.of_name(node)
        bound = home is not tree.module or load.id in oracle.bound
        if found != scopes.own(home, load.id) or bool(found) != bound:
            wrong.append((load.id, load.lineno))
    assert wrong == []
