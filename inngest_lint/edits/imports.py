"""Adding an import to a file: where it belongs, and once."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from inngest_lint.edits import items
from inngest_lint.edits.sheet import Sheet
from inngest_lint.edits.text_draft import TextDraft
from inngest_lint.sdk.python import is_standard

_Import: TypeAlias = ast.Import | ast.ImportFrom
# sections in the order in which they stand
_FUTURE, _STANDARD, _PACKAGES, _OWN = range(4)


class _Key(NamedTuple):
    """By what imports are sorted: as ruff and isort do."""

    section: int
    is_from: bool
    module: str


def add(draft: TextDraft, module: str, name: str = "") -> None:
    """Adds `import module`, or `from module import name`; dots before a module are relative.

    An import from the same module gets the name as well.
    """
    imports = _at_the_top(draft.sheet.facts.tree.root)
    for statement in imports:
        if name and isinstance(statement, ast.ImportFrom) and _source(statement) == module:
            _extend(draft, statement, name)
            return
    line = f"from {module} import {name}" if name else f"import {module}"
    _insert(draft, imports, line, _Key(_section(module, draft.sheet), bool(name), module))


def _at_the_top(tree: ast.Module) -> list[_Import]:
    """The imports of a module before its other code, without those in blocks."""
    found: list[_Import] = []
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            found.append(statement)
        elif found and not isinstance(statement, (ast.If, ast.Try)):
            break
    return found


def _source(statement: ast.ImportFrom) -> str:
    return "." * statement.level + (statement.module or "")


def _section(module: str, sheet: Sheet) -> int:
    if module == "__future__":
        return _FUTURE
    if is_standard(module):
        return _STANDARD
    return _OWN if module.startswith(".") or sheet.is_own(module) else _PACKAGES


def _key(statement: _Import, sheet: Sheet) -> _Key:
    if isinstance(statement, ast.ImportFrom):
        module = _source(statement)
        return _Key(_section(module, sheet), True, module)
    module = statement.names[0].name
    return _Key(_section(module, sheet), False, module)


def _insert(draft: TextDraft, imports: Sequence[_Import], line: str, key: _Key) -> None:
    """Adds a line behind the last import that belongs before it, with a blank line if need be."""
    sheet = draft.sheet
    keys = [_key(each, sheet) for each in imports]
    before = [place for place, each in enumerate(keys) if each < key]
    if not imports:
        _begin(draft, line)
    elif before:
        gap = "\n" if keys[before[-1]].section != key.section else ""
        draft.insert(sheet.line_end(sheet.extent(imports[before[-1]])[1]), f"\n{gap}{line}")
    else:
        gap = "\n" if keys[0].section != key.section else ""
        draft.insert(sheet.line_start(sheet.extent(imports[0])[0]), f"{line}\n{gap}")


def _begin(draft: TextDraft, line: str) -> None:
    """Adds the first import: behind the docstring, else before the first statement."""
    sheet, body = draft.sheet, draft.sheet.facts.tree.root.body
    if ast.get_docstring(sheet.facts.tree.root, clean=False) is not None:
        draft.insert(sheet.line_end(sheet.extent(body[0])[1]), f"\n\n{line}")
        return
    rows = [each.lineno for each in (body[0], *getattr(body[0], "decorator_list", ()))]
    draft.insert(sheet.row_start(min(rows)), f"{line}\n\n")


def _extend(draft: TextDraft, statement: ast.ImportFrom, name: str) -> None:
    """Adds a name to `from … import …`: in order, if the names are."""
    sheet = draft.sheet
    start, end = sheet.extent(statement)
    extents = [sheet.extent(alias) for alias in statement.names]
    opening = sheet.text.find("(", start, extents[0][0])
    place = items.place_in_order([alias.name for alias in statement.names], name)
    if place < len(extents):
        items.insert_before(draft, extents[place], name)
    elif opening >= 0:
        items.append(draft, (opening, end), extents, name)
    else:
        draft.insert(extents[-1][1], f", {name}")
