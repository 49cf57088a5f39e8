"""Which modules of a project have their trees at hand: a tree takes fifty times its text."""

from __future__ import annotations

from typing import Protocol

# So many nodes take three megabytes, with what is found out about them.
_MOST = 8_000


class Holder(Protocol):
    """What holds a tree, and can make it again."""

    def let_go(self) -> None:
        """Forgets it."""


class Trees:
    """The trees that were read last; those that were read before are let go."""

    def __init__(self) -> None:
        self._sizes: dict[Holder, int] = {}  # the oldest first
        self._size = 0

    def keep(self, holder: Holder, nodes: int) -> None:
        """Takes in the tree that somebody has read; what is made of it may be as large again."""
        self._sizes[holder] = nodes
        self._size += nodes
        while self._size > _MOST and len(self._sizes) > 1:
            oldest = next(iter(self._sizes))
            self._size -= self._sizes.pop(oldest)
            oldest.let_go()
