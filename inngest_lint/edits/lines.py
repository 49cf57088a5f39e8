"""Breaking lines that a fix makes too long, as formatters do."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import libcst as cst

from inngest_lint.edits.arguments import brackets_of
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.items import Extent


def fit(draft: Draft, node: cst.CSTNode, longer: int) -> None:
    """Breaks the line of a node that has become longer by so many characters, if need be.

    What stands in the outermost brackets around the node goes to a line of its own, and each item
    to one if that is still too long.
    """
    text, sheet = draft.text, draft.sheet
    around = _around(draft, node) if is_too_long(draft, node, longer) else []
    if not around:
        return
    (opening, closing), extents = around[0]
    indent = sheet.indentation(opening)
    deeper = f"{indent}{draft.style.indent}"
    draft.replace(opening, opening + 1, f"{text[opening]}\n{deeper}")
    inside = len(deeper.expandtabs(4)) + closing - opening - 2 + longer
    if inside > draft.style.width and len(extents) > 1:
        for (_, end), (after, _) in pairwise(extents):
            draft.replace(text.index(",", end), after, f",\n{deeper}")
        draft.insert(extents[-1][1], ",")
    draft.replace(closing - 1, closing, f"\n{indent}{text[closing - 1]}")


def is_too_long(draft: Draft, node: cst.CSTNode, longer: int) -> bool:
    """Whether the line where a node begins is, with so many characters more."""
    return draft.sheet.column(_code_end(draft, node)) + longer > draft.style.width


def _code_end(draft: Draft, node: cst.CSTNode) -> int:
    """Where the first line of a node ends, without the comment behind it."""
    start = draft.offsets[node][0]
    end = draft.sheet.line_end(start)
    tree = draft.code.tree
    written = (*tree.all(cst.SimpleString), *tree.all(cst.FormattedString))
    strings = [draft.offsets[each] for each in written]
    for at in range(start, end):
        if draft.text[at] == "#" and not any(first < at < last for first, last in strings):
            end = at
            break
    return start + len(draft.text[start:end].rstrip())


def _around(draft: Draft, node: cst.CSTNode) -> list[tuple[Extent, list[Extent]]]:
    """The brackets around a node that open and close on its line, outermost first.

    With what stands in them, as far as it can be told apart.
    """
    found: list[tuple[Extent, list[Extent]]] = []
    start = draft.offsets[node][0]
    line = draft.sheet.line_start(start)
    for above in draft.code.tree.ancestors(node):
        if isinstance(above, (cst.BaseSuite, cst.BaseSmallStatement)):
            break
        brackets = _brackets(draft, above)
        if brackets is not None and brackets[0][0] < start < brackets[0][1]:
            if line == draft.sheet.line_start(brackets[0][0]):
                if line == draft.sheet.line_start(brackets[0][1] - 1):
                    found.append(brackets)
    return found[::-1]


def _brackets(draft: Draft, node: cst.CSTNode) -> tuple[Extent, list[Extent]] | None:
    """The brackets that a node has, and the extents of the items in them."""
    parts: Sequence[cst.CSTNode] = ()
    if isinstance(node, cst.Call) and node.args:
        parts, extent = node.args, brackets_of(draft, node)
    elif isinstance(node, (cst.List, cst.Set, cst.Dict)):
        parts, extent = node.elements, draft.offsets.bare(node)
    elif isinstance(node, cst.Tuple) and node.lpar:
        parts, extent = node.elements, draft.offsets[node]
    elif isinstance(node, (cst.ListComp, cst.SetComp, cst.DictComp)):
        extent = draft.offsets.bare(node)
    else:
        return None
    return extent, [draft.offsets[each] for each in parts]
