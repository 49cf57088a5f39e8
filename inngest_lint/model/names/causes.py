"""The places in helpers that make a fault of a call of them: one that is ignored there is none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import libcst as cst

from inngest_lint.project.code.things import Place

Cause: TypeAlias = cst.CSTNode | Place
Causes: TypeAlias = tuple[Cause, ...]

_MOST = 20  # where two helpers call two each, they double each time


def joined(known: Iterable[Cause], more: Iterable[Cause]) -> Causes:
    """Both, each place once."""
    return tuple(dict.fromkeys((*known, *more)))[:_MOST]
