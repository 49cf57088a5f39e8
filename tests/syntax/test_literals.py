"""What literals say, as Python itself reads them."""

from __future__ import annotations

import ast

import libcst as cst
import pytest

from inngest_lint.syntax.literals import dotted, formatted_text, integer, is_none, string

STRINGS = [
    "''",
    '"a"',
    "'''a'''",
    '"""a\nb"""',
    "'é😀'",
    r"'\n\t\\\'\"\x41\u00e9\U0001f600\N{BULLET}\101\0'",
    r"'\d'",
    "'a\\\nb'",
    '"""a\r\nb\rc"""',
    "'a\\\r\nb'",
    r"r'\n'",
    r"R'\''",
    r"u'\n'",
    r"U'a'",
    "'{{x}}'",
    "'%s'",
    "('a')",
]


@pytest.mark.filterwarnings("ignore:invalid escape sequence")
@pytest.mark.parametrize("code", STRINGS)
def test_strings(code: str) -> None:
    assert string(cst.parse_expression(code)) == ast.literal_eval(code)


@pytest.mark.parametrize(
    "code", ["b'a'", "rb'a'", "f'a'", "f'{a}'", "'a' 'b'", "'a' + 'b'", "a", "1", "None", "('a',)"]
)
def test_what_is_no_plain_string(code: str) -> None:
    assert string(cst.parse_expression(code)) is None


FORMATTED = {
    "f'a{x}'": "a",
    "f'{{a}}{x}'": "{a}",
    "f'{{{{{x}'": "{{",
    r"f'\n\x41\'{x}'": "\nA'",
    r"f'\x7b{{{x}'": "{{",
    r"f'\N{BULLET}{x}'": "•",
    r"f'\\{x}'": "\\",
    'f"""a"\n{x}"""': 'a"\n',
    "f'''a'b{x}'''": "a'b",
    'f"""a"b\\n{x}"""': 'a"b\n',
    r"rf'\n{x}'": r"\n",
    r"Rf'\n{x}'": r"\n",
    r"fR'\n{{{x}'": r"\n{",
    r"F'\n{x}'": "\n",
    'f"""\\"{x}"""': '"',
    "f'a\\\nb{x}'": "ab",
    'f"""a\r\nb{x}"""': "a\nb",
}


@pytest.mark.parametrize("code", FORMATTED)
def test_the_text_of_f_strings(code: str) -> None:
    node = cst.parse_expression(code)
    assert isinstance(node, cst.FormattedString)
    text = node.parts[0]
    assert isinstance(text, cst.FormattedStringText)
    expected = FORMATTED[code]
    assert eval(code, {"x": ""}) == expected  # the table is right
    assert formatted_text(text, node) == expected


INTEGERS = {
    "0": 0,
    "1_000": 1000,
    "0x1F": 31,
    "0b11": 3,
    "0o17": 15,
    "-1": -1,
    "--1": 1,
    "(- (1))": -1,
    "1.0": None,
    "1j": None,
    "+1": None,
    "~1": None,
    "not 1": None,
    "-x": None,
    "-True": None,
    "'1'": None,
    "1 + 1": None,
}


@pytest.mark.parametrize("code", INTEGERS)
def test_integers(code: str) -> None:
    assert integer(cst.parse_expression(code)) == INTEGERS[code]


DOTTED = {
    "a": "a",
    "a.b": "a.b",
    "a . b.c": "a.b.c",
    "(a).b": "a.b",
    "(a.b).c": "a.b.c",
    "a().b": "",
    "a[0].b": "",
    "'a'.b": "",
    "a.b()": "",
    "a + b": "",
}


@pytest.mark.parametrize("code", DOTTED)
def test_dotted_names(code: str) -> None:
    assert dotted(cst.parse_expression(code)) == DOTTED[code]


def test_no_node_is_no_name() -> None:
    assert dotted(None) == ""


def test_none() -> None:
    assert is_none(cst.parse_expression("None"))
    assert is_none(cst.parse_expression("(None)"))
    assert not is_none(cst.parse_expression("'None'"))
    assert not is_none(cst.parse_expression("x.None_"))
    assert not is_none(None)
