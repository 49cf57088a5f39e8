"""Reason chains: how a call leads to what is said of it, through which functions."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple, TypeAlias

from inngest_lint.project.code.things import Place


class Link(NamedTuple):
    """A function, or the call that ends a chain, by the name it has there."""

    name: str
    place: Place


Chain: TypeAlias = tuple[Link, ...]


def ended_by(chain: Chain) -> tuple[Place, ...]:
    """Where what a chain leads to stands: a fault that it tells of is ignored there as well."""
    return tuple(link.place for link in chain[-1:])


def written(chain: Chain, root: Path) -> str:
    """A chain as a message has it: `refresh -> load_rates -> requests.get at rates.py:12`."""
    if not chain:
        return ""
    last = chain[-1].place
    path = last.module.path
    inside = path.relative_to(root) if path.is_relative_to(root) else Path(path.name)
    names = " -> ".join(link.name for link in chain)
    return f"{names} at {inside.as_posix()}:{last.row}"
