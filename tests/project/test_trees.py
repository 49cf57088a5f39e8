"""The tree of a module may go at any time: its nodes are known by their keys."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from inngest_lint.project.code import trees
from inngest_lint.project.code.facts import ModuleFacts
from inngest_lint.project.code.sites import key_of, nodes_in
from inngest_lint.project.code.things import Place
from inngest_lint.project.code.trees import Trees

TEXT = """\
import os

@decorated(lambda: 1, key=2)
class Job(Base, metaclass=Meta):
    x: int = 3

    def run(self, ctx, *args, last=[4], **rest) -> "Result":
        def inner(): return {k: v for k, v in rest.items() if k not in "ab"}
        match ctx:
            case {"a": [1, *_], **others}: pass
        return f"{ctx!r:>{last}} {inner()}" or (lambda y: y + 1)
"""


class Counted:
    """Something that can be let go, and tells how often that was done."""

    def __init__(self) -> None:
        self.gone = 0

    def let_go(self) -> None:
        self.gone += 1


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trees, "_MOST", 10)


def test_the_oldest_go_first(few: None) -> None:
    kept = Trees()
    one, two, three = Counted(), Counted(), Counted()
    kept.keep(one, 4)
    kept.keep(two, 4)
    assert (one.gone, two.gone) == (0, 0)
    kept.keep(three, 4)
    assert (one.gone, two.gone, three.gone) == (1, 0, 0)
    kept.keep(one, 2)
    assert (one.gone, two.gone, three.gone) == (1, 0, 0)
    kept.keep(Counted(), 1)
    assert (one.gone, two.gone, three.gone) == (1, 1, 0)


def test_the_newest_stays_however_large(few: None) -> None:
    kept = Trees()
    one, two = Counted(), Counted()
    kept.keep(one, 100)
    assert one.gone == 0
    kept.keep(two, 100)
    assert (one.gone, two.gone) == (1, 0)


def test_every_node_has_a_key_of_its_own() -> None:
    facts, other = ModuleFacts(Path("a.py"), TEXT), ModuleFacts(Path("b.py"), TEXT)
    nodes = [*nodes_in(facts.tree.root)]
    keys = {key_of(node) for node in (*nodes, *nodes_in(other.tree.root))}
    assert len(keys) == 2 * len(nodes) > 100
    operators = (ast.expr_context, ast.operator, ast.cmpop, ast.boolop)
    assert all(
        hasattr(node, "serial") is not isinstance(node, operators)
        for node in ast.walk(facts.tree.root)
    )


def test_a_tree_that_is_read_again_has_the_same_keys() -> None:
    facts = ModuleFacts(Path("a.py"), TEXT)
    before = [(key_of(node), ast.dump(node)) for node in nodes_in(facts.tree.root)]
    tree = facts.tree
    facts.let_go()
    assert facts.tree is not tree
    assert [(key_of(node), ast.dump(node)) for node in nodes_in(facts.tree.root)] == before
    assert all(ast.dump(facts.tree.node(key)) == dump for key, dump in before)


def test_a_place_outlives_its_tree() -> None:
    facts = ModuleFacts(Path("a.py"), TEXT)
    method = facts.tree.functions[0]
    place = Place(facts, method, facts.tree.outer(method))
    again = Place(facts, method, facts.tree.outer(method))
    facts.let_go()
    assert place.node is not method
    assert (place.is_node(method), place == again, hash(place)) == (True, True, hash(again))
    assert isinstance(place.node, ast.FunctionDef)
    assert (place.node.name, place.row) == ("run", 7)
    assert isinstance(place.scope, ast.ClassDef)
    assert place.is_in(facts.tree.outer(method))
    assert facts.tree.bindings(method)["last"][0].node is place.node.args.kwonlyargs[0]


def test_the_scope_of_every_node() -> None:
    facts = ModuleFacts(Path("a.py"), TEXT)
    names = {
        each.id: getattr(facts.tree.outer(each), "name", type(facts.tree.outer(each)).__name__)
        for each in ast.walk(facts.tree.root)
        if isinstance(each, ast.Name)
    }
    assert names["decorated"] == names["Base"] == names["Meta"] == "Module"
    assert names["int"] == "Job"
    assert names["last"] == names["ctx"] == "run"
    assert names["rest"] == names["v"] == "inner"
    assert names["y"] == "Lambda"


def test_a_written_expression_outlives_its_tree() -> None:
    facts = ModuleFacts(Path("a.py"), TEXT)
    scope = facts.tree.functions[0]
    node = facts.tree.written("lambda z: ctx + z", scope)
    assert node is not None and node is facts.tree.written("lambda z: ctx + z", scope)
    assert node is not facts.tree.written("lambda z: ctx + z", facts.tree.root)
    place = Place(facts, node, scope)
    facts.let_go()
    assert isinstance(place.node, ast.Lambda) and place.node is not node
    assert key_of(place.scope) == key_of(facts.tree.outer(place.node)) == key_of(scope)
    assert key_of(facts.tree.outer(place.node.body)) == place.key
    assert facts.tree.written("lambda z: ctx + z", scope) is place.node
    assert facts.tree.written("not an expression", scope) is None


def test_what_cannot_be_read_again_is_too_deep(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = ModuleFacts(Path("a.py"), TEXT)
    place = Place(facts, facts.tree.functions[0], facts.tree.root)
    facts.let_go()

    def too_deep(*_: object, **__: object) -> ast.Module:
        raise RecursionError

    monkeypatch.setattr(ast, "parse", too_deep)
    with pytest.raises(RecursionError):
        _ = place.node
    assert ModuleFacts(Path("b.py"), TEXT).tree.root.body == []
