"""Telling of the failure of a function: an `except` around its work that sends an event."""

from __future__ import annotations

from collections import Counter

import libcst as cst

from inngest_lint.edits.blocks import add_before, indented, start_of
from inngest_lint.edits.context import context_at
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.failure.failure_names import failure_event_of
from inngest_lint.edits.steps.first_step import refuse_work_outside
from inngest_lint.edits.steps.ids import FAILURE, free_id, taken_ids
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fitted
from inngest_lint.model.flow.paths import Exit
from inngest_lint.model.function import Function
from inngest_lint.model.handlers import Handler
from inngest_lint.sdk.errors import RETRY_CONTROL, STEP_ERROR


def tell_of_failure(function: Function, draft: Draft) -> None:
    """Sends a failure event where the steps of a function fail, or its work if it has none.

    The `except` around them that raises again gets it; else one is put around the whole body.
    """
    definition = function.definition
    if not isinstance(definition, cst.FunctionDef):
        raise UnfixableError("its body does not show")
    if draft.code.own(definition, cst.Yield):
        raise UnfixableError("it is a generator")
    calls = draft.code.placement.callers_of(definition)  # those of decorators included
    if any(draft.code.values.definition(call.func) is definition for call in calls):
        raise UnfixableError("other code of the file calls it as well")
    if draft.code.step_handlers.is_one(definition):
        raise UnfixableError("it is the handler of a step as well")
    joined = _joinable(function, definition, draft)
    if joined is not None:
        _join(function, joined, draft)
    else:
        _wrap(function, definition, draft)


def _steps(function: Function, definition: cst.FunctionDef, draft: Draft) -> list[cst.Call]:
    """The calls of a function that make steps, without those where something has failed."""
    caught = [each.node for each in function.handlers]
    made = draft.code.reach.made_by(definition)
    return [call for call in made if not any(function.contains(node, call) for node in caught)]


def _joinable(function: Function, definition: cst.FunctionDef, draft: Draft) -> Handler | None:
    """The `except` around all steps of a function that ends with a `raise` of what it got."""
    code, steps = draft.code, _steps(function, definition, draft)
    for handler in function.handlers:
        if handler.function is definition and _can_join(handler, draft):
            body = handler.statement.body
            if steps and all(code.tree.contains(body, call) for call in steps):
                return handler
    return None


def _can_join(handler: Handler, draft: Draft) -> bool:
    """Whether an `except` gets the errors of steps, and raises whatever it gets at its end."""
    arrivals = handler.arrivals
    if not isinstance(handler.node, cst.ExceptHandler) or not handler.around_steps:
        return False
    if not handler.catches_all or handler.names_interrupts or handler.is_bare:
        return False
    if not arrivals.are_of_steps or handler.exits != {Exit.RERAISE} or not _last_raise(handler):
        return False
    if any(each.error.is_a(RETRY_CONTROL) for each in arrivals.known(in_step=True)):
        return False  # these pass as they come, and would not behind a step
    return not any(True for _ in draft.code.passing_errors.of(handler))


def _last_raise(handler: Handler) -> cst.SimpleStatementLine | None:
    last = handler.node.body.body[-1]
    if isinstance(last, cst.SimpleStatementLine) and len(last.body) == 1:
        [statement] = last.body
        if isinstance(statement, cst.Raise) and statement.exc is None:
            return last
    return None


def _join(function: Function, handler: Handler, draft: Draft) -> None:
    last, name = _last_raise(handler), handler.name
    assert last is not None
    assert handler.node.type is not None
    if name is None:
        name = _error_name(handler.function, draft)
        draft.behind(handler.node.type, f" as {name}")
    only_steps = handler.arrivals.are_only_of_steps
    indent = draft.sheet.indentation(draft.offsets[last][0])
    send = _send(function, last, name if only_steps else "", name, indent, draft)
    add_before(draft, last, send)


