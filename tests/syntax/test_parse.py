"""A text parses, or is refused with row, column and reason; none kills the process."""

from __future__ import annotations

import ast
import contextlib
import json
import subprocess
import sys
from pathlib import Path

import libcst as cst
import pytest

from inngest_lint.codes import RULES
from inngest_lint.engine import check
from inngest_lint.files import SourceFile
from inngest_lint.settings import Settings
from inngest_lint.syntax.parse import parse
from tests.syntax.sources import FILES, SYNTAX, name

ROOT = Path(__file__).resolve().parents[2]


def fault(text: str) -> tuple[int | None, int | None, str]:
    with pytest.raises(SyntaxError) as raised:
        parse(text, "file.py")
    assert raised.value.filename == "file.py"
    return raised.value.lineno, raised.value.offset, raised.value.msg


@pytest.mark.parametrize(
    "text",
    [
        "a b\n",
        "x = 1\nif a\n  pass\n",
        "def f(:\n pass",
        "x = (\n1\n",
        "x = [1, 2\ny = 3\n",
        "a = 1\n\n\ndef f():\n    x = (1,\n    y = 2\n",
        "'abc",
        "x = '''abc\n\n",
        "if a:\npass\n",
        "if a:\n  b\n c\n",
        "if a:\n\tb\n        c\n",
        "x = 1\n  y = 2\n",
        "x = 'é😀' 1",
        "a = ?",
        "x = 1\r\ny = = 2\r\n",
        "x = 1\n\x0c\ny z",
        "a = 1 \\ b",
        "f'{a b}'",
        "print 'a'",
        "0777",
        "[)",
        "if x:",
        "x = 'a' b'b'",
        "f'{a}' 'b' b'c'",
    ],
)
def test_a_fault_is_where_cpython_sees_it(text: str) -> None:
    with pytest.raises(SyntaxError) as raised:
        ast.parse(text)
    assert fault(text) == (raised.value.lineno, raised.value.offset, raised.value.msg)


def test_a_bare_except_is_the_last_one() -> None:
    assert fault("try: a\nexcept: b\nexcept E: c\n")[2].endswith("must be the last one.")


@pytest.mark.parametrize("text", ["x = 1\n", "x = = 1\n"])
def test_who_makes_nodes_by_hand_still_has_them_validated(text: str) -> None:
    with contextlib.suppress(SyntaxError):
        parse(text, "file.py")
    with pytest.raises(cst.CSTValidationError):
        cst.Name("")


def test_a_bom_moves_no_column() -> None:
    assert fault("\ufeffx = = 1") == fault("x = = 1")


def test_what_only_libcst_cannot_read_is_where_it_stops() -> None:
    row, column, message = fault("y\n(x): int = 1\n")
    assert (row, column) == (2, 4)
    assert message.startswith("expected one of !=, ")


def test_a_fault_has_a_column_even_where_cpython_gives_none() -> None:
    assert fault("@a")[:2] == (1, 1)


def test_warnings_of_the_checked_code_stay_away(recwarn: pytest.WarningsRecorder) -> None:
    fault("'\\d' is 1 1")
    assert list(recwarn) == []


