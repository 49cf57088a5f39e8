"""Putting a function into a list that is served."""

from __future__ import annotations

import ast

from inngest_lint.edits import items
from inngest_lint.edits.own_names import reach
from inngest_lint.edits.project_draft import ProjectDraft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.project.code.functions import InngestFunction
from inngest_lint.project.code.things import Place


def register(function: InngestFunction, served: Place, draft: ProjectDraft) -> None:
    """Adds a function of a module to a list that is written out, and its import where that is."""
    written = served.node
    if not isinstance(written, (ast.List, ast.Tuple)):
        raise UnfixableError("the list is not written out")
    name, made = function.name, function.site
    module = made.module
    bound = module.tree.top.get(name, ())
    if not made.is_in(module.tree.root) or len(bound) != 1:
        raise UnfixableError("the function is no name of its module")
    is_later = made.row > served.row and served.is_in(module.tree.root)
    if served.module is module and is_later:
        raise UnfixableError("the function is made after the list")
    file = draft.file(served.module)
    brackets = file.sheet.extent(written)
    if file.text[brackets[0]] not in "[(":
        raise UnfixableError("the list has no brackets")
    expression = reach(draft, module, name, served)
    items.add(file, brackets, [file.sheet.extent(each) for each in written.elts], expression)
