"""Making a step that invokes a function of a call of it."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.module import Module
from inngest_lint.model.names.calls import parameters
from inngest_lint.sdk.names import CONTEXT
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_LOOPS = (cst.For, cst.While)
# What a function can read of its context that is its own, however it was started.
_OF_ITS_OWN = frozenset({"attempt", "group", "logger", "run_id", "step"})


def invoke(module: Module, call: cst.Call, draft: Draft) -> None:
    """Writes `ctx.step.invoke("charge", function=charge)` for `charge(ctx)`."""
    if len(call.args) != 1 or call.args[0].keyword is not None or call.args[0].star:
        raise UnfixableError("it is not given the context alone")
    context = call.args[0].value
    if module.values.symbol(context) != CONTEXT:
        raise UnfixableError("it is not given the context alone")
    if module.awaits.is_async(call) and not isinstance(module.tree.parent(call), cst.Await):
        raise UnfixableError("nobody awaits it here")
    if module.step_handlers.holds(call):
        raise UnfixableError("a step may not be made in a step")
    name = literals.dotted(call.func).rpartition(".")[2]
    if not name or not _is_new(module, call, name):
        raise UnfixableError("its id would not be the only one")
    start, end = draft.offsets.bare(call)
    if "#" in draft.text[draft.offsets[call.func][1] : end]:
        raise UnfixableError("a comment stands in the call")
    owner = draft.source(context)
    given = f", data={owner}.event.data" if _wants_event(module, call) else ""
    before = f"{owner}.step.invoke({draft.style.string(name)}, function="
    draft.insert(start, before)
    draft.replace(draft.offsets[call.func][1], end, f"{given})")
    fit(draft, call)


def _is_new(module: Module, call: cst.Call, name: str) -> bool:
    """Whether a step of this id would be made once in a run, as far as the file shows."""
    around = [each for each in module.tree.ancestors(call) if isinstance(each, cst.FunctionDef)]
    if not around or module.placement.runs_per_item(call):
        return False
    if any(isinstance(each, _LOOPS) for each in module.tree.ancestors(call)):
        return False
    if module.values.definition(call.func) is around[-1] or len(module.calls_of(around[-1])) > 1:
        return False
    ids = [
        literals.string(each.value)
        for each in module.step_id_arguments
        if module.tree.contains(around[-1], each)
    ]
    others = [
        each
        for each in walk(around[-1])
        if isinstance(each, cst.Call)
        and each is not call
        and module.is_inngest_function(each.func)
        and literals.dotted(each.func).rpartition(".")[2] == name
    ]
    return name not in ids and not others


def _wants_event(module: Module, call: cst.Call) -> bool:
    """Whether the function may read its event, which is that of the caller where it is called."""
    handler = module.handler_of(call.func)
    if handler is None:
        return True
    return any(
        not isinstance(above := module.tree.parent(use), cst.Attribute)
        or above.attr.value not in _OF_ITS_OWN
        for param in parameters(handler)
        for use in module.scopes.uses(param.name.value, handler)
    )
