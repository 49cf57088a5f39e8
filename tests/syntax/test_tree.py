"""The lean walk finds what `CSTVisitor` finds, with its parents, in the order of the source."""

from __future__ import annotations

import dataclasses
import inspect
import typing
from collections.abc import Iterator

import libcst as cst
import pytest

from inngest_lint.syntax.spans import locate
from inngest_lint.syntax.tree import Tree, children, walk
from tests.syntax.sources import FILES, SYNTAX, name

# What is no child: whitespace, punctuation, operators. `ParamStar` is one all the same, since it
# stands in a field that else holds a parameter.
TOKENS: tuple[type[cst.CSTNode], ...] = (
    cst.AssignEqual,
    cst.Asynchronous,
    cst.BaseAugOp,
    cst.BaseBinaryOp,
    cst.BaseBooleanOp,
    cst.BaseCompOp,
    cst.BaseParenthesizableWhitespace,
    cst.BaseUnaryOp,
    cst.Colon,
    cst.Comma,
    cst.Comment,
    cst.Dot,
    cst.EmptyLine,
    cst.LeftCurlyBrace,
    cst.LeftParen,
    cst.LeftSquareBracket,
    cst.Newline,
    cst.ParamSlash,
    cst.RightCurlyBrace,
    cst.RightParen,
    cst.RightSquareBracket,
    cst.Semicolon,
    cst.TrailingWhitespace,
)
TEXTS = [pytest.param(SYNTAX, id="all syntax")] + [
    pytest.param(path.read_text(encoding="utf-8"), id=name(path)) for path in FILES
]


class Parents(cst.CSTVisitor):
    """Every node that LibCST visits, in its order, with the node above it."""

    def __init__(self) -> None:
        self.found: dict[cst.CSTNode, cst.CSTNode | None] = {}
        self._above: list[cst.CSTNode | None] = [None]

    def on_visit(self, node: cst.CSTNode) -> bool:
        self.found[node] = self._above[-1]
        self._above.append(node)
        return True

    def on_leave(self, original_node: cst.CSTNode) -> None:
        self._above.pop()


@pytest.mark.parametrize("text", TEXTS)
def test_the_tree_holds_what_libcst_visits(text: str) -> None:
    module = cst.parse_module(text)
    visitor = Parents()
    module.visit(visitor)
    expected = {
        node: above for node, above in visitor.found.items() if not isinstance(node, TOKENS)
    }
    tree = Tree(module)
    walked = list(walk(module))
    assert {node: tree.parent(node) for node in walked} == expected
    assert [tree.place(node) for node in walked] == list(range(len(expected)))
    kinds = {type(node) for node in walked}
    assert {kind: tree.all(kind) for kind in kinds} == {
        kind: [node for node in walked if type(node) is kind] for kind in kinds
    }


@pytest.mark.parametrize("text", TEXTS)
def test_places_follow_the_source(text: str) -> None:
    """Statements and expressions start one after the other.

    The one exception: a decorated definition starts at its `def` or `class`, behind the decorators,
    which come below it in the tree.
    """
    module = cst.parse_module(text)
    nodes = [
        node
        for node in walk(module)
        if isinstance(node, (cst.BaseStatement, cst.BaseSmallStatement, cst.BaseExpression))
        and not getattr(node, "decorators", ())
    ]
    spans = locate(module, nodes)
    starts = [spans[node][:2] for node in nodes]
    assert starts == sorted(starts)


@pytest.mark.parametrize("text", TEXTS)
def test_decorators_stand_before_what_they_decorate(text: str) -> None:
    module = cst.parse_module(text)
    tree = Tree(module)
    for decorator in tree.all(cst.Decorator):
        definition = tree.parent(decorator)
        assert isinstance(definition, (cst.FunctionDef, cst.ClassDef))
        spans = locate(module, [decorator, definition, definition.name])
        places = [tree.place(node) for node in (definition, decorator, definition.name)]
        assert places == sorted(places)
        assert spans[decorator] < spans[definition] < spans[definition.name]


def concrete_classes() -> list[type[cst.CSTNode]]:
    """Every class of nodes that is no token."""
    return [
        kind
        for kind in vars(cst).values()
        if isinstance(kind, type)
        and issubclass(kind, cst.CSTNode)
        and not inspect.isabstract(kind)
        and not issubclass(kind, TOKENS)
    ]


def node_classes(hint: object) -> Iterator[type[cst.CSTNode]]:
    """The classes of nodes in an annotation such as `Sequence[Arg] | None`."""
    if isinstance(hint, type) and issubclass(hint, cst.CSTNode):
        yield hint
    for argument in typing.get_args(hint):
        yield from node_classes(argument)


@pytest.mark.parametrize("kind", concrete_classes())
def test_every_field_that_holds_nodes_is_walked(kind: type[cst.CSTNode]) -> None:
    """So that a new LibCST cannot bring a field or a node that the walk passes over."""
    stub = kind.__new__(kind)
    expected = set()
    hints = typing.get_type_hints(kind)
    for field in dataclasses.fields(kind):
        node = None
        if any(not issubclass(held, TOKENS) for held in node_classes(hints[field.name])):
            node = cst.Name(field.name)
            expected.add(node)
        object.__setattr__(stub, field.name, node)
    assert set(children(stub)) == expected


def test_all_syntax_is_all_syntax() -> None:
    """The order of the fields is proved by the samples, so they must have every node."""
    kinds = {type(node).__name__ for node in walk(cst.parse_module(SYNTAX))}
    python_3_15 = {"LazyImport", "LazyImportFrom", "StarredDictComp"}
    assert {kind.__name__ for kind in concrete_classes()} - python_3_15 == kinds


def test_questions_about_one_node() -> None:
    module = cst.parse_module("f( a.b ,c)\n")
    tree = Tree(module)
    statement = tree.all(cst.SimpleStatementLine)[0]
    (call,) = tree.all(cst.Call)
    (attribute,) = tree.all(cst.Attribute)
    last = call.args[1]
    assert list(tree.ancestors(attribute)) == [
        call.args[0],
        call,
        statement.body[0],
        statement,
        module,
    ]
    assert tree.parent(module) is None
    assert tree.all(cst.Await) == []
    assert tree.contains(call, call)
    assert tree.contains(call, attribute)
    assert not tree.contains(attribute, call)
    assert not tree.contains(attribute, last)
    assert tree.text(attribute) == "a.b"
    assert tree.text(call) == "f( a.b ,c)"
