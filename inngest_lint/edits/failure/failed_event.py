"""Reading the event of a failed run as it is made."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.syntax import literals

# What may be meant of the error, of the run or of the event as a whole, rather than of its data.
_OF_OTHERS = frozenset(
    (
        "attempt attempts cause code error_message error_name event_name failed_at fn_id "
        "function function_name functionId id message msg name reason run runId stack "
        "stacktrace status trace traceback ts"
    ).split()
)


def read_first_event(draft: Draft, node: cst.CSTNode, key: str) -> None:
    """Takes a key from the data of the event that started the failed run."""
    if isinstance(node, cst.Subscript) and isinstance(node.slice[0].slice, cst.Index):
        held, asked = node.value, node.slice[0].slice.value
    elif isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute):
        held, asked = node.func.value, node.args[0].value
    else:
        raise UnfixableError("what is read is not known")
    text = draft.code.texts.fold(asked)
    if text is None or text.constant != key:
        raise UnfixableError("the key is told elsewhere")
    if key in _OF_OTHERS:
        raise UnfixableError("it may be meant of the error or of the run")
    names = ["event"] if key == "data" else ["event", "data"]
    quote = _quote(draft, node, asked)
    end = draft.offsets[held][1]
    draft.insert(end, "".join(f"[{quote}{name}{quote}]" for name in names))
    if isinstance(node, (cst.Subscript, cst.Call)):
        fit(draft, node)


def _quote(draft: Draft, node: cst.CSTNode, key: cst.BaseExpression) -> str:
    """The quote of the key; in an f-string, another could end that."""
    if isinstance(key, cst.SimpleString) and len(key.quote) == 1:
        return key.quote
    if any(isinstance(above, cst.FormattedString) for above in draft.code.tree.ancestors(node)):
        raise UnfixableError("it stands in an f-string")
    return draft.style.quote


def name_in_full(node: cst.CSTNode, draft: Draft) -> None:
    """Puts the id of the app before the ids of functions."""
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        written = [each.value for each in node.elements]
    else:
        written = [node] if isinstance(node, cst.BaseExpression) else []
    for each in written:
        id_ = literals.string(each)
        if id_ is None or not isinstance(each, cst.SimpleString):
            raise UnfixableError("the id is written elsewhere")
        if id_ not in draft.code.elsewhere.function_ids():
            continue  # it may be whole
        app = draft.code.elsewhere.app_of(id_)
        if app is None:
            raise UnfixableError("the id of its app is not known")
        draft.insert(draft.offsets.bare(each)[0] + len(each.prefix + each.quote), f"{app}-")
    if isinstance(node, cst.BaseExpression):
        fit(draft, node)
