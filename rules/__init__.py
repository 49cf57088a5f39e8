"""The rules, one file each. `inngest_lint.codes` is the generated table of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module

from inngest_lint.codes import RULES
from inngest_lint.rule import Rule


@cache
def load(code: str) -> Rule:
    """The rule with this code; imports its module, and with it LibCST."""
    module = import_module(f"inngest_lint.rules.{RULES[code].module}")
    return next(
        thing()
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Rule)
        and thing.__module__ == module.__name__
    )


def load_all(codes: Iterable[str]) -> list[Rule]:
    """The rules with these codes, in the order of the codes."""
    return [load(code) for code in sorted(codes)]
