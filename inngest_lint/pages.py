"""The page of a rule, made from its docstring."""

from __future__ import annotations

import inspect
import re
from collections.abc import Sequence
from json import dumps

from inngest_lint.rules import load

HEADINGS = (
    "What it does",
    "Why is this bad",
    "Example",
    "Use instead",
    "Fix safety",
    "Settings",
    "Evidence",
    "References",
)


def sections(code: str) -> dict[str, str]:
    """The parts of a rule's docstring by heading, in their order; the first is "Summary"."""
    text = inspect.getdoc(type(load(code))) or ""
    found: dict[str, str] = {}
    heading, lines = "Summary", list[str]()
    for line in [*text.splitlines(), "End:"]:
        match = re.fullmatch(r"(\S.*):", line)
        if match:
            found[heading] = inspect.cleandoc("\n".join(lines)).strip()
            heading, lines = match[1], []
        else:
            lines.append(line)
    return found


def page(code: str) -> str:
    """The page as text for a terminal."""
    rule = load(code)
    parts = sections(code)
    state = "on by default" if rule.default else "opt-in"
    fixes = f", {rule.fixes} fix" if rule.fixes is not None else ""
    head = f"{code} {rule.name}\n{rule.kind}, {state}{fixes}, since {rule.since}"
    summary = parts.pop("Summary")
    bodies = (f"## {heading}\n{body}" for heading, body in parts.items())
    return "\n\n".join([head, summary, *bodies])


def pages_as_json(codes: Sequence[str]) -> str:
    """The pages of several rules for other programs."""
    pages = []
    for code in codes:
        rule = load(code)
        pages.append(
            {
                "code": code,
                "name": rule.name,
                "kind": rule.kind,
                "default": rule.default,
                "fixes": rule.fixes,
                "since": rule.since,
                "message": rule.message,
                "sections": sections(code),
            }
        )
    return dumps(pages, indent=2)
