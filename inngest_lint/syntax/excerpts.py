"""Where a few nodes stand, told by the statements around them.

To generate the code of a whole file costs a third of the parse, and most files have few findings.
So only the statements around the wanted nodes are generated, up to the last of these: code that
stands in the text just once can only stand where the statement does. Where it stands there more
often, the statement around the statement is tried.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import libcst as cst

from inngest_lint.syntax import spans
from inngest_lint.syntax.spans import Recorder, Span
from inngest_lint.syntax.tree import Tree

_BLOCKS = frozenset({cst.IndentedBlock, cst.Module})
_CLAUSES = frozenset({cst.ExceptHandler, cst.ExceptStarHandler})
_FEW = 20  # statements: to look for more in the text of a large file would cost more than it saves
_TRIES = 3


def locate(tree: Tree, text: str, nodes: Iterable[cst.CSTNode]) -> dict[cst.CSTNode, Span]:
    """The same as `spans.locate` for the nodes of a tree that has been parsed from `text`."""
    around: dict[int, tuple[cst.CSTNode, dict[int, cst.CSTNode]]] = {}
    for node in nodes:
        statement = _statement(tree, node)
        around.setdefault(id(statement), (statement, {}))[1][id(node)] = node
    found: dict[cst.CSTNode, Span] = {}
    missing: list[cst.CSTNode] = []
    text = text.removeprefix("\ufeff")
    for statement, wanted in around.values():
        known = len(around) <= _FEW and _told(tree, text, statement, wanted.values())
        if known:
            found.update(known)
        else:
            missing += wanted.values()
    return {**found, **spans.locate(tree.module, missing)}


def _statement(tree: Tree, node: cst.CSTNode) -> cst.CSTNode:
    """The innermost statement of a block, or `except`, that holds `node`; else the module."""
    above = tree.parent(node)
    while above is not None and above.__class__ not in _BLOCKS and node.__class__ not in _CLAUSES:
        node, above = above, tree.parent(above)
    return node


def _told(
    tree: Tree, text: str, statement: cst.CSTNode, wanted: Collection[cst.CSTNode]
) -> dict[cst.CSTNode, Span] | None:
    """The spans of nodes in a statement; None where neither it nor those around it tell them."""
    for _ in range(_TRIES):
        found = _excerpt(tree, text, statement, wanted)
        if found is not None:
            return found
        statement = _statement(tree, tree.parent(statement) or tree.module)
    return None


def _excerpt(
    tree: Tree, text: str, statement: cst.CSTNode, wanted: Collection[cst.CSTNode]
) -> dict[cst.CSTNode, Span] | None:
    """The spans of nodes in a statement; None where its code does not tell where it stands."""
    module = tree.module
    if statement is module or not module.has_trailing_newline:  # LibCST makes one, and drops it
        return None
    try:
        recorder = Recorder(module, wanted)
        for above in tree.ancestors(statement):
            if isinstance(above, cst.IndentedBlock):
                indent = module.default_indent if above.indent is None else above.indent
                recorder.indent_tokens.insert(0, indent)
        code = recorder.generate(statement)
        start = text.find(code)
        if start < 0 or text.find(code, start + 1) >= 0:
            return None
        return recorder.spans(text, start)
    except (AttributeError, TypeError, KeyError):  # another LibCST than the one we know
        return None
