"""Making a step id of what stands in its place."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.names.value import Local
from inngest_lint.syntax import literals

_TOLD_BY_STR = frozenset({"a number", "a UUID", "a path", "a date", "a datetime"})


def make_text(draft: Draft, argument: cst.Arg, shape: str) -> None:
    """Makes a string of a step id that is something else, and tells one."""
    value = argument.value
    number = literals.integer(value)
    if number is not None or isinstance(value, cst.Float):
        written = str(number) if number is not None else draft.source(value).strip("()")
        _want_unused(draft, argument, written)
        draft.put(value, draft.style.string(written))
    elif shape == "bytes" and isinstance(value, cst.SimpleString) and value.prefix in ("b", "B"):
        start = draft.offsets.bare(value)[0]
        draft.delete(start, start + 1)
    elif shape == "an enum member" and _is_of_texts(draft, value):
        draft.behind(value, ".value")
    elif shape in _TOLD_BY_STR:
        draft.before(value, f"{draft.reach('builtins.str', value)}(")
        draft.behind(value, ")")
    else:
        raise UnfixableError("it tells no id")
    fit(draft, value)


def _want_unused(draft: Draft, argument: cst.Arg, id_: str) -> None:
    """Raises UnfixableError where another step of the function has the id, or its number."""
    code = draft.code
    for call in code.tree.all(cst.Call):
        other = code.step_ids.id_argument(call)
        if other is None or other is argument:
            continue
        text, number = code.texts.fold(other.value), literals.integer(other.value)
        is_same = text is not None and text.constant == id_
        if (is_same or (number is not None and str(number) == id_)) and (
            code.scopes.function_of(other) is code.scopes.function_of(argument)
        ):
            raise UnfixableError("another step has this id")


def _is_of_texts(draft: Draft, member: cst.BaseExpression) -> bool:
    """Whether the enum of a member, or of each in a loop, has strings for its values."""
    code = draft.code
    if isinstance(member, cst.Attribute):
        enum: cst.BaseExpression = member.value
    else:
        bindings = code.bindings.of(member) if isinstance(member, cst.Name) else []
        loop = bindings[0].node if len(bindings) == 1 else None
        if not isinstance(loop, (cst.For, cst.CompFor)):
            return False
        enum = loop.iter
    cls = code.values.of(enum)
    if not isinstance(cls, Local) or not isinstance(cls.node, cst.ClassDef):
        return False
    given = [
        part.value
        for statement in cls.node.body.body
        if isinstance(statement, cst.SimpleStatementLine)
        for part in statement.body
        if isinstance(part, cst.Assign)
    ]
    return bool(given) and all(code.shapes.of(each) == "a string" for each in given)
