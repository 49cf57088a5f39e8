"""What is put into collections: in literals, comprehensions, by `append`, in helpers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.flow.reaching import Reaching
from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import ADDERS, CONTAINERS, KEEP_ORDER
from inngest_lint.syntax.scopes import COMPREHENSIONS, Kind
from inngest_lint.syntax.tree import walk

_COPYING_METHODS = frozenset({"copy", "items", "values"})
_KEEPING = (CONTAINERS | KEEP_ORDER) - {"builtins.map"}
_JOINING_METHODS = frozenset({"extend", "update"})


class Contents(NamedTuple):
    """The expressions that a collection holds, and the parameters through which it gets more.

    It may hold more than the file shows.
    """

    items: list[cst.BaseExpression]
    params: list[cst.Param]


class _Part(NamedTuple):
    """A part of a collection: one item, or with `many` a collection itself."""

    node: cst.BaseExpression
    many: bool


class Collections:
    """Reads the collections of one file."""

    def __init__(self, names: Names, reaching: Reaching) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._changes = names.changes
        self._reaching = reaching

    def contents(self, node: cst.BaseExpression) -> Contents:
        """What the collection that `node` stands for holds."""
        found = Contents([], [])
        seen: set[int] = set()
        waiting = [_Part(node, many=True)]
        while waiting:
            at, many = waiting.pop()
            if not many:
                found.items.append(at)
            elif id(at) not in seen:
                seen.add(id(at))
                if type(at) is cst.Name:
                    found.params.extend(self._params(at))
                waiting += [*self._parts(at)][::-1]
        return found

    def _params(self, name: cst.Name) -> list[cst.Param]:
        nodes = [binding.node for binding in self._reaching.of(name)]
        return [node for node in nodes if isinstance(node, cst.Param)]

    def _parts(self, node: cst.BaseExpression) -> Iterator[_Part]:
        if isinstance(node, (cst.Tuple, cst.List, cst.Set, cst.Dict)):
            for element in node.elements:
                starred = isinstance(element, (cst.StarredElement, cst.StarredDictElement))
                yield _Part(element.value, many=starred)
        elif isinstance(node, COMPREHENSIONS):
            yield _Part(node.value if isinstance(node, cst.DictComp) else node.elt, many=False)
        elif isinstance(node, (cst.BinaryOperation, cst.BooleanOperation)):
            yield from (_Part(node.left, many=True), _Part(node.right, many=True))
        elif isinstance(node, cst.IfExp):
            yield from (_Part(node.body, many=True), _Part(node.orelse, many=True))
        elif isinstance(node, cst.NamedExpr):
            yield _Part(node.value, many=True)
        elif isinstance(node, cst.Subscript):
            if any(isinstance(each.slice, cst.Slice) for each in node.slice):
                yield _Part(node.value, many=True)
        elif isinstance(node, cst.Name):
            yield from self._bound(node)
            yield from self._put_into(node)
        elif isinstance(node, cst.Await) and isinstance(node.expression, cst.Call):
            yield from self._made_by(node.expression, awaited=True)
        elif isinstance(node, cst.Call):
            yield from self._called(node)

    def _bound(self, name: cst.Name) -> Iterator[_Part]:
        for binding in self._reaching.of(name):
            if binding.kind is Kind.VALUE and binding.value is not None:
                yield _Part(binding.value, many=True)
            elif isinstance(binding.node, cst.AugAssign):
                yield _Part(binding.node.target, many=True)  # what it was before
                yield _Part(binding.node.value, many=True)

    def _put_into(self, name: cst.Name) -> Iterator[_Part]:
        """What methods of the collection, or `x[key] = …`, put into it."""
        for place in self._changes.of(name):
            above = self._tree.parent(place)
            user = self._tree.parent(above) if above is not None else None
            if isinstance(above, cst.Subscript):
                assign = self._tree.parent(user) if isinstance(user, cst.AssignTarget) else None
                if isinstance(assign, cst.Assign):
                    yield _Part(assign.value, many=False)
            elif isinstance(above, cst.Attribute) and isinstance(user, cst.Call) and user.args:
                method = above.attr.value
                if method in ADDERS or method == "insert":
                    yield _Part(user.args[-1].value, many=False)
                elif method in _JOINING_METHODS:
                    yield _Part(user.args[0].value, many=True)

    def _called(self, call: cst.Call) -> Iterator[_Part]:
        symbol = self._values.symbol(call.func)
        if symbol in _KEEPING:
            yield from (_Part(arg.value, many=True) for arg in call.args)
        elif self._scopes.may_be_defined(call.func) and self._values.definition(call.func):
            yield from self._made_by(call, awaited=False)
        elif isinstance(call.func, cst.Attribute) and call.func.attr.value in _COPYING_METHODS:
            yield _Part(call.func.value, many=True)

    def _made_by(self, call: cst.Call, *, awaited: bool) -> Iterator[_Part]:
        """What the collection holds that a helper of the file returns, or yields."""
        helper = self._values.definition(call.func)
        if helper is None or awaited is not _is_async(helper):
            return
        for returned in returned_expressions(helper, self._scopes):
            yield _Part(returned, many=True)
        for node in walk(helper.body):
            if isinstance(node, cst.Yield) and self._scopes.function_of(node) is helper:
                if isinstance(node.value, cst.From):
                    yield _Part(node.value.item, many=True)
                elif node.value is not None:
                    yield _Part(node.value, many=False)


def _is_async(function: cst.FunctionDef | cst.Lambda) -> bool:
    return isinstance(function, cst.FunctionDef) and function.asynchronous is not None
