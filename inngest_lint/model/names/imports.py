"""The imports of a file that must succeed for its code to run."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.names.names import Names
from inngest_lint.syntax import literals


def imports_of(names: Names, module: str) -> Iterator[cst.Import | cst.ImportFrom]:
    """The statements that import a module, or from it, where nothing stands ready if it fails.

    What only a type checker reads is left out.
    """
    for statement in names.tree.all(cst.ImportFrom):
        named = literals.dotted(statement.module)
        if not statement.relative and named == module and _must_succeed(statement, names):
            yield statement
    for plain in names.tree.all(cst.Import):
        if any(alias.evaluated_name == module for alias in plain.names):
            if _must_succeed(plain, names):
                yield plain


def _must_succeed(statement: cst.CSTNode, names: Names) -> bool:
    return not any(
        isinstance(above, cst.Try)
        or (isinstance(above, cst.If) and names.values.symbol(above.test) == "typing.TYPE_CHECKING")
        for above in names.tree.ancestors(statement)
    )
