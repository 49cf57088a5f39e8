"""What a call gives to what it calls."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from inngest_lint.project.code.things import Place

_NONE: Mapping[str, Place] = MappingProxyType({})


class Given(NamedTuple):
    """Arguments by position and by keyword; not `complete` where `*` or `**` hides others."""

    positional: tuple[Place, ...] = ()
    keywords: Mapping[str, Place] = _NONE
    complete: bool = True

    def then(self, later: Given) -> Given:
        """What a `functools.partial` holds, followed by what it is called with."""
        return Given(
            self.positional + (later.positional if self.complete else ()),
            {**self.keywords, **later.keywords},
            self.complete and later.complete,
        )


NOTHING = Given()