def _wrap(function: Function, definition: cst.FunctionDef, draft: Draft) -> None:
    """Puts the body of a function, without its docstring, into a `try`."""
    sheet, unit = draft.sheet, draft.style.indent
    statements = _work(definition)
    has_steps = bool(_steps(function, definition, draft))
    if not has_steps:
        refuse_work_outside(draft, definition)
    sends = any(send.is_failure for handler in function.handlers for send in handler.sends)
    if sends and (not has_steps or len(statements) == 1):
        raise UnfixableError("it sends such an event already where something fails")
    start, end = _lines_of(statements, draft)
    indent = sheet.indentation(start_of(draft, statements[0]))
    name = _error_name(definition, draft)
    caught = draft.reach(STEP_ERROR if has_steps else "builtins.Exception", statements[0])
    send = _send(function, statements[0], name if has_steps else "", name, indent + unit, draft)
    gap = "\n" if isinstance(statements[0], (cst.FunctionDef, cst.ClassDef)) else ""
    draft.insert(start, f"{indent}try:\n{gap}")
    indented(draft, start, end, alone=True)
    lines = [f"except {caught} as {name}:", *(unit + each for each in (*send.split("\n"), "raise"))]
    draft.insert(end, "".join(f"\n{indent}{line}" for line in lines))


def _work(definition: cst.FunctionDef) -> list[cst.BaseStatement]:
    """The statements of a function behind its docstring."""
    if not isinstance(definition.body, cst.IndentedBlock):
        raise UnfixableError("the body stands on one line")
    statements = list(definition.body.body)
    if definition.get_docstring(clean=False) is not None:
        statements = statements[1:]
    if not statements:
        raise UnfixableError("it does nothing")
    return statements


def _lines_of(statements: list[cst.BaseStatement], draft: Draft) -> tuple[int, int]:
    """From the first line of statements to the end of the last, with the comments around them."""
    text, sheet = draft.text, draft.sheet
    first, last = start_of(draft, statements[0]), draft.offsets[statements[-1]][1]
    indent = sheet.indentation(first)
    start, end = sheet.line_start(first), sheet.line_end(last)
    if text[start:first].strip():
        raise UnfixableError("the body does not begin its line")
    while (above := _comment_line(sheet.line_start(max(start - 1, 0)), indent, draft)) is not None:
        start = above
    while end < len(text):
        below = _comment_line(end + len(draft.style.newline), indent, draft)
        if below is None:
            break
        end = sheet.line_end(below)
    return start, end


def _comment_line(start: int, indent: str, draft: Draft) -> int | None:
    """Where a line begins, if it is a comment that belongs to a block with this indentation."""
    line = draft.text[start : draft.sheet.line_end(start)]
    return start if line.startswith(indent) and line.lstrip(" \t").startswith("#") else None


def _error_name(definition: cst.CSTNode, draft: Draft) -> str:
    """What errors are called in the file, or `err`; nothing else has the name in the function."""
    code = draft.code
    names = (each.name.name for each in code.tree.all(cst.ExceptHandler) if each.name is not None)
    used = Counter(name.value for name in names if isinstance(name, cst.Name))
    for name in (*(each for each, _ in used.most_common(1)), "err", "error", "exc"):
        known = code.scopes.lookup(name, code.scopes.scope_of(_body_of(definition)))
        inside = (each.node for each in known)
        if all(isinstance(each, cst.ExceptHandler) for each in inside) and not any(
            each.value == name and not code.scopes.of_name(each)
            for each in code.tree.within(definition, cst.Name)
        ):
            return name
    raise UnfixableError("the error would have the name of something else")


def _body_of(definition: cst.CSTNode) -> cst.CSTNode:
    return definition.body if isinstance(definition, cst.FunctionDef) else definition


def _send(
    function: Function, at: cst.CSTNode, step_error: str, error: str, indent: str, draft: Draft
) -> str:
    """The statement that sends the event, to be put at this indentation.

    `step_error` names the error if it is of a step.
    """
    context = context_at(draft.code, at)
    definition = function.definition
    assert isinstance(definition, cst.FunctionDef)
    string = draft.style.string
    message = (
        f"{step_error}.message" if step_error else f"{draft.reach('builtins.str', at)}({error})"
    )
    values = {"error": message, "attempt": f"{context}.attempt", "run_id": f"{context}.run_id"}
    data = ", ".join(f"{string(key)}: {each}" for key, each in values.items())
    name = string(failure_event_of(function, draft.code))
    event = f"{draft.reach('inngest.Event', at)}(name={name}, data={{{data}}})"
    step_id = string(free_id(FAILURE, taken_ids(function)))
    awaiting = "await " if definition.asynchronous is not None else ""
    call = f"{awaiting}{context}.step.send_event({step_id}, {event})"
    return fitted(call, indent, draft.style).replace(f"\n{indent}", "\n")
