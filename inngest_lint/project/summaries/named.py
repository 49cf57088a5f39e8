"""Functions of the project that the settings name."""

from __future__ import annotations

from collections.abc import Sequence

from inngest_lint.project.code.things import Place


def is_named(function: Place, names: Sequence[str]) -> bool:
    """Whether one of these dotted names means a function of the project."""
    return bool(name_among(function, names))


def name_among(function: Place, names: Sequence[str]) -> str:
    """The dotted name that means a function of the project; empty if none does."""
    path = [*function.module.path.with_suffix("").parts, getattr(function.node, "name", "")]
    if function.module.is_package:
        del path[-2]
    meant = (name for name in names if path[-len(name.split(".")) :] == name.split("."))
    return next(meant, "")
