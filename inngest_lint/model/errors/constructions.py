"""Where errors of the SDK are made, also as errors of the project that inherit from them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.errors.classes import ErrorClasses
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.names import Names
from inngest_lint.model.reasons import called
from inngest_lint.once import cached_property
from inngest_lint.sdk.errors import RETRY_AFTER, RETRY_CONTROL
from inngest_lint.syntax import literals


class Construction(NamedTuple):
    """A call that makes an error, and the class of the SDK that takes its arguments."""

    call: cst.Call
    cls: str

    @property
    def arguments(self) -> Arguments:
        """What the class is given."""
        return Arguments.of(self.call)

    @property
    def quiet(self) -> cst.Arg | None:
        """What is given for `quiet`, the last of the arguments."""
        return self.arguments.get("quiet", 2 if self.cls == RETRY_AFTER else 1)

    @property
    def name(self) -> str:
        """What is called, as it is written."""
        return called(self.call)


class Constructions:
    """Finds them in one file."""

    def __init__(self, names: Names, classes: ErrorClasses) -> None:
        self._tree = names.tree
        self._values = names.values
        self._classes = classes

    @cached_property
    def all(self) -> list[Construction]:
        """Every one, in source order."""
        return sorted(self._find(), key=lambda made: self._tree.place(made.call))

    def _find(self) -> Iterator[Construction]:
        for symbol, calls in self._values.called.items():
            if symbol.startswith("inngest.") and symbol not in RETRY_CONTROL:
                continue  # most calls are of the SDK's other names
            for call in calls:
                name = literals.dotted(call.func).rpartition(".")[2]
                if call.args and name[:1].isupper():  # few others are of a class
                    cls = self._classes.of(call.func)
                    if cls is not None and cls.made_as in RETRY_CONTROL:
                        yield Construction(call, cls.made_as)
