"""What `super()` stands for."""

from __future__ import annotations

import ast

from inngest_lint.project.code.things import Place

SUPER = "builtins.super"


def base_behind(call: Place) -> Place | None:
    """The only base of the class around a `super()`; None where there are more, or none.

    With several, it depends on the class of the object which of them is next.
    """
    at, module = call.scope, call.module
    while not isinstance(at, (ast.ClassDef, ast.Module)):
        at = module.tree.outer(at)
    if isinstance(at, ast.Module) or len(at.bases) != 1:
        return None
    return Place(module, at.bases[0], module.tree.outer(at))
