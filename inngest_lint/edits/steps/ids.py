"""Step ids for what fixes add."""

from __future__ import annotations

from inngest_lint.model.function import Function

FAILURE = "send-failure-event"


def taken_ids(function: Function) -> set[str | None]:
    """The ids that a function has already, as far as they are constant."""
    ids = (each for found in function.step_ids for each in found if each.text is not None)
    return {each.text.constant for each in ids if each.text is not None}


def free_id(base: str, taken: set[str | None]) -> str:
    """An id that is not taken: this one, or with a number; it is taken from then on."""
    number, step_id = 1, base
    while step_id in taken:
        number += 1
        step_id = f"{base}-{number}"
    taken.add(step_id)
    return step_id
