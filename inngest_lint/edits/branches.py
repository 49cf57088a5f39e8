"""Making of a gather of steps a group: what it awaits becomes what the group calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import libcst as cst

from inngest_lint.edits.blocks import add_behind
from inngest_lint.edits.context import context_at
from inngest_lint.edits.draft import Draft
from inngest_lint.edits.postponing import put_off, put_off_elsewhere
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.edits.tuples import put_in_tuple
from inngest_lint.edits.wrapping import fit
from inngest_lint.model.code import Code
from inngest_lint.model.names.calls import parameters
from inngest_lint.sdk.concurrency import TASK_MAKERS
from inngest_lint.sdk.python import GATHER
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

_SIMPLE = ("builtins.", "datetime.", "inngest.")  # calls that may as well be made later


def make_group(gather: cst.Call, draft: Draft) -> None:
    """Makes of `asyncio.gather(a(), b())` a `group.parallel` of the same, in lambdas."""
    code = draft.code
    if code.values.symbol(gather.func) != GATHER:
        raise UnfixableError("the gather stands elsewhere")
    if not isinstance(code.tree.parent(gather), cst.Await):
        raise UnfixableError("the future may have other uses")
    given = [arg for arg in gather.args if arg.keyword is None]
    draft.put(gather.func, f"{context_at(code, gather)}.group.parallel")
    for arg in given:
        _spread(draft, gather, arg)
    _drop_default(draft, gather, given)
    put_in_tuple(draft, given)
    _keep_list(draft, gather)
    fit(draft, gather)


def _drop_default(draft: Draft, gather: cst.Call, given: Sequence[cst.Arg]) -> None:
    """Takes `return_exceptions=False` away; a group has no such argument."""
    rest = [arg for arg in gather.args if arg not in given]
    if not rest:
        return
    if len(rest) > 1 or literals.dotted(rest[0].value) != "False" or rest[0] is not gather.args[-1]:
        raise UnfixableError("a group raises what a branch does")
    draft.delete(draft.offsets[given[-1]][1], draft.offsets[rest[0]][1])


def _spread(draft: Draft, gather: cst.Call, arg: cst.Arg) -> None:
    """Puts off what an argument awaits."""
    code, value = draft.code, arg.value
    if not code.concurrency.makes_steps(value):
        raise UnfixableError("a branch would make no step")
    items: Iterable[cst.BaseExpression]
    if not arg.star and isinstance(value, cst.Name):
        _inline(draft, gather, value)
        return
    if not arg.star:
        items = [value]
    elif isinstance(value, (cst.ListComp, cst.GeneratorExp)):
        if any(isinstance(each, cst.Await) for each in walk(value)) or value.for_in.asynchronous:
            raise UnfixableError("the comprehension awaits")
        items = [value.elt]
    elif isinstance(value, (cst.List, cst.Tuple)):
        items = [element.value for element in value.elements]
    elif isinstance(value, cst.Name) and _only_collects(code, value):
        items = _items(code, value)
    elif isinstance(value, cst.Call) and code.values.symbol(value.func) == "builtins.map":
        _unmap(draft, gather, value)
        return
    else:
        raise UnfixableError("what it awaits comes from elsewhere")
    for item in items:
        _put_off(draft, gather, item)
        if not code.tree.contains(gather, item):
            fit(draft, item)


def _unmap(draft: Draft, gather: cst.Call, call: cst.Call) -> None:
    """Makes of `map(f, items)` a generator of lambdas that call `f`."""
    if len(call.args) != 2 or any(arg.star or arg.keyword is not None for arg in call.args):
        raise UnfixableError("several things are mapped")
    function, items = (draft.offsets[arg] for arg in call.args)
    made = draft.code.values.definition(call.args[0].value)
    params = (
        [each for each in parameters(made) if not draft.code.values.is_self(each)] if made else []
    )
    name = params[0].name.value if params else "item"
    draft.want_free(name, gather)
    start, end = draft.offsets[call]
    new = f"lambda {name}={name}: {draft.text[slice(*function)]}({name}) for {name} in "
    opening, closing = ("", "") if len(gather.args) == 1 else ("(", ")")
    draft.replace(start, items[0], f"{opening}{new}")
    draft.replace(items[1], end, closing)


def _put_off(draft: Draft, gather: cst.Call, node: cst.BaseExpression) -> None:
    """Leaves to the group what an awaitable does; a task is none any more."""
    call = _task(draft.code, node)
    if call is not node:
        (start, end), (first, last) = draft.offsets[node], draft.offsets[call]
        draft.delete(start, first)
        draft.delete(last, end)
    put_off(draft, call, _kept(draft.code, gather, call))


def _inline(draft: Draft, gather: cst.Call, name: cst.Name) -> None:
    """The same for the name of an awaitable, which no one needs any more."""
    code = draft.code
    bindings = code.scopes.of_name(name)
    statement = bindings[0].node if len(bindings) == 1 else None
    line = code.tree.parent(statement) if isinstance(statement, cst.Assign) else None
    uses = code.scopes.uses(name.value, code.scopes.scope_of(name))
    if not isinstance(line, cst.SimpleStatementLine) or uses != [name] or len(line.body) > 1:
        raise UnfixableError("the awaitable has other uses")
    start, end = draft.offsets[line.body[0]]
    first, last = draft.sheet.line_start(start), draft.sheet.line_end(end)
    if "\n" in draft.text[start:end] or draft.text[end:last].strip() or _has_comment(line):
        raise UnfixableError("the awaitable does not stand alone on its line")
    call = _task(code, bindings[0].value or name)
    if _kept(code, gather, call) or not _may_move(code, call):
        raise UnfixableError("the awaitable depends on where it is made")
    text = put_off_elsewhere(draft, call)
    draft.delete(first, draft.sheet.line_start(last + len(draft.style.newline)))
    draft.put(name, text)


def _task(code: Code, node: cst.BaseExpression) -> cst.BaseExpression:
    """What a task is made of; `node` itself if it is none."""
    if isinstance(node, cst.Call) and node.args and not node.args[0].star:
        if code.values.symbol(node.func) in TASK_MAKERS:
            return node.args[0].value
    return node


def _kept(code: Code, gather: cst.Call, node: cst.BaseExpression) -> list[str]:
    """The names of which a branch must keep the value."""
    names = code.late_binding.deferred(node, gather)
    if names is None:
        raise UnfixableError("what the branch reads is another value when the group calls it")
    return [name.value for name in names]


def _may_move(code: Code, call: cst.BaseExpression) -> bool:
    """Whether nothing that a call is given is made by another call that counts."""
    own = code.scopes.function_of(call)
    return all(
        code.values.symbol(each.func).startswith(_SIMPLE)
        for each in walk(call)
        if isinstance(each, cst.Call) and each is not call and code.scopes.function_of(each) is own
    )


def _has_comment(line: cst.SimpleStatementLine) -> bool:
    return any(each.comment is not None for each in line.leading_lines)


def _only_collects(code: Code, name: cst.Name) -> bool:
    """Whether a name is of a list that the function fills with awaitables, and nothing else."""
    bindings = code.scopes.of_name(name)
    if len(bindings) != 1 or not isinstance(bindings[0].node, cst.Assign):
        return False
    if not isinstance(bindings[0].value, (cst.List, cst.Tuple, cst.ListComp)):
        return False
    return all(
        _may_stay(code, use) for use in code.scopes.uses(name.value, code.scopes.scope_of(name))
    )


def _may_stay(code: Code, use: cst.Name) -> bool:
    """Whether a use of the list is the same for callables: `append`, `len`, the gather's own."""
    above = code.tree.parent(use)
    if isinstance(above, cst.Attribute):
        return above.attr.value == "append" and isinstance(code.tree.parent(above), cst.Call)
    if isinstance(above, cst.Arg):
        call = code.tree.parent(above)
        known = code.values.symbol(call.func) if isinstance(call, cst.Call) else ""
        return known == "builtins.len" or (known == GATHER and above.star == "*")
    return isinstance(above, (cst.If, cst.UnaryOperation))


