"""Which string an expression makes, and which two expressions make the same one."""

from __future__ import annotations

import libcst as cst
import pytest

from inngest_lint.model.module import Module
from inngest_lint.model.names.text import Hole, Text, joined
from tests.model.build import bound, build, written

SETUP = """
import enum
import os

NAME = "load"
LIMIT = 3
PATH = NAME + "/rows"
ALIAS = PATH
BRANCH = "a"
if os.environ:
    BRANCH = "b"

GROWN = [1]
GROWN.append(2)

class Ids:
    LOAD = "load"

    class Deep:
        STORE = "store"

class Kind(enum.Enum):
    LTE = "lte"

class Word(str, enum.Enum):
    SCAN = "scan"

class Str(enum.StrEnum):
    TILT = "tilt"

def f(event, row, n):
    local = f"{NAME}-local"
    {body}
"""

FOLDED = {
    "literal": ("'load'", "load"),
    "raw": (r"r'a\n'", r"a\n"),
    "escape": (r"'a\tb'", "a\tb"),
    "triple": ("'''a'''", "a"),
    "implicit": ("'a' 'b' f'-{NAME}'", "ab-load"),
    "sum": ("'a' + NAME + 'b'", "aloadb"),
    "name": ("NAME", "load"),
    "name of a sum": ("PATH", "load/rows"),
    "name of a name": ("ALIAS", "load/rows"),
    "local": ("local", "load-local"),
    "f-string": ("f'{NAME}-x'", "load-x"),
    "f-string without holes": ("f'x'", "x"),
    "doubled braces": ("f'{{{NAME}}}'", "{load}"),
    "nested f-string": ("f'a-{f\"b-{NAME}\"}'", "a-b-load"),
    "escape in an f-string": (r"f'a\t{NAME}'", "a\tload"),
    "class attribute": ("Ids.LOAD", "load"),
    "attribute of a nested class": ("Ids.Deep.STORE", "store"),
    "value of an enum": ("Kind.LTE.value", "lte"),
    "value of a str enum": ("Word.SCAN.value", "scan"),
    "member of a StrEnum": ("Str.TILT", "tilt"),
    "walrus": ("(x := 'a')", "a"),
    "hole": ("event.data['id']", "{event.data['id']}"),
    "percent": ("'a-%s' % n", "{'a-%s' % n}"),
    "hole in an f-string": ("f'row-{row}'", "row-{row}"),
    "format": ("f'{n:03}'", "{n:03}"),
    "conversion": ("f'{row!r}'", "{row!r}"),
    "hole and constant": ("f'{NAME}-{row}'", "load-{row}"),
    "stable call": ("f'{len(row)}'", "{len(row)}"),
    "stable method": ("row.lower()", "{row.lower()}"),
    "get with a key": ("event.get('k')", "{event.get('k')}"),
    "several bindings": ("BRANCH", "{BRANCH}"),
    "int": ("f'{LIMIT}-{-1}'", "3--1"),
    "int with a format": ("f'{LIMIT:03}'", "{LIMIT:03}"),
    "name of the variable": ("f'{row=}'", "{row=}"),
    "value of an enum in an f-string": ("f'{Kind.LTE.value}'", "lte"),
    "member of a str enum in an f-string": ("f'{Word.SCAN}'", "{Word.SCAN}"),
}

UNKNOWN = {
    "bytes in a sum": "b'a' + next(row)",
    "unstable call": "next(row)",
    "unstable call in an f-string": "f'{row.pop()}'",
    "unstable call in a format": "f'{next(row):03}'",
    "get without a key": "row.get()",
    "await": "await row",
    "walrus in a subscript": "row[(n := n + 1)]",
    "lambda": "lambda: 'a'",
    "call of the project": "f(1, 2, 3)",
    "product": "'a' * n",
    "a list that is changed": "f'{len(GROWN)}'",
    "sum with an unknown part": "'a' + next(row)",
}