@pytest.mark.parametrize("text", [SYNTAX, "", "\n", "# x", "\ufeffx\r\n", "x\ry", "\f\n"])
def test_what_parses_is_kept_to_the_letter(text: str) -> None:
    assert parse(text, "file.py").code == text.removeprefix("\ufeff")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_standard_library_parses(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert parse(text, path.name).deep_equals(cst.parse_module(text))


FUNCTION = """\
import inngest
client = inngest.Inngest(app_id="a")

@client.create_function(fn_id="f", trigger=inngest.TriggerEvent(event="a/b"))
async def f(ctx: inngest.Context) -> None:
    await ctx.step.run("y", g)
    await ctx.step.run("y", g)
"""


def match(pattern: str) -> str:
    return f"match x:\n case {pattern}: pass"


# What crashes LibCST's parser or holds it up for minutes -> the words of the refusal, where they
# do not depend on the version of Python.
SYNTAX_ERROR = "too many nested parentheses"
TOO_LONG = "a line too long for Python itself"  # Python 3.10 would overflow its own stack
TOO_DEEP = "nested more than 1,000 levels deep"
DEEP_PATTERN = "a pattern is over 10 levels deep"
REFUSED = {
    "parentheses": ("(" * 5000 + "1" + ")" * 5000, SYNTAX_ERROR),
    "parentheses in little text": ("(" * 900 + "1" + ")" * 900, SYNTAX_ERROR),
    "lists": ("[" * 100_000 + "]" * 100_000, SYNTAX_ERROR),
    "dicts": ("{1:" * 5000 + "1" + "}" * 5000, SYNTAX_ERROR),
    "calls on lines": ("f(\n" * 5000 + ")" * 5000, SYNTAX_ERROR),
    "open brackets": ("(" * 100_000, SYNTAX_ERROR),
    "brackets behind strings": ("(')', " * 5000, ""),
    "brackets behind comments": ("( # )\n" * 5000, SYNTAX_ERROR),
    "brackets behind long strings": ("('''\n)\n''',\n" * 5000, ""),
    "open pattern": (match("(" * 5000), SYNTAX_ERROR),
    "call chain": ("a" + ".b()" * 900, TOO_DEEP),
    "call chain on lines": ("(a\n" + ".b(lambda: 1)\n" * 900 + ")", TOO_DEEP),
    "sum on lines": ("a" + " + \\\na" * 2000, TOO_DEEP),
    "conjunction": ("a" + " and a" * 50_000, TOO_DEEP),
    "conjunction on lines": ("(a\n" + "and a\n" * 50_000 + ")", TOO_DEEP),
    "conjunctions in brackets": ("(a and " * 60 + "a" + " and a" * 950 + ")" * 60, TOO_DEEP),
    "loops of one comprehension": ("[a" + " for a in a" * 2900 + "]", TOO_DEEP),
    "imported name": ("import a" + ".b" * 20_000, TOO_DEEP),
    "imported from": ("from a" + ".b" * 20_000 + " import c", TOO_DEEP),
    "negations": ("not " * 1500 + "a", TOO_DEEP),
    "negations on lines": ("(" + "not\n" * 20_000 + "a)", ""),
    "lambdas on lines": ("(" + "lambda a, b:\n" * 20_000 + "a)", ""),
    "conditions on lines": ("(" + "a if a else\n" * 20_000 + "a)", ""),
    "lambdas": ("lambda: " * 1500 + "a", TOO_DEEP),
    "elifs": ("if a:\n pass\n" + "elif a:\n pass\n" * 1500, TOO_DEEP),
    "longer call chain": ("a" + ".b()" * 100_000, ""),
    "longer sum": ("a" + " + a" * 100_000, ""),
    "minus": ("-" * 100_000 + "a", ""),
    "conditions": ("a if a else " * 100_000 + "a", ""),
    "more elifs": ("if a:\n pass\n" + "elif a:\n pass\n" * 50_000, ""),
    "format specs": ("f'" + "{a:" * 5000 + "a" + "}" * 5000 + "'", ""),
    "chain in an f-string": ("f'{a" + ".b" * 20_000 + "}'", ""),
    "list pattern": (match("[" * 50 + "]" * 50), DEEP_PATTERN),
    "list pattern on lines": (match("[\n" * 50 + "]" * 50), DEEP_PATTERN),
    "mapping pattern": (match("{1: " * 12 + "a" + "}" * 12), DEEP_PATTERN),
    "much text": ("x = 1\n" * 400_000, "more than 1,000,000 characters"),
    "NUL": ("a = 1\nb = '\0'", "source code cannot contain null bytes"),
}

# What is deep or long and yet within bounds, as a value and as a step id.
EXPRESSIONS = {
    "parentheses": "(" * 99 + "1" + ")" * 99,
    "call chain": "a" + ".b()" * 200,
    "sum": "a" + " + a" * 400,
    "signs": "- " * 900 + "a",
    "sum of texts": "'a'" + " + 'a'" * 400,
    "conjunction": "a" + " and a" * 400,
    "lambdas": "lambda: " * 199 + "a",
    "texts in a row": "(" + "'a'\n" * 600 + ")",
    "a long list": "[" + "1, " * 10_000 + "]",
    "a long text": "'" + "x" * 900_000 + "'",
    "an f-string like a web page": "f'''{a}" + "{{ a.b: c-d(e) }} (<f>" * 1000 + "'''",
    "a table of lambdas": "{" + "'a': lambda x, y: x + y,\n" * 500 + "}",
}
STATEMENTS = {
    "elifs": "if a:\n pass\n" + "elif a:\n pass\n" * 400,
    "patterns": match("{1: [A(x=(1 | {2: [(B(),)]}))]}"),
    "many patterns": "match x:\n" + " case [A(x=1), *_] | {'a': b}: pass\n" * 500,
    "brackets in strings": "x = 1  # ((((\n" * 200 + "y = '(((('\n" * 200,
}
STEP = """
@client.create_function(fn_id="g", trigger=t)
async def g(ctx: inngest.Context): await ctx.step.run({}, g)"""
ACCEPTED = {
    **STATEMENTS,
    **{f"{case}, as a value": f"x = {text}" for case, text in EXPRESSIONS.items()},
    **{f"{case}, as a step id": STEP.format(text) for case, text in EXPRESSIONS.items()},
}


def findings(text: str) -> list[tuple[str, int, int, str]]:
    source = SourceFile(Path("file.py"), "file.py", text)
    result = check(source, Settings(), frozenset(RULES))
    return [(f.code, f.location.row, f.location.column, f.message) for f in result.findings]


def run_apart(table: str) -> dict[str, list[list[object]]]:
    """The findings for each text of a table, in a process that may crash in our stead."""
    script = f"""
import json, sys
from tests.syntax.test_parse import FUNCTION, {table}, findings
for case, text in {table}.items():
    text = text if isinstance(text, str) else text[0]
    print(json.dumps([case, findings(FUNCTION + text)]), flush=True)
"""
    ran = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, ""), f"after {ran.stdout[-300:]}"
    return dict(map(json.loads, ran.stdout.splitlines()))


def test_what_is_too_deep_or_too_large_is_refused() -> None:
    found = run_apart("REFUSED")
    assert found.keys() == REFUSED.keys()
    for case, (_, words) in REFUSED.items():
        ((code, _, _, message),) = found[case]
        assert code in ("ING001", "ING003"), case
        unasked = sys.version_info < (3, 11) and TOO_LONG in str(message)
        assert words in str(message) or unasked, case


def test_what_is_deep_or_large_is_checked() -> None:
    usual = [list(finding) for finding in findings(FUNCTION)]
    assert "ING302" in {finding[0] for finding in usual}
    for case, found in run_apart("ACCEPTED").items():
        assert [f for f in found if f[0] in ("ING001", "ING003")] == [], case
        assert [f for f in usual if f not in found] == [], case