def _items(code: Code, name: cst.Name) -> Iterator[cst.BaseExpression]:
    """What such a list holds."""
    contents = code.collections.contents(name)
    function = code.scopes.function_of(name)
    for item in contents.items:
        if code.scopes.function_of(item) is not function or not code.concurrency.makes_steps(item):
            raise UnfixableError("the list holds something else")
        yield item
    if contents.params or not contents.items:
        raise UnfixableError("the list holds something else")


def _keep_list(draft: Draft, gather: cst.Call) -> None:
    """Makes a list of what a group gives, where the code takes it for one.

    Around the group if that stays on its line; else a statement behind it returns the list.
    """
    awaited = draft.code.tree.parent(gather)
    if awaited is None or not _wants_list(draft.code, awaited):
        return
    name = draft.reach("builtins.list", gather)
    start, end = draft.offsets[awaited]
    statement = draft.code.tree.parent(awaited)
    line = draft.code.tree.parent(statement) if isinstance(statement, cst.Return) else None
    has_line = isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1
    written = draft.edited(draft.sheet.line_start(start), end)
    fits = len(written.expandtabs(4)) + len(f"{name}()") <= draft.style.width
    if "\n" not in written and (fits or not has_line):
        draft.prepend(start, f"{name}(")
        draft.insert(end, ")")
        return
    if not isinstance(statement, cst.Return) or not has_line:
        raise UnfixableError("what wants a list has no room for it")
    draft.want_free("results", gather)
    draft.replace(draft.offsets[statement][0], start, "results = ")
    add_behind(draft, statement, f"return {name}(results)")


def _wants_list(code: Code, node: cst.CSTNode) -> bool:
    """Whether a value has to be a list: by what is declared, or what is done with it."""
    above = code.tree.parent(node)
    if isinstance(above, cst.Return):
        function = code.scopes.function_of(above)
        return isinstance(function, cst.FunctionDef) and _is_list(code, function.returns)
    if isinstance(above, cst.AnnAssign):
        return _is_list(code, above.annotation)
    if isinstance(above, (cst.Assign, cst.NamedExpr)):
        targets = [above.target] if isinstance(above, cst.NamedExpr) else above.targets
        names = [each.target if isinstance(each, cst.AssignTarget) else each for each in targets]
        return any(
            _wants_list(code, use)
            for name in names
            if isinstance(name, cst.Name)
            for use in code.scopes.uses(name.value, code.scopes.scope_of(name))
        )
    if isinstance(node, cst.Name) and code.names.changes.is_place(node):
        return True
    return isinstance(above, (cst.BinaryOperation, cst.Comparison, cst.ComparisonTarget))


def _is_list(code: Code, annotation: cst.Annotation | None) -> bool:
    if annotation is None:
        return False
    declared = annotation.annotation
    kind = declared.value if isinstance(declared, cst.Subscript) else declared
    return code.values.symbol(kind) in ("builtins.list", "typing.List")
