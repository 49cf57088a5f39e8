"""Letting an `except` raise that ends quietly."""

from __future__ import annotations

import libcst as cst

from inngest_lint.edits.blocks import add_last
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.flow.aftermath import names_in
from inngest_lint.model.flow.paths import RAISES, Exit, Flow, Path
from inngest_lint.model.flow.reactions import touched_names
from inngest_lint.model.handlers import Handler
from inngest_lint.model.sequel import Sequel
from inngest_lint.syntax.tree import walk

_CHOICES = (cst.If, cst.Match, cst.IfExp, cst.BooleanOperation, cst.For, cst.While)


def raise_at_the_end(handler: Handler, draft: Draft) -> None:
    """Adds `raise` where an `except` ends, or puts it in the place of its one `return`.

    Raises UnfixableError where it may be meant to end quietly: where what it sets, gives or lets
    run is of use to somebody.
    """
    quiet = {path.exit for path in handler.paths} - RAISES
    if len(quiet) != 1 or not quiet <= {Exit.END, Exit.RETURN}:
        raise UnfixableError("it ends in several ways, or goes on with a loop")
    _refuse_choices(handler, draft)
    _refuse_other_code(handler, draft)
    if quiet == {Exit.END}:
        _add(handler, draft)
    else:
        _replace_return(handler, draft)


def _refuse_choices(handler: Handler, draft: Draft) -> None:
    """Refuses where the `except` decides whether to raise, or whether to tell of the failure."""
    if Path(Exit.RERAISE, True) in handler.paths:
        raise UnfixableError("it raises on another path")
    sends = [send.call for send in handler.sends if send.is_failure]
    if not sends:
        return
    if Path(Exit.RETURN, False) in handler.paths:
        raise UnfixableError("it returns before the event")
    for call in sends:
        for above in draft.code.tree.ancestors(call):
            if above is handler.node:
                break
            if isinstance(above, _CHOICES):
                raise UnfixableError("the event is not sent on every path")


def _refuse_other_code(handler: Handler, draft: Draft) -> None:
    """Refuses where code around the `try` would keep the error, or is unknown."""
    statement = handler.statement
    if statement.finalbody is not None:
        flow = Flow(None, lambda _: False, draft.code.raises.always)
        if any(path.exit is not Exit.END for path in flow.paths(statement.finalbody.body)):
            raise UnfixableError("the `finally` ends on its own")
    for above in draft.code.tree.ancestors(statement):
        if above is handler.function:
            break
        if isinstance(above, (cst.Try, cst.TryStar)):
            raise UnfixableError("another `except` would get the error")
    told = any(send.is_failure for send in handler.sends)
    if not told and not Sequel(draft.code, handler).is_known:
        raise UnfixableError("nobody knows who calls it")


def _add(handler: Handler, draft: Draft) -> None:
    sequel = Sequel(draft.code, handler)
    if sequel.has_work or sequel.is_its_own:
        raise UnfixableError("what follows would not run any more")
    if _is_used_behind(handler, draft):
        raise UnfixableError("what it sets is used behind it")
    block = handler.node.body
    if all(map(_is_nothing, _simple(block))):
        raise UnfixableError("nothing but `raise` would stand in it")
    add_last(draft, block, "raise")


def _replace_return(handler: Handler, draft: Draft) -> None:
    """Puts `raise` in the place of the only `return`, which gives Inngest what nobody reads."""
    code = draft.code
    if all(each.handler is not handler.function for each in code.declarations):
        raise UnfixableError("a caller may read what it returns")
    statements = _simple(handler.node.body)
    returns = [each for each in statements if isinstance(each, cst.Return)]
    every = [each for each in walk(handler.node.body) if isinstance(each, cst.Return)]
    if len(every) != 1 or returns != every:
        raise UnfixableError("a choice stands around the `return`")
    [returned] = returns
    if all(each is returned or _is_nothing(each) for each in statements):
        raise UnfixableError("nothing but `raise` would stand in it")
    if "#" in draft.source(returned) or not code.reactions.are_notes([returned]):
        raise UnfixableError("the `return` does more than to return")
    own = touched_names(handler.node.body) | _defined(handler)
    if returned.value is not None and names_in(returned.value) & own:
        raise UnfixableError("what is made for the `return` would be left")
    draft.put(returned, "raise")
    _forget_name(handler, returned, draft)


def _forget_name(handler: Handler, returned: cst.Return, draft: Draft) -> None:
    """Takes the name of the error away if only the `return` has used it."""
    name = handler.node.name
    if name is None or not isinstance(name.name, cst.Name) or handler.node.type is None:
        return
    uses = draft.code.scopes.uses(name.name.value, draft.code.scopes.scope_of(handler.node))
    inside = [use for use in uses if draft.code.tree.contains(handler.node.body, use)]
    if inside and all(draft.code.tree.contains(returned, use) for use in inside):
        draft.delete(draft.offsets[handler.node.type][1], draft.offsets[name.name][1])


def _is_used_behind(handler: Handler, draft: Draft) -> bool:
    """Whether a name that the `except` binds or changes is read outside of it."""
    code = draft.code
    names = touched_names(handler.node.body) | _defined(handler)
    if any("." in name for name in names):
        return True
    scope = code.scopes.scope_of(handler.node)
    return any(
        not code.tree.contains(handler.node, use)
        for name in names
        for use in code.scopes.uses(name, scope)
    )


def _defined(handler: Handler) -> frozenset[str]:
    """The functions and classes that the `except` defines."""
    found = (n for n in walk(handler.node.body) if isinstance(n, (cst.FunctionDef, cst.ClassDef)))
    return frozenset(node.name.value for node in found)


def _simple(block: cst.BaseSuite) -> list[cst.CSTNode]:
    """The statements of a block, those that share a line one by one."""
    found: list[cst.CSTNode] = []
    for each in block.body:
        found += each.body if isinstance(each, cst.SimpleStatementLine) else [each]
    return found


def _is_nothing(statement: cst.CSTNode) -> bool:
    return isinstance(statement, cst.Pass) or (
        isinstance(statement, cst.Expr)
        and isinstance(statement.value, (cst.Ellipsis, cst.SimpleString))
    )
