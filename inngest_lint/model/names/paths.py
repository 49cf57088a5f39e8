"""The names that lead to a definition of a file, by which the project knows it."""

from __future__ import annotations

import libcst as cst

from inngest_lint.model.names.values import Values
from inngest_lint.sdk.retrying import RETRYING
from inngest_lint.syntax.tree import Tree

_AROUND = frozenset({cst.IndentedBlock, cst.ClassDef, cst.Module, cst.If, cst.Else, cst.Try})


def path_to(tree: Tree, values: Values, definition: cst.CSTNode) -> list[str]:
    """Those of the classes around it, and its own; empty if it is decorated, or in a function.

    A decorator that only runs it again does not count.
    """
    if not isinstance(definition, (cst.FunctionDef, cst.ClassDef)):
        return []
    if isinstance(definition, cst.FunctionDef):
        decorators = (each.decorator for each in definition.decorators)
        if any(values.symbol(each) not in RETRYING for each in decorators):
            return []
    path = [definition.name.value]
    for above in tree.ancestors(definition):
        if type(above) is cst.ClassDef:
            path.insert(0, above.name.value)
        elif type(above) not in _AROUND:
            return []
    return path
