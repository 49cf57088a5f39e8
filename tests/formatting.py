"""Writes code in other ways than its author did, with the same meaning."""

from __future__ import annotations

import codecs
import io
import re
import tokenize
from dataclasses import dataclass
from random import Random

ODD = "# odd: 'a', (b"


@dataclass(frozen=True)
class Formatting:
    """How a file is to be written; `comments` is where they are added, None for nowhere."""

    tabs: bool
    newline: str
    bom: bool
    cookie: bool
    final_newline: bool
    comments: Random | None

    def of(self, text: str) -> bytes:
        if self.comments is not None:
            text = _commented(text, self.comments)
        if self.tabs:
            text = _tabbed(text)
        if self.cookie:
            text = f"# -*- coding: latin-1 -*-\n# \xe9\n{text}"
        if not self.final_newline:
            text = text.rstrip("\n")
        data = text.replace("\n", self.newline).encode("latin-1" if self.cookie else "utf-8")
        return codecs.BOM_UTF8 + data if self.bom and not self.cookie else data


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(text).readline))


def comments(text: str) -> list[str]:
    """The comments of a file."""
    return [token.string for token in _tokens(text) if token.type == tokenize.COMMENT]


def _inside_strings(text: str) -> set[int]:
    """The lines that begin inside a string."""
    return {
        row
        for token in _tokens(text)
        if token.start[0] != token.end[0] and token.type not in (tokenize.NEWLINE, tokenize.NL)
        for row in range(token.start[0] + 1, token.end[0] + 1)
    }


def _tabbed(text: str) -> str:
    inside = _inside_strings(text)
    return "".join(
        line
        if row in inside
        else re.sub("^(?:    )+", lambda found: "\t" * (len(found[0]) // 4), line)
        for row, line in enumerate(text.splitlines(keepends=True), 1)
    )


def _commented(text: str, random: Random) -> str:
    """The same with comments behind lines, and on lines of their own before others."""
    ends = {
        token.start[0]
        for token in _tokens(text)
        if token.type in (tokenize.NEWLINE, tokenize.NL) and token.line.strip()
    }
    commented = {token.start[0] for token in _tokens(text) if token.type == tokenize.COMMENT}
    inside = _inside_strings(text)
    lines = []
    for row, line in enumerate(text.splitlines(keepends=True), 1):
        before = row - 1 in ends | {0} or not lines or not lines[-1].strip()
        if line.strip() and before and row not in inside and random.random() < 0.2:
            lines.append(f"{line[: len(line) - len(line.lstrip())]}{ODD}\n")
        if row in ends - commented and random.random() < 0.3:
            line = f"{line.rstrip()}  {ODD}\n"
        lines.append(line)
    return "".join(lines)
