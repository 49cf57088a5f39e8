"""How a question about a project ends where it cannot be followed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def or_nothing(ask: Callable[P, T | None]) -> Callable[P, T | None]:
    """Lets a question have no answer where code elsewhere is nested too deep to be followed."""

    @functools.wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T | None:
        try:
            return ask(*args, **kwargs)
        except RecursionError:
            return None

    return asked
