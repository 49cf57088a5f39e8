"""Raising a final error in the place of a retriable one."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.handlers import Handler
from inngest_lint.project.code.lineage import Lineage, outside
from inngest_lint.sdk.errors import NON_RETRIABLE


def raise_final_error(handler: Handler, node: cst.Raise, error: Lineage, draft: Draft) -> None:
    """Makes a `NonRetriableError` with the same message of what a `raise` makes.

    Raises UnfixableError where something looks for the error that it is now, and where another one
    comes to the `except` that the next attempt may not have.
    """
    made = node.exc
    call = made if isinstance(made, cst.Call) else None
    cls = call.func if call is not None else made
    if cls is None or draft.code.error_classes.of(cls) is None:
        raise UnfixableError("the error is made elsewhere")
    arguments = call.args if call is not None else ()
    if len(arguments) > 1 or not all(_is_message(arg, draft) for arg in arguments):
        raise UnfixableError("it takes more than a message")
    if any(True for _ in draft.code.passing_errors.of(handler)):
        raise UnfixableError("the next attempt may not have the error")
    if any(_looks_for(clause, error, draft) for clause in _clauses_around(node, draft)):
        raise UnfixableError("an `except` looks for the error")
    draft.put(cls, draft.reach(NON_RETRIABLE, node))


def _is_message(arg: cst.Arg, draft: Draft) -> bool:
    """Whether an argument is a string for sure."""
    value = arg.value
    if arg.star or arg.keyword is not None:
        return False
    is_of_error = isinstance(value, cst.Attribute) and value.attr.value == "message"
    return is_of_error or draft.code.shapes.of(value) == "a string"


def _clauses_around(node: cst.CSTNode, draft: Draft) -> Iterator[cst.CSTNode]:
    """The `except` clauses that get what a node raises, those of callers in the file included."""
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        for above in draft.code.tree.ancestors(node):
            if isinstance(above, (cst.Try, cst.TryStar)):
                if draft.code.tree.contains(above.body, node):
                    yield from above.handlers
            elif isinstance(above, cst.FunctionDef):
                if id(above) not in seen:
                    seen.add(id(above))
                    waiting += draft.code.placement.callers_of(above)
                break


def _looks_for(clause: cst.CSTNode, error: Lineage, draft: Draft) -> bool:
    """Whether a clause catches an error of this class, and not a final one."""
    assert isinstance(clause, (cst.ExceptHandler, cst.ExceptStarHandler))
    catches = draft.code.error_classes.catches
    return catches(clause, error) and not catches(clause, outside(NON_RETRIABLE))
