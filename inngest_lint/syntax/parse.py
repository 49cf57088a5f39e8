"""Text to LibCST, without ever crashing on what people feed it."""

from __future__ import annotations

import ast
import re
import warnings

import libcst as cst

from inngest_lint.syntax.guard import guard
from inngest_lint.syntax.nodes import parse_quickly


def parse(text: str, name: str) -> cst.Module:
    """The syntax tree of a file; raises SyntaxError with the row and the column of the fault.

    Raises UncheckableError for a file that would cost too much.
    """
    if "\0" in text:
        row = text.count("\n", 0, text.index("\0")) + 1
        raise SyntaxError("source code cannot contain null bytes", (name, row, 1, None))
    guard(text, name)
    try:
        return parse_quickly(text)
    except (cst.ParserSyntaxError, cst.CSTValidationError) as error:
        message, row, column = _cpython_says(text) or _libcst_says(error)
        raise SyntaxError(message, (name, row, column, None)) from None


def _cpython_says(text: str) -> tuple[str, int, int] | None:
    """The fault in CPython's words: LibCST's name the wrong row, and every token that would fit."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the checked code are not ours to give
            ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        return error.msg, error.lineno or 1, error.offset or 1
    except (MemoryError, RecursionError, ValueError):
        return None
    return None


def _libcst_says(error: Exception) -> tuple[str, int, int]:
    """The same where the running Python sees no fault."""
    message = str(error.args[0]).removeprefix("parser error: ").removeprefix("tokenizer error: ")
    place = re.match(r"error at (\d+):(\d+): ", message)
    if place is None:
        return message, 1, 1
    return message[place.end() :], int(place[1]), max(1, int(place[2]) - 1)  # it looks back
