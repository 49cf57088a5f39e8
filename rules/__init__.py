"""The rules, one file each. `inngest_lint.codes` is the generated table of them."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import TypeGuard

from inngest_lint.codes import RULES
from inngest_lint.rule import Rule


@cache
def load(code: str) -> Rule:
    """The rule with this code; imports its module, and with it LibCST."""
    module = import_module(f"inngest_lint.rules.{RULES[code].module}")
    own = [thing for thing in vars(module).values() if _is_defined_in(thing, module.__name__)]
    return next(thing() for thing in own if issubclass(thing, Rule))


def _is_defined_in(thing: object, module: str) -> TypeGuard[type]:
    # asked first: on Python 3.10 a generic alias that was imported passes for a class
    return getattr(thing, "__module__", None) == module and isinstance(thing, type)


@cache
def load_all(codes: frozenset[str]) -> tuple[Rule, ...]:
    """The rules with these codes, in the order of the codes."""
    return tuple(load(code) for code in sorted(codes))
