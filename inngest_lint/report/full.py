"""Each finding with its source, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from inngest_lint.finding import Finding, Location, Related
from inngest_lint.report import LinesOf
from inngest_lint.report.summary import Summary, mark


def render(findings: Iterable[Finding], lines_of: LinesOf, *, color: bool) -> Iterator[str]:
    """A frame of source for each finding, and how many there are; in color for a terminal."""
    out = StringIO()
    console = Console(
        file=out, force_terminal=color, no_color=not color, highlight=False, soft_wrap=True
    )

    def printed(*texts: Text) -> str:
        for text in texts:
            console.print(text)
        part = out.getvalue()
        out.seek(0)
        out.truncate()
        return part

    summary = Summary()
    for finding in summary.counted(findings):
        yield printed(*_frame(finding, lines_of), Text())
    yield printed(Text(summary.text.rstrip(), style="bold"))


def _frame(finding: Finding, lines_of: LinesOf) -> list[Text]:
    at, lines = finding.location, lines_of(finding.path)
    head = Text.assemble(
        (finding.code, "bold red"),
        f" {mark(finding)}{finding.message} ",
        (f"[{finding.name}]", "dim"),
    )
    place = Text.assemble(("  --> ", "blue"), f"{finding.path}:{at.row}:{at.column}")
    texts = [head, place]
    if at.row <= len(lines):
        texts += _source(lines, at, finding.end_location, "^", "bold red", "")
    for related in finding.related:
        elsewhere = related.path not in ("", finding.path)
        shown = lines_of(related.path) if elsewhere else lines
        texts += _related(related, shown, elsewhere)
    help_ = Text.assemble(
        ("    = ", "blue"), f"help: `inngest-lint rule {finding.code}` explains it"
    )
    return [*texts, help_]


def _related(related: Related, lines: Sequence[str], elsewhere: bool) -> list[Text]:
    """The source of another place, under its path and row if it is in another file."""
    at = related.location
    head = [Text.assemble(("  ::: ", "blue"), f"{related.path}:{at.row}")] if elsewhere else []
    if at.row > len(lines):
        return head
    return head + _source(lines, at, related.end_location, "-", "blue", related.message)


def _source(
    lines: Sequence[str], start: Location, end: Location, mark: str, style: str, label: str
) -> list[Text]:
    """The line of a place, with its part of that line underlined."""
    line = lines[start.row - 1].rstrip("\r\n")
    stop = end.column if end.row == start.row else len(line) + 1
    indent = " " * cell_len(_shown(line[: start.column - 1]))
    marks = mark * max(cell_len(_shown(line[start.column - 1 : stop - 1])), 1)
    number = str(start.row)
    gutter = " " * len(number)
    return [
        Text.assemble((f" {number} | ", "blue"), _shown(line)),
        Text.assemble((f" {gutter} | ", "blue"), indent, (f"{marks} {label}".rstrip(), style)),
    ]


def _shown(text: str) -> str:
    """Source as a terminal shows it: what moves the cursor, such as a tab, becomes spaces."""
    return "".join(c if c.isprintable() else "    " if c == "\t" else " " for c in text)
