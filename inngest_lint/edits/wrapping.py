"""Breaking a line that becomes too long, as formatters do."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.items import comma_behind


def make_room(draft: Draft, node: cst.CSTNode, more: int) -> None:
    """Breaks the line of a node, if it has no room for so many characters more.

    To be asked before what is added. The arguments of the outermost call come on a line of their
    own, or on one each; without a call, a choice is put in parentheses.
    """
    sheet, end = draft.sheet, draft.offsets[node][1]
    line_end = sheet.line_end(end)
    line = draft.text[sheet.line_start(end) : line_end]
    code = (line.rpartition("  #")[0] or line).expandtabs(4)
    if len(code) + more <= draft.style.width:
        return
    call = next(reversed(list(_calls_on_line(draft, node))), None)
    if call is not None:
        _break_call(draft, call, more)
    elif isinstance(node, cst.IfExp) and not node.lpar:
        _break_choice(draft, node)


def _break_choice(draft: Draft, node: cst.IfExp) -> None:
    start, end = draft.offsets[node]
    indent = draft.sheet.indentation(start)
    inner = f"\n{indent}{draft.style.indent}"
    draft.insert(start, f"({inner}")
    for before, word in ((node.body, "if"), (node.test, "else")):
        behind = draft.offsets[before][1]
        draft.replace(behind, draft.text.index(word, behind), inner)
    draft.insert(end, f"\n{indent})")


def _break_call(draft: Draft, call: cst.Call, more: int) -> None:
    sheet, style = draft.sheet, draft.style
    indent = sheet.indentation(draft.offsets[call][0])
    first, last = draft.offsets[call.args[0]][0], draft.offsets[call.args[-1]][1]
    comma = comma_behind(draft.text, last)
    draft.insert(first, f"\n{indent}{style.indent}")
    whole = len(f"{indent}{style.indent}".expandtabs(4)) + last - first + more
    if comma is not None or whole > style.width:
        for each, behind in zip(call.args, call.args[1:], strict=False):
            gap = draft.offsets[each][1], draft.offsets[behind][0]
            draft.replace(*gap, f",\n{indent}{style.indent}")
        if comma is None:
            draft.insert(last, ",")
    closing = draft.offsets.bare(call)[1] - 1
    draft.replace(last if comma is None else comma + 1, closing, f"\n{indent}")


def _calls_on_line(draft: Draft, node: cst.CSTNode) -> Iterator[cst.Call]:
    """The calls around a node, and itself, that have arguments and stand on its line alone."""
    for each in (node, *draft.code.tree.ancestors(node)):
        if isinstance(each, cst.BaseStatement):
            return
        if isinstance(each, cst.Call) and each.args and not each.lpar:
            if len(draft.source(each).splitlines()) == 1:
                yield each
