"""`concise` is what editors and CI systems parse: its text is exact."""

from __future__ import annotations

from inngest_lint.finding import Finding, Location
from tests.report.rendered import rendered


def finding(path: str, row: int, column: int, code: str = "ING302") -> Finding:
    at = Location(row, column)
    return Finding(code, "duplicate-step-id", "error", "step id 'é' repeats", path, at, at)


def test_a_line_for_each_finding() -> None:
    findings = [finding("src/a b.py", 3, 1), finding("src/z.py", 20, 105, "ING501")]
    assert rendered("concise", findings) == (
        "src/a b.py:3:1: ING302 step id 'é' repeats\n"
        "src/z.py:20:105: ING501 step id 'é' repeats\n"
        "Found 2 findings.\n"
    )


def test_one_finding_is_no_plural() -> None:
    report = rendered("concise", [finding("a.py", 1, 1)])
    assert report == "a.py:1:1: ING302 step id 'é' repeats\nFound 1 finding.\n"


def test_no_findings() -> None:
    assert rendered("concise", []) == "All checks passed!\n"


def test_color_changes_nothing() -> None:
    findings = [finding("a.py", 1, 1)]
    assert rendered("concise", findings, color=True) == rendered("concise", findings)