def module_of(*lines: str) -> Module:
    return build(SETUP.replace("{body}", "\n    ".join(lines)))


@pytest.mark.parametrize(("expression", "expected"), FOLDED.values(), ids=FOLDED)
def test_fold(expression: str, expected: str) -> None:
    module = module_of(f"it = {expression}")
    text = module.texts.fold(bound(module, "it"))
    assert text is not None
    assert str(text) == expected
    assert (text.constant == expected) is not any(isinstance(p, Hole) for p in text.parts)


@pytest.mark.parametrize("expression", UNKNOWN.values(), ids=UNKNOWN)
def test_what_cannot_be_told_or_may_differ_is_none(expression: str) -> None:
    module = module_of(f"it = {expression}")
    assert module.texts.fold(bound(module, "it")) is None


def test_a_name_defined_through_itself_ends() -> None:
    module = build("a = b + 'x'\nb = a + 'y'\nit = a")
    module.texts.fold(bound(module, "it"))


PAIRS = {
    "two literals": (["a = 'x'", "b = 'x'"], True),
    "literal and constant": (["a = NAME", "b = 'load'"], True),
    "sum and f-string": (["a = NAME + '-x'", "b = f'{NAME}-x'"], True),
    "different literals": (["a = 'x'", "b = 'X'"], False),
    "one parameter": (["a = f'{row}-x'", "b = f'{row}' + '-x'"], True),
    "two parameters": (["a = f'{row}'", "b = f'{n}'"], False),
    "order": (["a = f'{row}-{n}'", "b = f'{n}-{row}'"], False),
    "format": (["a = f'{n}'", "b = f'{n:03}'"], False),
    "two formats": (["a = f'{n:3}'", "b = f'{n:03}'"], False),
    "one format": (["a = f'{n:03}'", "b = f'{n:03}'"], True),
    "conversion": (["a = f'{n}'", "b = f'{n!r}'"], False),
    "hole and constant": (["a = f'{row}'", "b = 'row'"], False),
    "name of the variable": (["a = f'{row}'", "b = f'{row=}'"], False),
    "name of the variable, twice": (["a = f'{row=}'", "b = f'{row=}'"], True),
    "int and digit": (["a = f'{LIMIT}'", "b = '3'"], True),
    "member of a str enum and its value": (["a = f'{Word.SCAN}'", "b = 'scan'"], False),
    "one item": (["a = event.data['k']", "b = event.data['k']"], True),
    "two items": (["a = event.data['k']", "b = event.data['l']"], False),
    "bound anew between": (["k = 1", "a = f'{k}'", "k = 2", "b = f'{k}'"], False),
    "augmented between": (["k = row", "a = f'{k}'", "k += 1", "b = f'{k}'"], False),
    "bound anew behind": (["k = row", "a = f'{k}'", "b = f'{k}'", "k = 2"], True),
    "unpacked anew": (["k, _ = row", "a = f'{k}'", "k, _ = n", "b = f'{k}'"], False),
    "walrus in each": (["a = f'{(n := n + 1)}'", "b = f'{(n := n + 1)}'"], False),
    "two loops": (
        ["for k in row:", "    a = f'{k}'", "for k in n:", "    b = f'{k}'"],
        True,
    ),
    "loop and parameter": (["a = f'{row}'", "for row in n:", "    b = f'{row}'"], False),
}


@pytest.mark.parametrize(("lines", "equal"), PAIRS.values(), ids=PAIRS)
def test_equality(lines: list[str], equal: bool) -> None:
    module = module_of(*lines)
    first, second = (module.texts.fold(bound(module, name)) for name in "ab")
    assert first is not None
    assert second is not None
    assert (first == second) is equal


HOLE = Hole("x", ())


