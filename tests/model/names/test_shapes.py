"""What kind of value an expression is sure to be."""

from __future__ import annotations

import pytest

from tests.model.build import bound, build

SHAPES = {
    "'a'": "a string",
    "f'{x}'": "a string",
    "'a' 'b'": "a string",
    "b'a'": "bytes",
    "b'a' b'b'": "bytes",
    "'%s' % x": "a string",
    "1": "a number",
    "-1": "a number",
    "1 + 2 * 3": "a number",
    "1 + x": None,
    "'a'.upper()": "a string",
    "'a'.encode()": "bytes",
    "'a'.encode().decode()": "a string",
    "x.encode()": None,
    "'a b'.split()": "a list",
    "uuid.UUID(x)": "a UUID",
    "uuid.UUID(x).hex": None,
    "pathlib.Path(x)": "a path",
    "pathlib.Path(x) / 'a'": "a path",
    "pathlib.Path(x).name": None,
    "datetime.timedelta(1) * 2": "a duration",
    "datetime.datetime(2024, 1, 1) + datetime.timedelta(1)": "a datetime",
    "datetime.date(2024, 1, 1).isoformat()": None,
    "None": "None",
    "True": "a truth value",
    "not x": "a truth value",
    "x == 1": "a truth value",
    "(1, 2)": "a tuple",
    "(1, 2)[:1]": "a tuple",
    "(1, 2)[0]": None,
    "[1]": "a list",
    "[i for i in x]": "a list",
    "(i for i in x)": "a generator",
    "{1}": "a set",
    "{1: 2}": "a dict",
    "dict(a=1)": "a dict",
    "str(x)": "a string",
    "lambda: 1": "a function",
    "helper": "a function",
    "functools.partial(helper, 1)": "a function",
    "Job": None,
    "helper()": "a number",
    "each()": "a generator",
    "1 if x else 2": "a number",
    "1 if x else 'a'": None,
    "CONSTANT": "a string",
    "counted": "a number",
    "either": None,
    "Plain.A": "an enum member",
    "Plain.A.value": "a number",
    "Strings.A": "a string",
    "imported": None,
    "x": None,
    "number": "a number",
    "[i for i in range(3)][0]": None,
}


@pytest.mark.parametrize(("expression", "expected"), SHAPES.items())
def test_of(expression: str, expected: str | None) -> None:
    module = build(
        "import datetime, enum, pathlib, uuid\nfrom app import imported\n"
        "CONSTANT = 'a'\n"
        "class Plain(enum.Enum):\n    A = 1\n"
        "class Text(str): ...\n"
        "class Strings(Text, enum.Enum):\n    A = 'a'\n"
        "class Job: ...\n"
        "def helper(): return 1\n"
        "def each(): yield 1\n"
        "def f(x, number: int):\n"
        "    counted = 0\n"
        "    counted += 1\n"
        "    either = 0\n"
        "    if x:\n        either = 'a'\n"
        f"    asked = {expression}\n",
        prelude=True,
    )
    assert module.shapes.of(bound(module, "asked")) == expected


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("for i in range(3)", "a number"),
        ("for i, x in enumerate(y)", "a number"),
        ("for x, i in enumerate(y)", None),
        ("for i in (1, 2)", "a number"),
        ("for i in (1, 'a')", None),
        ("for i in Plain", "an enum member"),
        ("for i in y", None),
    ],
)
def test_items(loop: str, expected: str | None) -> None:
    module = build(
        f"import enum\nclass Plain(enum.Enum):\n    A = 1\n"
        f"def f(y):\n    {loop}:\n        asked = i\n"
    )
    assert module.shapes.of(bound(module, "asked")) == expected


def test_a_name_made_of_itself_many_times_costs_no_more() -> None:
    again = "    n = n + 1\n" * 40  # following each to all others would never end
    module = build(f"def f():\n    n = 0\n{again}    asked = n\n")
    assert module.shapes.of(bound(module, "asked")) == "a number"
