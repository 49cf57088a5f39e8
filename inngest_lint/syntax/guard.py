"""Keeps files away from LibCST on which its parser would overflow the stack or run for minutes.

The parser recurses in native code: some 1,500 brackets inside one another end the process. Its time
is quadratic in the depth of an expression (3,000 calls in a chain take 20 s) and exponential in
that of a pattern. CPython's parser bears all of that at a tenth of the price. So it judges first,
in the few files that look deep.
"""

from __future__ import annotations

import ast
import re
import warnings

MOST_CHARACTERS = 1_000_000  # some ten seconds and a gigabyte
MOST_LEVELS = 1_000  # of nested nodes; half a second
MOST_PATTERN_LEVELS = 14  # a tenth of a second, and twice that for each more
_DEEP_BRACKETS = 100
_LONG_LINE = 1_000
_MANY_LINES = 200
_CONTINUED = re.compile(r"\n[ \t]*[-+*/%@&|^<>=.]")
_UNFINISHED = [f"{operator}\n" for operator in "+-*/%@&|^<>=.\\"]
_DEEP_PATTERN = re.compile(r"^[ \t]*case\b(?:[^\n(\[{]*[(\[{]){8}", re.MULTILINE)
_NO_BRACKETS = re.compile(
    r"""[^()\[\]{}\#"']+ | \#[^\n]* | "[^"\\\n]*" | '[^'\\\n]*' | ["']""", re.VERBOSE
)


class UncheckableError(Exception):
    """A file that would cost too much to parse; the message says why."""


def guard(text: str, name: str) -> None:
    """Raises UncheckableError for a file that LibCST must not be given.

    Where it has to ask CPython's parser, that one's SyntaxError comes through.
    """
    if len(text) > MOST_CHARACTERS:
        raise UncheckableError(f"it has more than {MOST_CHARACTERS:,} characters")
    if not _looks_deep(text):
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the checked code are not ours to give
            tree = ast.parse(text.removeprefix("\ufeff"), name)
    except (MemoryError, RecursionError):
        raise UncheckableError("it is nested too deeply for Python itself") from None
    if _levels(tree, MOST_LEVELS) > MOST_LEVELS:
        raise UncheckableError(f"it is nested more than {MOST_LEVELS:,} levels deep")
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case):
            if _levels(node.pattern, MOST_PATTERN_LEVELS) > MOST_PATTERN_LEVELS:
                raise UncheckableError(f"a pattern is over {MOST_PATTERN_LEVELS} levels deep")


def _looks_deep(text: str) -> bool:
    if text.count("elif") > MOST_LEVELS:  # each is a level deeper
        return True
    if max(map(len, text.split("\n"))) > _LONG_LINE:
        return True
    if len(_CONTINUED.findall(text)) + sum(map(text.count, _UNFINISHED)) > _MANY_LINES:
        return True
    if _DEEP_PATTERN.search(text):
        return True
    # What is left of the brackets once pairs without brackets between them are taken out, again
    # and again, is deep, or stands in long strings.
    left, before = _NO_BRACKETS.sub("", text), ""
    while len(left) > _DEEP_BRACKETS and left != before:
        before = left
        left = left.replace("()", "").replace("[]", "").replace("{}", "")
        if len(before) - len(left) < _DEEP_BRACKETS:
            break
    return len(left) > _DEEP_BRACKETS


def _levels(tree: ast.AST, most: int) -> int:
    """How many nodes stand one inside the other at the deepest place; counts on to over `most`."""
    levels = 0
    level = [tree]
    while level and levels <= most:
        levels += 1
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    return levels
