"""Text to LibCST, without ever crashing on what people feed it."""

from __future__ import annotations

import libcst as cst


def parse(text: str, name: str) -> cst.Module:
    """The syntax tree of a file; raises SyntaxError with the row and the column of the fault."""
    try:
        return cst.parse_module(text)
    except cst.ParserSyntaxError as error:
        column = min(error.raw_column, len(error.context or "")) if error.context else 0
        message = error.message.removeprefix("parser error: ").replace("error at", "at")
        raise SyntaxError(message, (name, error.raw_line, column + 1, None)) from None
    except RecursionError:
        raise SyntaxError("too deeply nested to be parsed", (name, 1, 1, None)) from None
