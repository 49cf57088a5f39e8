"""Spans are those of LibCST's `PositionProvider`, and heads end at their colon."""

from __future__ import annotations

import io
import tokenize

import libcst as cst
import pytest
from libcst.metadata import MetadataWrapper, PositionProvider

from inngest_lint.syntax import spans
from inngest_lint.syntax.parse import parse
from inngest_lint.syntax.spans import Span, locate
from inngest_lint.syntax.tree import Tree, walk
from tests.syntax.sources import SMALL_FILES, SYNTAX, name

ODD = {
    "nothing": "",
    "a blank line": "\n",
    "a comment": "# x",
    "no final newline": "if x:\n    y(\n  1)",
    "no final newline, one line": "if x: y",
    "no final newline after a comment": "f(x)  # y",
    "no final newline in a class": "class A:\n    def f(self):\n        return x",
    "blank lines at the end": "def f():\n    x\n\n\n  # y\n\n",
    "CRLF": "if x:\r\n    y = '''a\r\nb''' ; z\r\n\r\nwhile  x  :\r\n  f(\r\n    y )\r\n",
    "CR": "if x:\r    y = '''a\rb'''\rz\r",
    "mixed newlines": "x\r\nif y:\n  z\r\n  w\r",
    "tabs": "if x:\n\ty\t=\t1\n\tif z :\n\t\tw\n",
    "form feeds": "x\n\f\nclass A:\n\f  y = 1\n\f\ndef f(): pass\n",
    "BOM": "\ufeffx = f(1)\ny\n",
    "unicode": "x = 'é😀' + ñ() if False else '日本'; ÿ\n",
    "other line separators": "x = 'a\u2028b\x0bc\x85d'; y\nz\n",
    "line continuations": "x = \\\n  1 + \\\n  y\nif x \\\n  and y \\\n  :\n  pass\n",
    "parenthesised": "((x)).y((z), *(a), k=(b))\n( ( x ) )\nx = (\n  y\n)\nwith (a as b): pass\n",
    "spaces before colons": (
        "if x :\n  0\nelif y  :\n  0\nelse  :\n  0\nfor x in y  :\n  0\nelse :\n  0\n"
        "while x  :\n  0\ntry  :\n  0\nexcept A  :\n  0\nexcept  :\n  0\nelse  :\n  0\nfinally :\n"
        "  0\nwith a  :\n  0\nclass A  :\n  0\nclass A ( )  :\n  0\ndef f ( )  :\n  0\n"
        "def f () -> x  :\n  0\nmatch x  :\n  case 1  :\n    0\n  case 2 if x  :\n    0\n"
    ),
    "colons inside heads": (
        "if x[1:2] == {3: 4}: y\nwhile (lambda: 1)(): y\ndef f(a: int = lambda b: c) -> x[1:]: y\n"
        "with f(lambda: 1) as b[1:]: y\nif (x := lambda y: z): y\n"
        "if lambda x: y: z\nmatch {1: 2}:\n  case {1: x}: y\n"
    ),
    "decorated": "@a\n@b(\n  1)\n# c\n\nasync def f(): pass\n\n\n@a\nclass A: pass\n",
}
TEXTS = [
    pytest.param(SYNTAX, id="all syntax"),
    *(pytest.param(text, id=case) for case, text in ODD.items()),
    *(pytest.param(path.read_text(encoding="utf-8"), id=name(path)) for path in SMALL_FILES),
]


def is_compound(node: cst.CSTNode) -> bool:
    return isinstance(getattr(node, "body", None), cst.BaseSuite) or isinstance(node, cst.Match)


def ends_of_heads(text: str) -> dict[tuple[int, int], tuple[int, int]]:
    """Where each token starts -> the end of the colon that ends a head which starts there."""
    tokens = list(tokenize.generate_tokens(io.StringIO(text, newline=None).readline))
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for index, first in enumerate(tokens):
        depth = lambdas = 0
        for token in tokens[index:]:
            if token.type == tokenize.NEWLINE:
                break
            if token.string in ("(", "[", "{"):
                depth += 1
            elif token.string in (")", "]", "}"):
                depth -= 1
            elif token.string == "lambda" and not depth:
                lambdas += 1
            elif token.string == ":" and not depth:
                if not lambdas:
                    found[place(first.start)] = place(token.end)
                    break
                lambdas -= 1
    return found


def place(start: tuple[int, int]) -> tuple[int, int]:
    return start[0], start[1] + 1


@pytest.mark.parametrize("text", TEXTS)
def test_spans_are_those_of_the_provider(text: str) -> None:
    """For every node but the module: the provider counts a last line end that may be missing."""
    module = cst.parse_module(text)
    positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    nodes = list(walk(module))[1:]
    found = locate(module, nodes)
    expected = {}
    for node in nodes:
        start, end = positions[node].start, positions[node].end
        expected[node] = Span(start.line, start.column + 1, end.line, end.column + 1)
        if is_compound(node):
            assert found[node][:2] == expected[node][:2]
            expected[node] = found[node]
    assert found == expected


@pytest.mark.parametrize("text", TEXTS)
def test_statements_with_a_body_span_their_head(text: str) -> None:
    module = cst.parse_module(text)
    compounds = [node for node in walk(module) if is_compound(node)]
    ends = ends_of_heads(module.code) if compounds else {}
    found = locate(module, compounds).values()
    assert [span[2:] for span in found] == [ends[span[:2]] for span in found]


@pytest.mark.parametrize("text", [SYNTAX, *ODD.values()], ids=["all syntax", *ODD])
def test_the_fallback_gives_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module = cst.parse_module(text)
    nodes = list(walk(module))[1:]
    known = locate(module, nodes)

    def changed(*_: object) -> None:
        raise AttributeError("no such method in this LibCST")

    monkeypatch.setattr(spans, "_generate", changed)
    assert locate(module, nodes) == known


def test_one_node_is_located_as_among_all() -> None:
    module = cst.parse_module(SYNTAX)
    together = locate(module, walk(module))
    for node in list(walk(module))[::9]:
        assert locate(module, [node]) == {node: together[node]}


@pytest.mark.parametrize("text", [SYNTAX, *ODD.values()], ids=["all syntax", *ODD])
def test_what_is_parsed_quickly_stands_where_it_does(text: str) -> None:
    """Whitespace that says the same is one node there."""
    own, quick = cst.parse_module(text), parse(text, "")
    known, found = locate(own, list(walk(own))[1:]), locate(quick, list(walk(quick))[1:])
    assert list(found.values()) == list(known.values())
    single = [locate(quick, [node])[node] for node in list(walk(quick))[1::9]]
    assert single == list(known.values())[::9]


def test_nothing_to_locate() -> None:
    assert locate(cst.parse_module("x"), []) == {}


def test_rows_and_columns_count_from_one() -> None:
    module = cst.parse_module("x\nif y:\n    return f(\n  'é')\n")
    tree = Tree(module)
    statement, call = tree.all(cst.If)[0], tree.all(cst.Call)[0]
    (text,) = tree.all(cst.SimpleString)
    assert locate(module, [statement, call, text]) == {
        statement: Span(2, 1, 2, 6),
        call: Span(3, 12, 4, 7),
        text: Span(4, 3, 4, 6),
    }
