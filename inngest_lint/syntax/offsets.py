"""Where every node of a file stands in its text, for fixes.

One pass of LibCST's own code generator, as in `spans`, for a third of the price of the parse: paid
only for files that have something to fix.
"""

from __future__ import annotations

from array import array
from itertools import accumulate

import libcst as cst

from inngest_lint.syntax.spans import Notes


class LossyError(Exception):
    """LibCST does not give back the text that it has parsed."""


class Offsets:
    """The extents of the nodes of a module that has been parsed from `text`; raises LossyError."""

    def __init__(self, module: cst.Module, text: str) -> None:
        try:
            noted = Notes(module)
        except (AttributeError, TypeError) as error:  # another LibCST than the one we know
            raise LossyError from error
        code = "".join(noted.tokens)
        # LibCST ends the last line of a file that does not, and drops that where it gives code
        if code != text and (module.has_trailing_newline or code != text + module.default_newline):
            raise LossyError
        self._at = array("L", accumulate(map(len, noted.tokens), initial=0))
        noted.tokens.clear()
        self._noted = noted

    def __getitem__(self, node: cst.CSTNode) -> tuple[int, int]:
        """From the first character of a node to behind its last, its parentheses included."""
        start, end = self._tokens(node)
        return self._at[start], self._at[end]

    def bare(self, node: cst.CSTNode) -> tuple[int, int]:
        """The same without its parentheses."""
        start, end = self._bare_tokens(node)
        return self._at[start], self._at[end]

    def _tokens(self, node: cst.CSTNode) -> tuple[int, int]:
        # as `isinstance` says, which asks all kinds of expressions where it says no
        is_expression = cst.BaseExpression in type(node).__mro__
        return self._noted.outer(id(node)) if is_expression else self._bare_tokens(node)

    def _bare_tokens(self, node: cst.CSTNode) -> tuple[int, int]:
        noted = self._noted.inner.get(id(node))
        if noted is None:
            return self._noted.outer(id(node))
        start, end, first, last = noted
        return (
            start if first is None else self._tokens(first)[0],
            end if last is None else self._tokens(last)[1],
        )
