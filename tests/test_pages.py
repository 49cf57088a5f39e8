"""The page of a rule: all that a user is told of it, from its docstring."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from inngest_lint.rules import load

from inngest_lint.cli import cli
from inngest_lint.codes import RULES
from inngest_lint.pages import HEADINGS, page, sections


def rule(*args: str) -> Result:
    return CliRunner().invoke(cli, ["rule", *args])


@pytest.mark.parametrize("code", RULES)
def test_headings(code: str) -> None:
    """What is missing, misspelt or out of order would be missing on the site too."""
    parts = sections(code)
    summary, *found = parts
    assert summary == "Summary"
    assert found == [heading for heading in HEADINGS if heading in parts]
    needed = {"What it does", "Why is this bad", "Evidence"}
    if code != "ING003":  # it has no source to show
        needed |= {"Example", "Use instead"}
    assert needed <= set(found)
    assert all(parts.values())


@pytest.mark.parametrize("code", RULES)
def test_examples_are_blocks_of_python(code: str) -> None:
    for heading in ("Example", "Use instead"):
        example = sections(code).get(heading)
        if example is not None:
            assert example.startswith("```python\n")
            assert example.endswith("\n```")


@pytest.mark.parametrize("code", RULES)
def test_a_rule_and_the_table_of_rules_agree(code: str) -> None:
    entry, of_class = RULES[code], load(code)
    assert (entry.code, entry.name, entry.kind, entry.default) == (
        of_class.code,
        of_class.name,
        of_class.kind,
        of_class.default,
    )


def test_the_page_of_a_rule() -> None:
    expected = """\
ING003 internal-error
error, on by default, since 0.1.0

A rule crashed on this file; the other rules still ran.

## What it does
Names the rule that failed and why, or says why a file is not checked at all: an expression
or a file so large that parsing it could take minutes. The command exits with 2.

## Why is this bad
The file is not fully checked. Please report a rule that failed, with the code that causes
it; exclude a file that is too large.

## Evidence
None: it says nothing about Inngest.
"""
    for name in ("ING003", "internal-error"):
        result = rule(name)
        assert (result.exit_code, result.stdout, result.stderr) == (0, expected, "")


def test_a_page_keeps_the_indents_of_its_example() -> None:
    text = page("ING302")
    assert text.startswith("ING302 duplicate-step-id\nerror, on by default, unsafe fix, since ")
    example = sections("ING302")["Example"]
    assert example in text
    assert not example.startswith(" ")


def test_all_pages_in_the_order_of_their_codes() -> None:
    result = rule("--all")
    assert (result.exit_code, result.stdout) == (0, "\n\n".join(map(page, RULES)) + "\n")
    assert list(RULES) == sorted(RULES)


def test_pages_as_json() -> None:
    (found,) = json.loads(rule("ING302", "--output-format", "json").stdout)
    keys = "code name kind default fixes since message sections"
    assert list(found) == keys.split()
    duplicate = load("ING302")
    assert found["message"] == duplicate.message
    assert found["sections"] == sections("ING302")
    pages = json.loads(rule("--all", "--output-format", "json").stdout)
    assert [page["code"] for page in pages] == list(RULES)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("ING3022",), "rule: unknown rule 'ING3022'; did you mean 'ING302'?"),
        (
            ("duplicate-step",),
            "rule: unknown rule 'duplicate-step'; did you mean 'duplicate-step-id'?",
        ),
        (("ING3",), "'ING3' is the beginning of a code; name a rule"),
        ((), "name a rule, or use --all"),
        (("nonsense",), "rule: unknown rule 'nonsense'"),
    ],
)
def test_no_rule_of_that_name(args: tuple[str, ...], sentence: str) -> None:
    result = rule(*args)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.splitlines()[-1] == f"Error: {sentence}"
