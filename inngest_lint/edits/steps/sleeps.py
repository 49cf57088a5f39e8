"""Making of a sleep a step."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.context import step_at
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.steps.turns import telling, turn_of
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.code import Code
from inngest_lint.model.function import is_async
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_UNITS = {"days": 86_400, "hours": 3_600, "minutes": 60}


def make_step(draft: Draft, call: cst.Call, name: str) -> None:
    """Makes of `asyncio.sleep(5)` a `step.sleep`; the id is `name`, and what varies around it."""
    code = draft.code
    function = code.scopes.function_of(call)
    awaited = code.tree.parent(call)
    statement = code.tree.parent(awaited) if isinstance(awaited, cst.Await) else awaited
    if function is None or not isinstance(statement, cst.Expr) or len(call.args) != 1:
        raise UnfixableError("the sleep is no statement of its own")
    if isinstance(call.args[0].value, cst.NamedExpr):
        raise UnfixableError("the duration gets a name here")
    if not isinstance(awaited, cst.Await) and is_async(function):
        draft.before(call, "await ")
    values = [*_values_in_ids(draft, call), *_values_of_loops(draft, call)]
    step_id = _id(draft, name, list(dict.fromkeys(values)))
    step = f"{step_at(code, call)}.sleep"
    draft.put(call.func, step)
    arg = call.args[0]
    unit, amount = _duration(draft, arg.value)
    before = f"{step_id}, {draft.reach('datetime.timedelta', call)}({unit}="
    draft.replace(draft.offsets[arg][0], draft.offsets[arg][1], f"{before}{amount})")
    fit(draft, call)


def _duration(draft: Draft, seconds: cst.BaseExpression) -> tuple[str, str]:
    """How `timedelta` is told a number of seconds."""
    number = literals.integer(seconds)
    for unit, length in _UNITS.items():
        if number and number % length == 0:
            return unit, str(number // length)
    return "seconds", draft.source(seconds)


def _values_of_loops(draft: Draft, call: cst.Call) -> list[str]:
    """What tells the turns of the loops around from one another, the outermost first."""
    function = draft.code.scopes.function_of(call)
    loops = list(draft.code.loops.around(call, function)) if function is not None else []
    values = [turn_of(draft, loop, call) for loop in loops[:1]]
    values += [value for loop in loops[1:] if (value := telling(draft, loop, call)) is not None]
    return values[::-1]


def _values_in_ids(draft: Draft, call: cst.Call) -> Iterator[str]:
    """What a helper's other ids have that tells one call of it from another."""
    code = draft.code
    function = code.scopes.function_of(call)
    if function is None or any(function is each.handler for each in code.declarations):
        return
    params = [node for node in walk(function.params) if isinstance(node, cst.Param)]
    found = False
    for step in code.reach.calls_of(function):
        step_id = code.step_ids.id_argument(step)
        if step_id is not None and isinstance(step_id.value, cst.FormattedString):
            for part in step_id.value.parts:
                if isinstance(part, cst.FormattedStringExpression):
                    names = [each for each in walk(part.expression) if isinstance(each, cst.Name)]
                    if _is_given(code, names, params):
                        found = True
                        yield draft.source(part.expression)
            if found:
                return
    callers = code.placement.callers_of(function)
    if len(callers) != 1 or any(code.loops.around(callers[0], code.tree.module)):
        raise UnfixableError("nothing tells the calls of the helper apart")


def _is_given(code: Code, names: list[cst.Name], params: list[cst.Param]) -> bool:
    """Whether names are those of parameters, which nothing else binds."""
    return bool(names) and all(
        [binding.node for binding in code.scopes.of_name(name)] == [param]
        for name in names
        for param in [next((p for p in params if p.name.value == name.value), None)]
    )


def _id(draft: Draft, name: str, values: list[str]) -> str:
    """The id as it is written: a string, or an f-string."""
    quote = draft.style.quote
    other = "'" if quote == '"' else '"'
    if not values:
        return draft.style.string(name)
    if any(quote in value and other in value for value in values):
        raise UnfixableError("it cannot stand in the f-string")
    holes = "".join(f"-{{{value.replace(quote, other)}}}" for value in values)
    return f"f{quote}{name}{holes}{quote}"
