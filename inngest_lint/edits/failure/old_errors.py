"""Importing the errors of the SDK from where they are."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.sdk.names import EXPORTED
from inngest_lint.syntax import literals

_OLD = "inngest.errors"


def import_from_inngest(statement: cst.Import | cst.ImportFrom, draft: Draft) -> None:
    """Takes from `inngest` what a statement takes from `inngest.errors`."""
    if isinstance(statement, cst.ImportFrom):
        _from(statement, draft)
    elif len(statement.names) > 1:
        raise UnfixableError("it imports other modules as well")
    elif statement.names[0].evaluated_alias is not None:
        _as_alias(statement.names[0], draft)
    else:
        _as_it_is(statement, draft)


def _from(statement: cst.ImportFrom, draft: Draft) -> None:
    names = statement.names
    if isinstance(names, cst.ImportStar) or statement.module is None:
        raise UnfixableError("what it imports is not known")
    _want_exported({alias.evaluated_name for alias in names})
    draft.put(statement.module, "inngest")


def _as_alias(alias: cst.ImportAlias, draft: Draft) -> None:
    """Makes `import inngest as errors` of the statement: its uses stay as they are."""
    name = alias.evaluated_alias or ""
    code = draft.code
    used = code.scopes.uses(name, code.scopes.scope_of(alias))
    attributes = [code.tree.parent(each) for each in used]
    if not all(isinstance(each, cst.Attribute) for each in attributes):
        raise UnfixableError("the module is used as a value")
    _want_exported({each.attr.value for each in attributes if isinstance(each, cst.Attribute)})
    draft.put(alias.name, "inngest")


def _as_it_is(statement: cst.Import, draft: Draft) -> None:
    """Imports `inngest` itself, once, and leaves `errors` away wherever it is used."""
    tree = draft.code.tree
    named: list[cst.Attribute] = []
    for node in tree.all(cst.Attribute):
        above = tree.parent(node)
        if literals.dotted(node) == _OLD and not isinstance(
            above, (cst.ImportFrom, cst.ImportAlias)
        ):
            if not isinstance(above, cst.Attribute):
                raise UnfixableError("the module is used as a value")
            draft.put(node, "inngest")
            named.append(above)
    _want_exported({each.attr.value for each in named})
    line = tree.parent(statement)
    start, end = draft.offsets[statement]
    text = draft.text[draft.sheet.line_start(start) : draft.sheet.line_end(end)]
    if _is_imported_beside(line, draft) and text.strip() == f"import {_OLD}":
        behind = draft.sheet.line_end(end) + len(draft.style.newline)
        draft.delete(draft.sheet.line_start(start), behind)
    else:
        draft.put(statement.names[0].name, "inngest")


def _is_imported_beside(line: cst.CSTNode | None, draft: Draft) -> bool:
    """Whether the block of a statement has `import inngest` as well."""
    block = draft.code.tree.parent(line) if line is not None else None
    if not isinstance(block, (cst.Module, cst.IndentedBlock)):
        return False
    return any(
        alias.evaluated_name == "inngest" and alias.asname is None
        for each in block.body
        if isinstance(each, cst.SimpleStatementLine)
        for part in each.body
        if isinstance(part, cst.Import)
        for alias in part.names
    )


def _want_exported(names: set[str]) -> None:
    if not names <= EXPORTED:
        raise UnfixableError("not all of the names are those of inngest")
