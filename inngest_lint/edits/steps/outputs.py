"""Making of what a step handler returns something that JSON has a form for."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.edits.draft import Draft
from inngest_lint.edits.text_draft import UnfixableError
from inngest_lint.model.code import Code
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.value import Definition

# What is written behind or around a value of a shape, and the type that it has then.
_BEHIND = {"a datetime": ".isoformat()", "a date": ".isoformat()", "an enum member": ".value"}
_AROUND = {
    "a UUID": "str",
    "a path": "str",
    "a set": "sorted",
    "a generator": "list",
    "an iterator": "list",
    "a view": "list",
    "a range": "list",
}
_TEXT = frozenset({"a datetime", "a date", "a UUID", "a path"})
_TYPES = frozenset({"datetime.datetime", "datetime.date", "uuid.UUID", "pathlib.Path"})
_VIEWS = frozenset({"items", "keys", "values"})
_TIGHT = (cst.Name, cst.Attribute, cst.Call, cst.Subscript)


def make_json(draft: Draft, step: cst.Call) -> None:
    """Makes text of the dates and ids that the handler of a step returns, and lists of sets."""
    code = draft.code
    helper = code.reach.step_handler(step)
    if helper is None or not _is_own(code, helper.function) or _is_used_as_before(code, step):
        raise UnfixableError("what the step handler returns has other uses")
    returned = returned_expressions(helper.function, code.scopes)
    found = [value for each in returned for value in _values(each)]
    shapes = {shape for value in found if (shape := _convert(draft, value)) is not None}
    if isinstance(helper.function, cst.FunctionDef) and helper.function.returns is not None:
        if len(shapes) == 1 and len(found) == len(returned):
            _annotate(draft, helper.function.returns.annotation, shapes.pop())


def _values(node: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    """What is returned, or what a dictionary or a list holds that is written out."""
    if isinstance(node, cst.Dict):
        for element in node.elements:
            yield from _values(element.value)
    elif isinstance(node, (cst.List, cst.Tuple)):
        for item in node.elements:
            yield from _values(item.value)
    else:
        yield node


def _convert(draft: Draft, node: cst.BaseExpression) -> str | None:
    """Converts a value that JSON has no form for; gives its shape if it is one."""
    shape, order = _shape(draft.code, node), draft.code.order
    if shape in _BEHIND:
        loose = not isinstance(node, _TIGHT) and not node.lpar
        draft.before(node, "(" if loose else "")
        draft.behind(node, (")" if loose else "") + _BEHIND[shape])
        return shape
    if isinstance(node, cst.GeneratorExp) and node.lpar:
        start, end = draft.offsets[node]
        draft.replace(start, start + 1, "[")
        draft.replace(end - 1, end, "]")
        return shape
    if shape in _AROUND:
        maker = _AROUND[shape]
        if shape == "a set" and not (order.is_sortable(node) or order.has_numbers(node)):
            maker = "list"
        draft.before(node, f"{draft.reach(f'builtins.{maker}', node)}(")
        draft.behind(node, ")")
        return shape
    return None


def _shape(code: Code, node: cst.BaseExpression) -> str:
    """The shape of a value, if it can be converted."""
    made = code.bindings.expression(node)
    if isinstance(made, cst.Call):
        if code.values.symbol(made.func) == "builtins.range":
            return "a range"
        if isinstance(made.func, cst.Attribute) and made.func.attr.value in _VIEWS:
            if code.names.shapes.of(made.func.value) == "a dict":
                return "a view"
    shape = code.names.shapes.of(node) or ""
    return "" if shape == "an enum member" and not _type_of_member(code, node) else shape


def _type_of_member(code: Code, node: cst.BaseExpression) -> str:
    """The type of the value of `Enum.NAME`, if JSON has a form for it."""
    bindings = code.bindings.of(node) if isinstance(node, cst.Attribute) else []
    values = [each.value for each in bindings if each.value is not None]
    shapes = {code.names.shapes.of(value) for value in values}
    return "str" if shapes == {"a string"} else ""


def _annotate(draft: Draft, annotation: cst.BaseExpression, shape: str) -> None:
    """Says what a handler returns from now on, where it says what it returned."""
    if isinstance(annotation, cst.BinaryOperation):  # `date | None`
        _annotate(draft, annotation.left, shape)
        _annotate(draft, annotation.right, shape)
    elif shape in _TEXT and draft.code.values.symbol(annotation) in _TYPES:
        draft.put(annotation, draft.reach("builtins.str", annotation))
    elif shape == "an enum member" and draft.code.bindings.is_plain_enum(annotation):
        draft.put(annotation, draft.reach("builtins.str", annotation))
    elif shape in _AROUND and isinstance(annotation, cst.Subscript) and len(annotation.slice) == 1:
        draft.put(annotation.value, draft.reach("builtins.list", annotation))


def _is_own(code: Code, function: Definition) -> bool:
    """Whether a function is nothing but the handler of one step."""
    if not isinstance(function, cst.FunctionDef):
        return True
    name, scope = function.name.value, code.scopes.scope_of(function)
    return len(code.scopes.uses(name, scope)) == 1 and len(code.scopes.lookup(name, scope)) == 1


def _is_used_as_before(code: Code, step: cst.Call) -> bool:
    """Whether the function uses the result as an object: its attributes, in sums."""
    node: cst.CSTNode = step
    above = code.tree.parent(node)
    if isinstance(above, cst.Await):
        node, above = above, code.tree.parent(above)
    if isinstance(above, (cst.Assign, cst.NamedExpr, cst.AnnAssign)):
        targets = (
            [t.target for t in above.targets] if isinstance(above, cst.Assign) else [above.target]
        )
        names = [target for target in targets if isinstance(target, cst.Name)]
        uses = (use for n in names for use in code.scopes.uses(n.value, code.scopes.scope_of(n)))
        return isinstance(above, cst.AnnAssign) or any(
            isinstance(code.tree.parent(use), _AS_OBJECT) for use in uses
        )
    return isinstance(above, _AS_OBJECT)


_AS_OBJECT = (cst.Attribute, cst.BinaryOperation, cst.Comparison, cst.ComparisonTarget)
