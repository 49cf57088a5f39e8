"""A place lies where LibCST puts the same node."""

from __future__ import annotations

import ast
from pathlib import Path

import libcst as cst
import pytest

from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.things import Place
from inngest_lint.project.positions import extent
from inngest_lint.syntax.spans import locate
from inngest_lint.syntax.tree import Tree

HEADS = [
    "def f(): pass\n",
    "@deco(lambda: 1)\nasync def f(\n    a: int = {1: 2}[1],  # a: comment\n"
    "    *,\n    b=lambda x: x,\n) -> 'x: y' : pass\n",
    "x = 'ü日本'; y = 'é'\nif x:\n\tdef f(a,\n\t\tb) -> lambda: 1:\n\t\tpass\n",
    "class C(A, metaclass=M['a':'b']):\n    def f(self): return 'ü'\n",
    "for x in {1: 2}:\n    pass\n",
    "while (lambda: 1)():\n    pass\nelse:\n    pass\n",
    "with open('a:b') as f, \\\n        g():\n    pass\n",
    "try :\n    pass\nfinally:\n    pass\n",
    "def f():\r\n    'ü'; g()\r\ndef h(a): g()\r\n",
]


@pytest.mark.parametrize("text", HEADS)
def test_heads(text: str) -> None:
    source = cst.parse_module(text)
    facts = ModuleFacts(Path("x.py"), text)
    tree = facts.tree.root
    kinds = (
        ((ast.FunctionDef, ast.AsyncFunctionDef), cst.FunctionDef),
        (ast.ClassDef, cst.ClassDef),
        (ast.For, cst.For),
        (ast.While, cst.While),
        (ast.With, cst.With),
        (ast.Try, cst.Try),
        (ast.Call, cst.Call),
    )
    model = Tree(source)
    for ours, theirs in kinds:
        places = [Place(facts, node, tree) for node in ast.walk(tree) if isinstance(node, ours)]
        spans = locate(source, model.all(theirs))
        assert sorted(map(extent, places)) == sorted(spans.values())


def test_a_module() -> None:
    facts = ModuleFacts(Path("x.py"), "x = 1\n")
    assert extent(Place(facts, facts.tree.root, facts.tree.root)) == (1, 1, 1, 1)