@pytest.mark.parametrize(
    ("parts", "pattern", "expected"),
    [
        (("a.failed",), "*.failed", True),
        (("a.failed",), "a.*", True),
        (("a.failed",), "b.*", False),
        ((HOLE, ".failed"), "*.failed", True),
        ((HOLE, ".done"), "*.failed", False),
        (("a", HOLE), "*.failed", None),
        (("a/", HOLE), "b/*", False),
        (("a/", HOLE, ".failed"), "a/b.failed", None),
        ((HOLE,), "a.failed", None),
        ((HOLE, "x", HOLE), "*.failed", None),
        ((), "*.failed", False),
        ((), "*", True),
    ],
)
def test_matches(parts: tuple[str | Hole, ...], pattern: str, expected: bool | None) -> None:
    assert Text(parts).matches([pattern]) is expected


def test_joined_merges_adjacent_strings() -> None:
    text = joined(Text(("a",)), Text(("b", HOLE)), Text(("",)), Text(("c",)), Text(("d",)))
    assert text == Text(("ab", HOLE, "cd"))
    assert str(text) == "ab{x}cd"
    assert text.constant is None
    assert joined().constant == ""


HELPERS: dict[str, tuple[list[str], str, str | None]] = {
    "parameter": ([], "key", "north"),
    "template": ([], "f'k-{key}'", "k-north"),
    "default": ([], "kind", "lte"),
    "keyword": ([], "mode", "fast"),
    "unknown argument": ([], "row", None),
    "constant of the file": ([], "NAME", "load"),
    "local of one binding": (["local = f'l-{key}'"], "local", "l-north"),
    "local made by a stable method": (["local = key.lower()"], "local", "{key.lower()}"),
    "local made by a call": (["local = work(key)"], "local", None),
    "local by unpacking": (["local, _ = key"], "local", None),
    "local of two bindings": (["local = key", "local += 'x'"], "local", None),
    "parameter bound anew": (["key = 'x'"], "key", None),
    "item of a parameter": ([], "row['id']", None),
    "stable call of a parameter": ([], "f'{key.upper()}'", "{key.upper()}"),
}


@pytest.mark.parametrize(("lines", "expression", "expected"), HELPERS.values(), ids=HELPERS)
def test_fold_in_a_call_of_a_helper(
    lines: list[str], expression: str, expected: str | None
) -> None:
    module = build(
        "\n".join(
            [
                "NAME = 'load'",
                "def helper(key, row, kind='lte', *, mode):",
                *(f"    {line}" for line in lines),
                f"    it = {expression}",
                "helper('north', next(rows), mode='fast')",
            ]
        )
    )
    (helper,) = module.reach.helpers(written(module, cst.Call, CALL))
    frame = module.texts.enter(helper, None)
    text = module.texts.fold(bound(module, "it"), frame)
    assert (text and str(text)) == expected


CALL = "helper('north', next(rows), mode='fast')"


def test_two_calls_fold_to_the_same_only_with_the_same_argument() -> None:
    module = build(
        """
        def helper(key):
            it = f"{key.upper()}"

        helper("a")
        helper("a", )
        helper("b")
        """
    )
    texts = [
        module.texts.fold(bound(module, "it"), module.texts.enter(helper, None))
        for call in module.tree.all(cst.Call)
        for helper in module.reach.helpers(call)
    ]
    assert [str(text) for text in texts] == ["{key.upper()}"] * 3
    assert (texts[0] == texts[1], texts[0] == texts[2]) == (True, False)


def test_a_nested_helper_sees_what_the_one_around_it_received() -> None:
    module = build(
        """
        def outer(key):
            def inner(part):
                it = f"{key}-{part}"

            inner("x")

        outer("a")
        """
    )
    calls = {module.tree.text(call): call for call in module.tree.all(cst.Call)}
    (outer,) = module.reach.helpers(calls['outer("a")'])
    (inner,) = module.reach.helpers(calls['inner("x")'])
    around = module.texts.enter(outer, None)
    assert str(module.texts.fold(bound(module, "it"), module.texts.enter(inner, around))) == "a-x"
