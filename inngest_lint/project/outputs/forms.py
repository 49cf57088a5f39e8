"""What is known of the form that a value has in JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Form:
    """A value: with `is_known` False, it may be anything besides.

    `shape` is what it is itself ("a tuple"), `refused` the first thing in it that JSON has no form
    for ("a datetime"), both empty if there is none. `has_number_keys` tells that it is a dictionary
    with numbers for keys, `not_finite` that a NaN or an infinity is in it.
    """

    shape: str = ""
    refused: str = ""
    has_number_keys: bool = False
    not_finite: bool = False
    is_known: bool = True

    def holding(self, parts: Iterable[Form]) -> Form:
        """The form of a container that holds these."""
        held = any_of(parts)
        return replace(
            self,
            refused=self.refused or held.refused,
            not_finite=self.not_finite or held.not_finite,
            is_known=self.is_known and held.is_known,
        )


UNKNOWN = Form(is_known=False)
NOTHING = Form(shape="None")  # decides nothing beside another way


def refused(what: str) -> Form:
    """The form of something that JSON has none for."""
    return Form(shape=what, refused=what)


def any_of(forms: Iterable[Form]) -> Form:
    """What a value has that is one of several: each is a way that it can come."""
    every = list(forms)
    if not every:
        return Form()
    return Form(
        shape=_shared(each.shape for each in every if each is not NOTHING),
        refused=next((each.refused for each in every if each.refused), ""),
        has_number_keys=any(each.has_number_keys for each in every),
        not_finite=any(each.not_finite for each in every),
        is_known=all(each.is_known for each in every),
    )


def all_of(forms: Iterable[Form]) -> Form:
    """What a name has that is bound to one after another: which is meant is not known."""
    every = list(forms)
    if not every:
        return UNKNOWN
    return Form(
        shape=_shared(each.shape for each in every),
        refused=every[0].refused if all(each.refused for each in every) else "",
        has_number_keys=all(each.has_number_keys for each in every),
        not_finite=all(each.not_finite for each in every),
        is_known=all(each.is_known for each in every),
    )


def _shared(shapes: Iterable[str]) -> str:
    found = set(shapes)
    return found.pop() if len(found) == 1 else ""
