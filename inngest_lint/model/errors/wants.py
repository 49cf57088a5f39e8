"""An error that is looked for, and what kinds of code may raise it."""

from __future__ import annotations

from typing import NamedTuple

from inngest_lint.project.code.lineage import Lineage
from inngest_lint.sdk.errors import (
    RETRY_CONTROL,
    STEP_ERROR,
    ancestors,
    is_of_service,
    may_be_plain,
)
from inngest_lint.sdk.python import is_standard


class Want(NamedTuple):
    """An error by its keys; `None` stands for whatever is no `StepError`.

    `plain` tells that an operator or a look-up may raise it, `library` that a call of a library
    may, and `live` that it may come out of a step handler as it is.
    """

    keys: frozenset[str] | None
    plain: bool
    library: bool
    live: bool

    def fits(self, raised: Lineage) -> bool:
        """Whether an error that is raised may be the one."""
        if self.keys is None or raised.is_a(self.keys):
            return True
        return not raised.is_known and not is_of_service(raised.key)


# What may come out of a step beside a `StepError`, and what may come of a `try` beside that.
LIVE = Want(RETRY_CONTROL, plain=False, library=False, live=True)
ANYTHING = Want(None, plain=False, library=True, live=True)


def want(error: Lineage) -> Want | None:
    """What an `except` of a class looks for; None where it may get a `StepError`, or anything."""
    of_library = is_of_service(error.key) or is_standard(error.key) or _is_builtin(error.key)
    if not error.is_known and not of_library:
        return None
    if STEP_ERROR in error.keys or error.key in (ancestors(STEP_ERROR) or ()):
        return None
    if "builtins.Exception" not in error.keys:
        return None  # the interpreter or the server may raise it at any time
    is_outside = of_library or error.is_a(RETRY_CONTROL)
    plain = is_outside and may_be_plain(error.key)
    return Want(frozenset({error.key}), plain, of_library, error.is_a(RETRY_CONTROL))


def _is_builtin(symbol: str) -> bool:
    return symbol.startswith("builtins.")
