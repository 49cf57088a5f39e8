"""Keeps files away from LibCST on which its parser would overflow the stack or run for minutes.

The parser recurses in native code: some 1,500 brackets inside one another end the process. Its time
is quadratic in the depth of an expression (3,000 calls in a chain take 20 s) and exponential in
that of a pattern. CPython's parser bears all of that at a tenth of the price. So it judges first,
in the few files that look deep.
"""

from __future__ import annotations

import ast
import re
import sys
import warnings

MOST_CHARACTERS = 1_000_000  # some ten seconds and a gigabyte
MOST_LEVELS = 1_000  # of nested nodes; half a second
MOST_PATTERN_LEVELS = 10  # a second, and four times that for each more
_DEEP_BRACKETS = 100
_DEEP_PATTERN = 7
_LONG_LINE = 2_000  # characters of a logical line, strings and comments aside
_LARGE_LINE = 50_000  # Python 3.10 overflows its own stack on twice that

_STRING = r"""
    (?<=") (?: ""[^"\\]* (?: (?:\\.|"(?!"")) [^"\\]*)* \"""  |  [^"\\\r\n]* (?:\\.[^"\\\r\n]*)* " )
  | (?<=') (?: ''[^'\\]* (?: (?:\\.|'(?!'')) [^'\\]*)* '''  |  [^'\\\r\n]* (?:\\.[^'\\\r\n]*)* ' )
"""
# It begins with a class of characters since that is what `re` searches for fastest.
_STRUCTURE = re.compile(
    rf"""
    [()\[\]{{}}\r\n\#\\"']
    (?: {_STRING} | (?<=\#) [^\r\n]* | (?<=\\) \r?\n | (?<=[\r\n]) [\ \t\f\r\n]* )?
    """,
    re.VERBOSE | re.DOTALL,
)
_CASE = re.compile(r"case\b")
# LibCST nests what CPython lists: the operands of `and`, the loops of a comprehension.
_NESTED = (ast.BoolOp, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


class UncheckableError(Exception):
    """A file that would cost too much to parse; the message says why."""


def guard(text: str, name: str) -> None:
    """Raises UncheckableError for a file that LibCST must not be given.

    Where it has to ask CPython's parser, that one's SyntaxError comes through.
    """
    if _is_small(text):
        return
    if len(text) > MOST_CHARACTERS:
        raise UncheckableError(f"it has more than {MOST_CHARACTERS:,} characters")
    is_deep, longest = _measure(text)
    if not is_deep and longest <= _LONG_LINE:
        return
    if sys.version_info < (3, 11) and longest > _LARGE_LINE:
        raise UncheckableError("it has a line too long for Python itself")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # those about the checked code are not ours to give
            tree = ast.parse(text.removeprefix("\ufeff"), name)
    except (MemoryError, RecursionError):
        raise UncheckableError("it is nested too deeply for Python itself") from None
    if _is_deeper(tree, MOST_LEVELS):
        raise UncheckableError(f"it is nested more than {MOST_LEVELS:,} levels deep")
    for node in ast.walk(tree):
        if isinstance(node, ast.match_case) and _is_deeper(node.pattern, MOST_PATTERN_LEVELS):
            raise UncheckableError(f"a pattern is over {MOST_PATTERN_LEVELS} levels deep")


def _is_small(text: str) -> bool:
    """Whether a text has too little in it to be deep anywhere; it costs next to nothing to ask."""
    return (
        len(text) - text.count(" ") <= _LONG_LINE
        and sum(map(text.count, "([{")) <= _DEEP_BRACKETS
        and "case" not in text
    )


def _measure(text: str) -> tuple[bool, int]:
    """Whether brackets stand deep in one another, and how much code the longest line holds.

    A line is a logical one; strings and comments do not count.
    """
    is_deep = text.count("elif") > MOST_LEVELS  # each is a level deeper
    depth = start = skipped = longest = 0
    limit = _DEEP_BRACKETS
    for match in _STRUCTURE.finditer(text):
        token = match[0]
        first = token[0]
        if first in "([{":
            depth += 1
            is_deep = is_deep or depth > limit
        elif first in ")]}":
            depth -= depth > 0
        elif first not in "\r\n":
            skipped += len(token)
            if "{" in token and text[match.start() - 1] in "fFrRtT":  # an f-string holds code
                is_deep = is_deep or sum(map(token.count, "([{.+-")) > _DEEP_BRACKETS
        elif not depth:
            longest = max(longest, match.start() - start - skipped)
            start = match.end()
            skipped = 0
            limit = _DEEP_PATTERN if _CASE.match(text, start) else _DEEP_BRACKETS
    return is_deep, max(longest, len(text) - start - skipped)


def _is_deeper(tree: ast.AST, most: int) -> bool:
    """Whether more nodes than `most` stand one inside the other, as LibCST has them."""
    waiting = [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        if isinstance(node, ast.alias):
            level += node.name.count(".")
        elif isinstance(node, ast.ImportFrom) and node.module:
            level += node.module.count(".")
        if level > most:
            return True
        deeper = isinstance(node, _NESTED)
        for place, child in enumerate(ast.iter_child_nodes(node)):
            waiting.append((child, level + 1 + place * deeper))
    return False
