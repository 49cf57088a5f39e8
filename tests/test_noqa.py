"""`# noqa` is read exactly as flake8 reads it: what one way of running hides, so does the other."""

from __future__ import annotations

import io
import linecache
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest
from flake8.processor import FileProcessor
from flake8.violation import Violation
from hypothesis import example, given, settings
from hypothesis import strategies as st

from inngest_lint.noqa import Noqa

# source, and the rows whose ING302 the comments hide
INLINE = {
    "none": ("x = 1\n", set()),
    "blanket": ("x = 1  # noqa\ny = 1\n", {1}),
    "code": ("x = 1  # noqa: ING302\n", {1}),
    "no space": ("x = 1  # noqa:ING302\n", {1}),
    "two spaces before the code make it a blanket": ("x = 1  # noqa:  E501\n", {1}),
    "no space before the word is no comment for it": ("x = 1  #noqa\n", set()),
    "two spaces before the word neither": ("x = 1  #  noqa\n", set()),
    "case of the word": ("x = 1  # NoQA: ING302\n", {1}),
    "case of the code": ("x = 1  # noqa: ing302\n", set()),
    "prefix": ("x = 1  # noqa: ING3\n", {1}),
    "family": ("x = 1  # noqa: ING\n", {1}),  # not a code: the comment is a blanket
    "another code": ("x = 1  # noqa: E501\n", set()),
    "a longer code": ("x = 1  # noqa: ING3022\n", set()),
    "several codes": ("x = 1  # noqa: E501,W291 ING302\n", {1}),
    "several codes with commas and spaces": ("x = 1  # noqa: E501 ,  ING302\n", {1}),
    "several codes without a comma": ("x = 1  # noqa: E501ING302\n", set()),
    "a reason behind": ("x = 1  # noqa: ING302 because of the replay\n", {1}),
    "a reason before": ("x = 1  # because: # noqa: ING302\n", {1}),
    "a reason instead of codes": ("x = 1  # noqa because\n", {1}),
    "a colon and no codes": ("x = 1  # noqa:\n", {1}),
    "a dash": ("x = 1  # noqa - ING302\n", {1}),
    "the first counts": ("x = 1  # noqa: E501 # noqa: ING302\n", set()),
    "in a string": ("x = '# noqa'\n", {1}),
    "on the line above": ("# noqa: ING302\nx = 1\n", {1}),
    "a long string": ('x = """\n# noqa\n"""\ny = 1\n', {1, 2, 3}),
    "behind a long string": ('x = """\n\n"""  # noqa: ING302\ny = 1\n', {1, 2, 3}),
    "in front of a long string": ("f(  # noqa\n'''\n\n''')\n", {1}),
    "a continuation": ("x = 1 + \\\n    2  # noqa\ny = 1\n", {1, 2}),
    "brackets are line by line": ("f(\n    1,  # noqa\n    2,\n)  # noqa\n", {2, 4}),
    "codes that go on in the next line": ("x = '''# noqa: E501\nING302'''\n", {1, 2}),
    "the last line without an end": ("x = 1  # noqa", {1}),
    "old line ends": ("x = 1  # noqa\ry = 1\r", {1}),
    "blank lines": ("\n\nx = 1  # noqa\n\n", {3}),
    "a string that does not end": ("x = 1  # noqa\ny = '''\n", {1}),
    "a bracket that does not close": ("x = (1,  # noqa\n\n2  # noqa: ING3\n", {1, 3}),
}


def lines_of(text: str) -> list[str]:
    return io.StringIO(text, newline=None).readlines()


@pytest.mark.parametrize("case", INLINE)
def test_inline(case: str) -> None:
    text, hidden = INLINE[case]
    lines = lines_of(text)
    noqa = Noqa(lines)
    assert {row for row in range(len(lines) + 3) if noqa.suppresses("ING302", row)} == hidden
    assert not noqa.whole_file


