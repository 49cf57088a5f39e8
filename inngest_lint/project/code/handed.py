"""Which functions of a project Inngest is given, and as what."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from typing import NamedTuple

from inngest_lint.project.code.functions import InngestFunctions
from inngest_lint.project.code.modules import Modules
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Place
from inngest_lint.sdk.names import CONTEXT, STEP


class Handed(Enum):
    """As what `create_function` is given a function."""

    HANDLER = auto()
    WRAPPED = auto()  # by a wrapper of the project, which calls it with what it likes
    ON_FAILURE = auto()


class Hand(NamedTuple):
    """As what a function is given, and what Inngest gives it in turn."""

    as_what: Handed
    receives: tuple[str, ...]


class HandedToInngest:
    """Looks for a function in every `create_function` of the modules that say its name."""

    def __init__(self, modules: Modules, resolver: Resolver, functions: InngestFunctions) -> None:
        self._modules = modules
        self._resolver = resolver
        self._functions = functions

    def of(self, function: Place, name: str) -> Iterator[Hand]:
        """As what a function of this name is given."""
        for module in self._modules.using(function.module, name):
            for made in self._functions.of(module):
                on_failure = made.given.get("on_failure")
                if made.handler == function:
                    wrapped = made.is_called_by_wrapper
                    yield Hand(Handed.WRAPPED if wrapped else Handed.HANDLER, made.receives)
                if on_failure is not None and function in self._resolver.all(on_failure):
                    yield Hand(Handed.ON_FAILURE, (CONTEXT, STEP))
