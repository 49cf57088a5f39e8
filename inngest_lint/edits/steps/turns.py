"""What tells one turn of a loop from another, as an expression for a step id."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.parameters import keep_values
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.steps.loops import Loop
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk

# What tells an item from others of its kind, best first.
_KEYS = ("id", "uuid", "key", "slug", "code", "name", "email")
_SHAPELESS = frozenset({"a dict", "a tuple", "a list", "a set", "a function", "a generator"})
_COUNTERS = ("index", "turn", "number")


def turn_of(draft: Draft, loop: Loop, at: cst.CSTNode) -> str:
    """What is another on each turn of a loop, for code at a node; numbers the turns if need be."""
    value = telling(draft, loop, at)
    if value is not None:
        return value
    if isinstance(loop, cst.While):
        return _seen(draft, loop, _count(draft, loop), at)
    return _seen(draft, loop, _number(draft, loop), at)


def telling(draft: Draft, loop: Loop, at: cst.CSTNode) -> str | None:
    """The same, if the code has it already: the item or what it has, or a counter."""
    if isinstance(loop, cst.While):
        counter = _counter(draft, loop)
        return None if counter is None else _seen(draft, loop, counter, at)
    for target in _targets(draft, loop):
        part = _part(draft, loop, target)
        if part is not None:
            return _seen(draft, loop, target.value, at) + part
    return None


def _targets(draft: Draft, loop: cst.For | cst.CompFor) -> list[cst.Name]:
    """The names that a loop binds, the number of an item last."""
    target = loop.target
    if isinstance(target, cst.Name):
        return [target]
    if not isinstance(target, (cst.Tuple, cst.List)):
        return []
    names = [each.value for each in target.elements if isinstance(each.value, cst.Name)]
    is_counted = draft.code.values.symbol(loop.iter) == "builtins.enumerate()"
    return names[::-1] if is_counted else names


def _part(draft: Draft, loop: Loop, target: cst.Name) -> str | None:
    """What of an item tells it from others: itself (""), `.id`, `["name"]`; None if unknown."""
    code = draft.code
    if not target.value.strip("_"):
        return None
    parts = dict(_parts(draft, loop, target))
    if parts:
        known = [*_KEYS, *(key for key in parts if key.endswith("_id"))]
        return next((parts[key] for key in known if key in parts), None)
    return None if code.names.shapes.of(target) in _SHAPELESS else ""


def _parts(draft: Draft, loop: Loop, target: cst.Name) -> Iterator[tuple[str, str]]:
    """What the code reads of an item: keys and attributes, and how it writes them."""
    code = draft.code
    for use in code.scopes.uses(target.value, code.scopes.scope_of(target)):
        above = code.tree.parent(use)
        if not code.loops.holds(loop, use) or above is None:
            continue
        owner = code.tree.parent(above)
        if isinstance(above, cst.Subscript) and above.value is use:
            index = above.slice[0].slice
            if isinstance(index, cst.Index):  # a part of a string is one as well
                yield literals.string(index.value) or "", draft.source(above)[len(use.value) :]
        elif isinstance(above, cst.Attribute) and above.value is use:
            is_method = isinstance(owner, cst.Call) and owner.func is above
            if not is_method or above.attr.value == "get":
                yield "" if is_method else above.attr.value, f".{above.attr.value}"


def _counter(draft: Draft, loop: cst.While) -> str | None:
    """A number that grows on every turn."""
    if any(isinstance(node, cst.Continue) for node in walk(loop.body)):
        return None
    for line in loop.body.body:
        for statement in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            if not isinstance(statement, cst.AugAssign) or not isinstance(
                statement.target, cst.Name
            ):
                continue
            shape = draft.code.names.shapes.of(statement.value)
            if isinstance(statement.operator, cst.AddAssign) and shape == "a number":
                return statement.target.value
    return None


def _count(draft: Draft, loop: cst.While) -> str:
    """Makes of `while True` a loop that counts its turns."""
    if literals.dotted(loop.test) != "True" and literals.integer(loop.test) != 1:
        raise UnfixableError("nothing counts the turns")
    name = _free(draft, loop, "turn")
    start, end = draft.offsets[loop][0], draft.offsets[loop.test][1]
    draft.replace(start, end, f"for {name} in {draft.reach('itertools.count', loop)}()")
    return name


def _number(draft: Draft, loop: cst.For | cst.CompFor) -> str:
    """Numbers what a loop goes through."""
    target, items = loop.target, loop.iter
    if loop.asynchronous is not None or (isinstance(items, cst.Tuple) and not items.lpar):
        raise UnfixableError("it cannot be numbered")
    is_range = draft.code.values.symbol(items) == "builtins.range()"
    name = _free(draft, loop, "turn" if is_range else "index")
    if is_range and isinstance(target, cst.Name):
        draft.put(target, name)
        return name
    bare = isinstance(target, cst.Tuple) and not target.lpar
    draft.before(target, f"{name}, (" if bare else f"{name}, ")
    if bare:
        draft.behind(target, ")")
    draft.before(items, f"{draft.reach('builtins.enumerate', items)}(")
    draft.behind(items, ")")
    return name


def _free(draft: Draft, loop: Loop, best: str) -> str:
    """A name for the number of a turn that means nothing yet."""
    for name in (best, *_COUNTERS):
        if not draft.code.scopes.lookup(name, draft.code.scopes.scope_of(loop)):
            return name
    raise UnfixableError("the names for a number are taken")


def _seen(draft: Draft, loop: Loop, name: str, at: cst.CSTNode) -> str:
    """The name by which code at a node knows what a loop binds.

    A function that the loop makes, and something else calls later, keeps it in a parameter.
    """
    code = draft.code
    made = [
        above
        for above in code.tree.ancestors(at)
        if isinstance(above, (cst.Lambda, cst.FunctionDef)) and code.loops.holds(loop, above)
    ]
    for function in made:
        params = function.params
        for param in (*params.posonly_params, *params.params, *params.kwonly_params):
            if isinstance(param.default, cst.Name) and param.default.value == name:
                return param.name.value
            if param.name.value == name:
                raise UnfixableError("the name means something else there")
    reads = (node for function in made for node in walk(function.body))
    if made and not any(isinstance(node, cst.Name) and node.value == name for node in reads):
        keep_values(draft, made[-1], [name])
    return name
