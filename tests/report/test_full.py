"""`full` shows people the source: what is marked is what is meant, whatever stands before it."""

from __future__ import annotations

import re

import pytest

from inngest_lint.finding import Finding, Location, Related
from tests.report.rendered import rendered

Place = tuple[int, int, int, int]


def related(message: str, place: Place) -> Related:
    return Related(message, Location(*place[:2]), Location(*place[2:]))


def report(text: str, place: Place, *more: Related, color: bool = False) -> str:
    start, end = Location(*place[:2]), Location(*place[2:])
    finding = Finding(
        "ING302", "duplicate-step-id", "error", "it repeats", "a.py", start, end, more
    )
    return rendered("full", [finding], {"a.py": text}, color=color)


HEAD = "ING302 it repeats [duplicate-step-id]\n  --> a.py:{}:{}\n"
HELP = "    = help: `inngest-lint rule {}` explains it\n"
TAIL = HELP.format("ING302") + "\nFound 1 finding.\n"

# source, place, and what is shown of it
FRAMES: dict[str, tuple[str, Place, str]] = {
    "a part of a line": (
        "import inngest\nstep.run('a', f)\n",
        (2, 6, 2, 9),
        " 2 | step.run('a', f)\n   |      ^^^\n",
    ),
    "a row of three digits": (
        "\n" * 119 + "    run()",
        (120, 5, 120, 10),
        " 120 |     run()\n     |     ^^^^^\n",
    ),
    "an empty place": ("x = 1\n", (1, 3, 1, 3), " 1 | x = 1\n   |   ^\n"),
    "behind the line": ("x = (\n", (1, 6, 1, 6), " 1 | x = (\n   |      ^\n"),
    "several lines": (
        "run(\n    'a',\n)\n",
        (1, 1, 3, 2),
        " 1 | run(\n   | ^^^^\n",
    ),
    "tabs": (
        "if x:\n\trun(\t'a')\n",
        (2, 2, 2, 11),
        " 2 |     run(    'a')\n   |     ^^^^^^^^^^^^\n",
    ),
    "wide characters": (
        "名前 = run('日本')\n",
        (1, 6, 1, 15),
        " 1 | 名前 = run('日本')\n   |        ^^^^^^^^^^^\n",
    ),
    "combining characters": (
        "'e\u0301' + run()\n",
        (1, 8, 1, 13),
        " 1 | 'e\u0301' + run()\n   |       ^^^^^\n",
    ),
    "a form feed": ("\x0crun()\n", (1, 2, 1, 7), " 1 |  run()\n   |  ^^^^^\n"),
    "an escape": ("'\x1b[31m' + a\n", (1, 11, 1, 12), " 1 | ' [31m' + a\n   |           ^\n"),
    "markup of rich": (
        "x['[red]'] = ':smile:'\n",
        (1, 1, 1, 2),
        " 1 | x['[red]'] = ':smile:'\n   | ^\n",
    ),
    "line ends of Windows": ("a\r\nrun()\r\n", (2, 1, 2, 6), " 2 | run()\n   | ^^^^^\n"),
    "a long line": (f"{'x' * 500} = 1\n", (1, 1, 1, 3), f" 1 | {'x' * 500} = 1\n   | ^^\n"),
    "no line": ("x = (\n", (2, 1, 2, 1), ""),
}


@pytest.mark.parametrize("case", FRAMES)
def test_frames(case: str) -> None:
    text, place, frame = FRAMES[case]
    assert report(text, place) == HEAD.format(*place[:2]) + frame + TAIL


def test_related_places() -> None:
    text = "run('a')\n\n\n\n\n\n\n\n\nrun('a')\n"
    first = related("first use", (1, 5, 1, 8))
    lost = related("not in the file", (99, 1, 99, 2))
    unnamed = related("", (1, 1, 1, 4))
    assert report(text, (10, 5, 10, 8), first, lost, unnamed) == (
        HEAD.format(10, 5)
        + " 10 | run('a')\n    |     ^^^\n"
        + " 1 | run('a')\n   |     --- first use\n"
        + " 1 | run('a')\n   | ---\n"
        + TAIL
    )


def test_a_finding_without_source() -> None:
    at = Location(1, 1)
    finding = Finding("ING003", "internal-error", "error", "it failed", "b.py", at, at)
    assert rendered("full", [finding]) == (
        f"ING003 it failed [internal-error]\n  --> b.py:1:1\n{HELP.format('ING003')}"
        "\nFound 1 finding.\n"
    )


def test_no_findings() -> None:
    assert rendered("full", []) == "All checks passed!\n"


def test_color_adds_only_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    text, place, _ = FRAMES["wide characters"]
    colored = report(text, place, color=True)
    assert "\x1b[1;31mING302\x1b[0m" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == report(text, place)


def test_no_color_is_none_whatever_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("COLUMNS", "20")
    text, place, frame = FRAMES["a long line"]
    assert report(text, place) == HEAD.format(*place[:2]) + frame + TAIL
