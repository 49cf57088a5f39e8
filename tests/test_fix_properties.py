"""Whatever is fixed of whatever is written: what lies outside the edits stays as it is."""

from __future__ import annotations

import ast
import codecs
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as some

from inngest_lint.codes import RULES
from inngest_lint.engine import check
from inngest_lint.files import SourceFile, decode
from inngest_lint.finding import Edit, Finding
from inngest_lint.fixer import MOST_ROUNDS, Fixer
from inngest_lint.settings import Settings
from tests.fixture_format import FIXTURES, code_of, rule_folders
from tests.formatting import Formatting, comments

FILES = [
    path.with_name(path.name.replace("fixed", "bad", 1))
    for folder in rule_folders()
    for path in sorted(folder.glob("fixed*.py"))
]
FORMATTINGS = some.builds(
    Formatting,
    tabs=some.booleans(),
    newline=some.sampled_from(["\n", "\r\n"]),
    bom=some.booleans(),
    cookie=some.booleans(),
    final_newline=some.booleans(),
    comments=some.none() | some.builds(Random, some.integers(0, 2**32)),
)
PATH = Path("/somewhere/module.py")


def found(source: SourceFile, code: str) -> list[Finding]:
    result = check(source, Settings(), frozenset({code}), fixes=True)
    assert result.unfixable == ""
    return list(result.findings)


def text_of(data: bytes) -> SourceFile:
    return decode(data, PATH, str(PATH))


@settings(max_examples=300, deadline=None)
@given(some.sampled_from(FILES), FORMATTINGS, some.integers(0, 2**32))
def test_code_outside_the_edits_stays(path: Path, formatting: Formatting, seed: int) -> None:
    code = code_of(path.parent)
    data = formatting.of(path.read_text(encoding="utf-8"))
    before = text_of(data)
    choice = Random(seed)
    chosen = [finding for finding in found(before, code) if choice.random() < 0.7]
    fixer = Fixer(lambda _: data, unsafe=RULES[code].fixes == "unsafe")
    fixer.apply(chosen)
    assert fixer.refused == {}
    fixed = fixer.contents.get(PATH, data)
    after = text_of(fixed)
    ast.parse(after.text)
    assert (after.encoding, formatting.bom and not formatting.cookie) == (
        before.encoding,
        fixed.startswith(codecs.BOM_UTF8),
    )
    if formatting.newline == "\r\n":
        assert fixed.count(b"\n") == fixed.count(b"\r\n") == fixed.count(b"\r")
    assert Counter(comments(before.text)) - Counter(comments(after.text)) == Counter()
    edits = [edit for finding in chosen if finding.fix for edit in finding.fix.edits]
    assert untouched(before.text, edits) - statements(after.text) == Counter()


@settings(max_examples=100, deadline=None)
@given(some.sampled_from(FILES), FORMATTINGS)
def test_a_second_run_changes_nothing(path: Path, formatting: Formatting) -> None:
    code = code_of(path.parent)
    data = formatting.of(path.read_text(encoding="utf-8"))
    fixer = Fixer(lambda _: data, unsafe=True)
    for _ in range(MOST_ROUNDS):
        now = fixer.contents.get(PATH, data)
        if not fixer.apply(found(text_of(now), code)):
            break
    assert fixer.refused == {}
    again = Fixer(lambda _: now, unsafe=True)
    assert again.apply(found(text_of(now), code)) == set()


def statements(text: str) -> Counter[str]:
    """The statements of a file, those in others included, by what they are."""
    return Counter(
        ast.dump(each) for each in ast.walk(ast.parse(text)) if isinstance(each, ast.stmt)
    )


def untouched(text: str, edits: Sequence[Edit]) -> Counter[str]:
    """Those on whose lines no edit lies."""
    touched = {row for edit in edits for row in range(edit.location.row, edit.end_location.row + 1)}
    return Counter(
        ast.dump(each)
        for each in ast.walk(ast.parse(text))
        if isinstance(each, ast.stmt) and touched.isdisjoint(_rows(each))
    )


def _rows(statement: ast.stmt) -> range:
    decorators = getattr(statement, "decorator_list", ())
    first = min([statement.lineno, *(each.lineno for each in decorators)])
    return range(first, (statement.end_lineno or first) + 1)


def test_there_are_files_to_fix() -> None:
    assert len(FILES) >= 60
    assert all(path.is_relative_to(FIXTURES) for path in FILES)