WHOLE_FILE = [
    ("# flake8: noqa\nx = 1\n", True),
    ("x = 1\n    # FLAKE8=NoQA\n", True),
    ("# flake8:noqa\n", True),
    ("# flake8: noqa: ING302\n", True),  # flake8 takes no codes here
    ("x = 1\n# flake8: noqa because\n", True),
    ("x = 1  # flake8: noqa\n", False),
    ("#flake8: noqa\n", False),
    ("# flake8 : noqa\n", False),
    ("# flake8 noqa\n", False),
    ("'''\n# flake8: noqa\n'''\n", True),
    ("# noqa\n", False),
    ("# ruff: noqa\n", False),
]


@pytest.mark.parametrize(("text", "off"), WHOLE_FILE)
def test_whole_file(text: str, off: bool) -> None:
    assert Noqa(lines_of(text)).whole_file is off


OPTIONS: Any = SimpleNamespace(
    disable_noqa=False,
    hang_closing=False,
    indent_size=4,
    max_line_length=79,
    max_doc_length=None,
    verbose=0,
)


def by_flake8(lines: Sequence[str], code: str) -> tuple[bool, set[int]]:
    """Whether flake8 passes over the file, and the rows whose `code` it hides."""
    name = "generated.py"
    processor = FileProcessor(name, OPTIONS, lines=list(lines))
    # what flake8 falls back to where it cannot tell the tokens
    linecache.cache[name] = (1, None, list(lines), name)
    hidden = {
        row
        for row in range(1, len(lines) + 2)
        if Violation(code, name, row, 1, "", processor.noqa_line_for(row)).is_inline_ignored(False)
    }
    return processor.should_ignore_file(), hidden


def by_us(lines: list[str], code: str) -> tuple[bool, set[int]]:
    noqa = Noqa(lines)
    hidden = {row for row in range(1, len(lines) + 2) if noqa.suppresses(code, row)}
    return noqa.whole_file, hidden


@pytest.mark.parametrize("case", INLINE)
@pytest.mark.parametrize("code", ["ING302", "ING501"])
def test_the_table_is_what_flake8_says(case: str, code: str) -> None:
    lines = lines_of(INLINE[case][0])
    assert by_us(lines, code) == by_flake8(lines, code)


@pytest.mark.parametrize("text", [text for text, _ in WHOLE_FILE])
def test_the_other_table_is_what_flake8_says(text: str) -> None:
    assert by_us(lines_of(text), "ING302") == by_flake8(lines_of(text), "ING302")


CODES = st.lists(
    st.sampled_from(["ING302", "ING3", "ING", "I", "ing302", "ING501", "E501", "ING3022", "302"]),
    max_size=3,
)
SEPARATORS = st.sampled_from([",", ", ", " ", ",  ", " ,", "", "\t", ";"])
WORDS = st.sampled_from(
    ["# noqa", "#noqa", "# NoQA", "#  noqa", "# flake8: noqa", "# flake8:noqa", "# FLAKE8=noqa"]
)
COLONS = st.sampled_from([":", ": ", ":  ", " :", "", " ", "=", ":\n"])
BEFORE = st.sampled_from(["", "  ", "x = 1", "x = 1  ", "# why ", "'", '"""', "(", ")", "f(1, "])
BEHIND = st.sampled_from(["", "\\", " because", "'", '"""', ")", "(", ",", " # noqa", "\x0c", "\r"])


@st.composite
def comments(draw: st.DrawFn) -> str:
    codes = draw(SEPARATORS).join(draw(CODES))
    return draw(BEFORE) + draw(WORDS) + draw(COLONS) + codes + draw(BEHIND)


PLAIN = st.sampled_from(
    ["", "x = 1", "if x:", "    y = 2", '"""', "'''", "x = '''a", "f(", ")", "x = 1 + \\", "  # c"]
)
FILES = st.lists(st.one_of(comments(), PLAIN), max_size=8).map("\n".join)


@settings(max_examples=400, deadline=None)
@given(FILES, st.sampled_from(["", "\n"]), st.sampled_from(["ING302", "ING501", "ING003"]))
@example("\\\nx = 1  # noqa\n", "", "ING302")
@example("x = 1\n\\\n\n# noqa\n", "\n", "ING302")
@example("x = 1 + \\\n# noqa:", "", "ING302")
def test_any_file_is_read_as_flake8_reads_it(text: str, end: str, code: str) -> None:
    lines = lines_of(text + end)
    assert by_us(lines, code) == by_flake8(lines, code)
