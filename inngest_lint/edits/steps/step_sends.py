"""Sending by a step what a client sends in the body of a function."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.arguments import prepend_arguments
from inngest_lint.edits.awaiting import add_await
from inngest_lint.edits.context import step_at
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.first_step import refuse_work_outside
from inngest_lint.edits.steps.ids import FAILURE, free_id, taken_ids
from inngest_lint.edits.steps.step_runs import refuse_helper
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.function import Function, Role
from inngest_lint.model.managers import managers_of
from inngest_lint.model.names.calls import Arguments
from inngest_lint.model.names.value import Definition
from inngest_lint.syntax import literals
from inngest_lint.syntax.scopes import COMPREHENSIONS

_WORD = re.compile(r"[A-Za-z0-9]+")
_LOOPS = (cst.For, cst.While, *COMPREHENSIONS)


def send_in_step(function: Function, call: cst.Call, draft: Draft) -> None:
    """Makes `step.send_event(id, …)` of a `client.send(…)` in a function.

    A helper that sends is run by a step. Raises UnfixableError where a step cannot stand, or the
    event would be another.
    """
    _refuse(function, call, draft)
    step_id = draft.style.string(_step_ids(function, draft)[id(call)])
    called = draft.source(call.func)
    if draft.code.sends.is_by_client(call):
        method, first = f"{step_at(draft.code, call)}.send_event", [step_id]
    else:
        method, first = f"{step_at(draft.code, call)}.run", [step_id, called]
    draft.replace(*draft.offsets[call.func], method)
    prepend_arguments(draft, call, first, len(method) - len(called))
    if _is_async(draft, call) and not _is_awaited(draft, call):
        add_await(draft, call)


def _step_ids(function: Function, draft: Draft) -> dict[int, str]:
    """The ids for the sends of a function that can be steps, by identity; none is taken twice."""
    taken = taken_ids(function)
    found: dict[int, str] = {}
    for call in _sends(function, draft):
        found[id(call)] = free_id(_id_for(function, call, draft), taken)
    return found


def _sends(function: Function, draft: Draft) -> Iterator[cst.Call]:
    """The calls of a function that can be made steps, in source order."""
    for definition in function.definitions:
        for call in draft.code.own(definition, cst.Call):
            if any(send.call is call for send in draft.code.sends.within(call)):
                try:
                    _refuse(function, call, draft)
                except UnfixableError:
                    continue
                yield call


def _id_for(function: Function, call: cst.Call, draft: Draft) -> str:
    """An id that says what is sent: `send-charge-started` for `billing/charge.started`."""
    sends = [send for send in draft.code.sends.within(call) if send.call is call]
    caught = any(function.contains(handler.node, call) for handler in function.handlers)
    if caught and any(send.is_failure for send in sends):
        return FAILURE
    if not draft.code.sends.is_by_client(call):
        return "-".join(_WORD.findall(literals.dotted(call.func).rpartition(".")[2]))
    names = [send.event.constant if send.event is not None else None for send in sends]
    name = (names[0] or "").rpartition("/")[2] if len(names) == 1 else ""
    words = _WORD.findall(name)
    return "-".join(["send", *(words or ["events" if len(names) > 1 else "event"])])


def _refuse(function: Function, call: cst.Call, draft: Draft) -> None:
    """Refuses a send that is no plain call, and one where a step cannot stand."""
    definition = draft.code.scopes.function_of(call)
    if not isinstance(definition, cst.FunctionDef) or definition not in function.definitions:
        raise UnfixableError("it stands in other code than that of the function")
    if "#" in draft.source(call.func):
        raise UnfixableError("a comment stands in it")
    if draft.code.sends.is_by_client(call):
        _refuse_form(call, draft)
        _refuse_other_client(function, call, draft)
    else:
        refuse_helper(call, draft)
    _refuse_place(definition, call, draft)
    _refuse_first_step(function, call, draft)


def _refuse_form(call: cst.Call, draft: Draft) -> None:
    arguments = Arguments.of(call)
    if not isinstance(call.func, cst.Attribute):
        raise UnfixableError("it is not the method of a client itself")
    if not arguments.complete or len(call.args) != 1 or arguments.get("events", 0) is None:
        raise UnfixableError("a step takes nothing but events")
    if call.func.attr.value == "send" and not (_is_async(draft, call) and _is_awaited(draft, call)):
        raise UnfixableError("something else than this function awaits it")


def _refuse_other_client(function: Function, call: cst.Call, draft: Draft) -> None:
    """Refuses a client that is for sure not that of the function, and may have another key."""
    declaration = function.declaration
    made = declaration.call if declaration is not None else None
    clients = [
        each.func.value
        for each in (made, call)
        if isinstance(each, cst.Call) and isinstance(each.func, cst.Attribute)
    ]
    if len(clients) < 2:  # a wrapper makes the function
        return
    own, sending = (_made(each, draft) for each in clients)
    if own and sending and own != sending:
        raise UnfixableError("it is another client than that of the function")


def _made(client: cst.BaseExpression, draft: Draft) -> object:
    """What tells a client apart: where it is made, or the name that it has elsewhere."""
    made = draft.code.bindings.follow(client)
    if isinstance(made, cst.Call):
        return id(made)
    symbol = draft.code.values.symbol(client)
    return symbol if "()" not in symbol else ""


def _refuse_place(definition: Definition, call: cst.Call, draft: Draft) -> None:
    """Refuses where a step is repeated, held up, or caught by what does not expect it."""
    code = draft.code
    if code.placement.runs_per_item(call) or definition in code.placement.parallel_branches:
        raise UnfixableError("its id would have to tell the turns apart")
    callers = code.placement.callers_of(definition)
    if len({id(code.scopes.function_of(each)) for each in callers}) < len(callers):
        raise UnfixableError("its id would have to tell the calls apart")
    below: cst.CSTNode = call
    for above in code.tree.ancestors(call):
        if above is definition:
            break
        if isinstance(above, (*_LOOPS, cst.Lambda)):
            raise UnfixableError("its id would have to tell the turns apart")
        if isinstance(above, cst.Finally):
            raise UnfixableError("a step does not belong in `finally`")
        if isinstance(above, cst.TryStar):
            raise UnfixableError("an `except*` would put its interrupt into a group")
        if isinstance(above, cst.Try) and below is above.body:
            _refuse_try(above, draft)
        below = above
    for manager in managers_of(code, definition):
        if code.tree.contains(manager.node.body, call) and manager.held is not None:
            raise UnfixableError("something is held around it")


def _refuse_try(statement: cst.Try, draft: Draft) -> None:
    """Refuses a `try` that catches the interrupt of a step, or another error than a step gives."""
    caught = [
        draft.code.values.symbol(types)
        for handler in statement.handlers
        if handler.type is not None
        for types in draft.code.sequences.elements(handler.type) or [handler.type]
    ]
    bare = any(handler.type is None for handler in statement.handlers)
    if bare or not set(caught) <= {"builtins.Exception", "inngest.StepError"}:
        raise UnfixableError("the `except` around it is made for the client")


def _refuse_first_step(function: Function, call: cst.Call, draft: Draft) -> None:
    """Refuses where the function has no step yet, and would do its work once more."""
    code = draft.code
    handlers = [each for each in function.handlers if function.contains(each.node, call)]
    if any(True for handler in handlers for _ in code.passing_errors.of(handler)):
        raise UnfixableError("the next attempt may succeed, and the event would stay")
    definition = function.definition
    if function.role is Role.HELPER or definition is None or code.bodies.has_steps(definition):
        return
    refuse_work_outside(draft, definition, but=call)
    before = [each for each in code.guards.before(call) if function.contains(definition, each)]
    if not handlers and not code.reactions.are_notes(before, or_raises=True):
        raise UnfixableError("what stands before it would run once more")


def _is_async(draft: Draft, call: cst.Call) -> bool:
    definition = draft.code.scopes.function_of(call)
    return isinstance(definition, cst.FunctionDef) and definition.asynchronous is not None


def _is_awaited(draft: Draft, call: cst.Call) -> bool:
    return isinstance(draft.code.tree.parent(call), cst.Await)
