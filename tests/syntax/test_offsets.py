"""Offsets are the places of LibCST's `PositionProvider`, with the parentheses of expressions."""

from __future__ import annotations

import re
from bisect import bisect_right

import libcst as cst
import pytest
from libcst.metadata import CodeRange, MetadataWrapper, PositionProvider

from inngest_lint.syntax.offsets import LossyError, Offsets
from inngest_lint.syntax.tree import walk
from tests.syntax.test_spans import ODD, TEXTS

# what LibCST itself does not give back; a BOM is not in texts that have been decoded
LOSSY = {"BOM", "blank lines at the end", "CR", "mixed newlines", "spaces before colons"}


@pytest.mark.parametrize("text", [each for each in TEXTS if each.id not in LOSSY])
def test_bare_offsets_are_the_positions(text: str) -> None:
    module = cst.parse_module(text)
    offsets = Offsets(module, text)
    rows = [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text))]

    def place(offset: int) -> tuple[int, int]:
        row = bisect_right(rows, offset)
        return row, offset - rows[row - 1]

    positions = MetadataWrapper(module, unsafe_skip_copy=True).resolve(PositionProvider)
    wrong = []
    for node in walk(module):
        start, end = offsets.bare(node)
        at = positions[node]
        assert isinstance(at, CodeRange)
        expected = (at.start.line, at.start.column), (at.end.line, at.end.column)
        if (place(start), place(end)) != expected and node is not module:
            wrong.append((type(node).__name__, text[start:end], expected))
    assert wrong == []


@pytest.mark.parametrize("text", [ODD[each] for each in LOSSY])
def test_texts_that_libcst_does_not_give_back(text: str) -> None:
    module = cst.parse_module(text)
    assert module.code != text
    with pytest.raises(LossyError):
        Offsets(module, text)


def test_parentheses_belong_to_an_expression() -> None:
    text = "x = ( (a) + b )(c, *(d))  # e\n"
    module = cst.parse_module(text)
    offsets = Offsets(module, text)
    found = {text[slice(*offsets[node])] for node in walk(module)}
    assert found == {
        "x = ( (a) + b )(c, *(d))",
        text,
        "x",
        "( (a) + b )(c, *(d))",
        "( (a) + b )",
    } | {
        "(a)",
        "b",
        "c",
        "*(d)",
        "(d)",
    }
