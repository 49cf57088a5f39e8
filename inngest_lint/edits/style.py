"""How a file is written, so that what a fix adds looks as its author would have written it."""

from __future__ import annotations

import io
import tokenize
from collections import Counter
from dataclasses import dataclass

from inngest_lint.files import NEWLINE

_WIDTHS = (88, 100, 120)  # the limits that formatters are set to


@dataclass(frozen=True, slots=True)
class Style:
    """The newline, one level of indentation, the quote, and the limit of a line of a file."""

    newline: str
    indent: str
    quote: str
    width: int

    def string(self, value: str) -> str:
        """A string literal; the other quote where that saves an escape."""
        other = "'" if self.quote == '"' else '"'
        quote = other if self.quote in value and other not in value else self.quote
        text = value.replace("\\", "\\\\").replace(quote, "\\" + quote)
        return f"{quote}{text}{quote}".replace("\n", "\\n").replace("\r", "\\r")


def style_of(text: str, indent: str) -> Style:
    """The style that a file with this indentation shows, else that of most files."""
    found = NEWLINE.search(text)
    longest = max((len(line.expandtabs(4)) for line in NEWLINE.split(text)), default=0)
    return Style(
        found[0] if found else "\n",
        indent,
        _quote(text),
        next((width for width in _WIDTHS if longest <= width), _WIDTHS[-1]),
    )


def _quote(text: str) -> str:
    """The quote that most strings of one line have that hold neither."""
    quotes: Counter[str] = Counter()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.STRING:
                body = token.string.lstrip("rRbBuUfF")
                if body[:3] not in ('"""', "'''") and not {'"', "'"} & set(body[1:-1]):
                    quotes[body[0]] += 1
    except (tokenize.TokenError, SyntaxError):
        pass
    return "'" if quotes["'"] > quotes['"'] else '"'
