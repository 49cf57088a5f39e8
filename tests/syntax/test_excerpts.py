"""A few nodes stand where they stand among all."""

from __future__ import annotations

from collections.abc import Iterable

import libcst as cst
import pytest

from inngest_lint.syntax import spans
from inngest_lint.syntax.excerpts import locate
from inngest_lint.syntax.spans import Recorder, Span
from inngest_lint.syntax.tree import Tree, walk
from tests.syntax.test_spans import TEXTS

_PER_FILE = 40


@pytest.mark.parametrize("text", TEXTS)
def test_spans_are_those_among_all(text: str) -> None:
    tree = Tree(cst.parse_module(text))
    nodes = list(walk(tree.module))[1:]
    together = spans.locate(tree.module, nodes)
    for node in nodes[:: 1 + len(nodes) // _PER_FILE]:
        assert locate(tree, text, [node]) == {node: together[node]}
    for few in (nodes[::17], nodes[:: 1 + len(nodes) // 4]):
        assert locate(tree, text, few) == {node: together[node] for node in few}


def names(text: str, name: str) -> tuple[Tree, list[cst.Name]]:
    tree = Tree(cst.parse_module(text))
    return tree, [node for node in tree.all(cst.Name) if node.value == name]


# Where the names `x` stand -> whether the code of their statements tells it.
TOLD = {
    "a statement": ("a\nb(x)\n", True),
    "in a function": ("a\ndef f():\n    if a:\n        x\n    else:\n        b\n", True),
    "behind a BOM": ("\ufeffa\nx\n", True),
    "two in one": ("a\nb(x,\n  x)\n", True),
    "except": ("try:\n    a\nexcept x:\n    b\n", True),
    "except, twice": ("try:\n    a\nexcept x:\n    b\ntry:\n    c\nexcept x:\n    b\n", True),
    "twice in two": ("if a:\n    x\nif b:\n    x\n", True),
    "twice the same": ("b(x)\na\nb(x)\n", False),
    "the end of another": ("a.x\nx\n", False),
    "twice far inside": (2 * "if a:\n if b:\n  if c:\n   x\n", False),
    "what looks like an elif": ("if a:\n    b\nelif x:\n    a\nif x:\n    b\n", False),
    "no last newline": ("a\nx", False),
    "many": ("\n".join(f"a{i}(x)" for i in range(99)) + "\n", False),
}


@pytest.mark.parametrize(("text", "told"), TOLD.values(), ids=TOLD)
def test_the_file_is_generated_only_where_a_statement_does_not_tell(
    text: str, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    tree, wanted = names(text, "x")
    expected = spans.locate(tree.module, wanted)
    asked: list[cst.CSTNode] = []

    def generate(module: cst.Module, nodes: Iterable[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
        asked.extend(nodes)
        return {node: expected[node] for node in nodes}

    monkeypatch.setattr(spans, "locate", generate)
    assert locate(tree, text, wanted) == expected
    assert bool(asked) is not told


def test_another_libcst_makes_the_file_be_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    tree, wanted = names("a\nx\n", "x")
    expected = locate(tree, "a\nx\n", wanted)

    def changed(*_: object) -> None:
        raise AttributeError("no such method in this LibCST")

    monkeypatch.setattr(Recorder, "generate", changed)
    assert locate(tree, "a\nx\n", wanted) == expected == {wanted[0]: Span(2, 1, 2, 2)}


def test_nothing_to_locate() -> None:
    assert locate(Tree(cst.parse_module("x")), "x", []) == {}
