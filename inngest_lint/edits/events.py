"""Making an event of a dictionary that is sent as if it were one."""

from __future__ import annotations

from collections.abc import Sequence

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.sdk.names import EVENT, EVENT_FIELDS
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import Kind

_DUMPS = frozenset({"dict", "model_dump", "to_dict"})


def make_event(draft: Draft, sent: cst.BaseExpression) -> None:
    """Makes an event of what is sent, where it is written and nothing else uses it."""
    dumped = _event_of_dump(draft, sent)
    if dumped is not None:
        draft.delete(draft.offsets[dumped][1], draft.offsets.bare(sent)[1])
        return
    if isinstance(sent, cst.Name):
        sent = _only_value(draft, sent)
    made = [sent.body, sent.orelse] if isinstance(sent, cst.IfExp) else [sent]
    event = draft.reach("inngest.Event", sent)
    for each in made:
        if isinstance(each, cst.Dict):
            _of_literal(draft, each, event)
        elif isinstance(each, cst.Call) and draft.code.values.symbol(each.func) == "builtins.dict":
            _fields([arg.keyword.value if arg.keyword is not None else None for arg in each.args])
            draft.put(each.func, event)
        else:
            raise UnfixableError("it is made elsewhere")
    fit(draft, sent)


def _event_of_dump(draft: Draft, sent: cst.BaseExpression) -> cst.BaseExpression | None:
    """The event of which a method makes a dictionary, the whole of it."""
    if isinstance(sent, cst.Call) and isinstance(sent.func, cst.Attribute) and not sent.args:
        event = sent.func.value
        if sent.func.attr.value in _DUMPS and draft.code.values.symbol(event) == EVENT:
            return event
    return None


def _only_value(draft: Draft, name: cst.Name) -> cst.BaseExpression:
    """What a name stands for that is used in one place."""
    scopes = draft.code.scopes
    bindings = scopes.of_name(name)
    if len(bindings) != 1 or len(scopes.uses(name.value, scopes.scope_of(name))) != 1:
        raise UnfixableError("other code may use it as a dictionary")
    (binding,) = bindings
    if binding.kind is not Kind.VALUE or binding.value is None:
        raise UnfixableError("it is made elsewhere")
    if not isinstance(binding.node, cst.Assign) or len(binding.node.targets) != 1:
        raise UnfixableError("other code may use it as a dictionary")
    return binding.value


def _of_literal(draft: Draft, node: cst.Dict, event: str) -> None:
    elements = [each for each in node.elements if isinstance(each, cst.DictElement)]
    if len(elements) < len(node.elements):
        raise UnfixableError("nobody knows what it holds")
    fields = _fields([literals.string(each.key) for each in elements])
    start, end = draft.offsets.bare(node)
    draft.replace(start, start + 1, f"{event}(")
    for field, element in zip(fields, elements, strict=True):
        value = draft.offsets[element.value][0]
        if "#" in draft.text[draft.offsets[element.key][1] : value]:
            raise UnfixableError("a comment stands behind a key")
        draft.replace(draft.offsets[element.key][0], value, f"{field}=")
    draft.replace(end - 1, end, ")")


def _fields(keys: Sequence[str | None]) -> list[str]:
    """The keys, if each is once a field of an event and the name is one of them."""
    fields = [key for key in keys if key in EVENT_FIELDS]
    if len(fields) != len(keys) or len(set(fields)) != len(keys) or "name" not in fields:
        raise UnfixableError("an event has other fields")
    return fields
