"""Collections whose items are all of one kind, so far as the file shows for sure.

The order of a set of numbers is the same in every process; strings and paths can be sorted.
"""

from __future__ import annotations

from dataclasses import dataclass

import libcst as cst

from inngest_lint.model.names.calls import returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.sdk.python import ADDERS, REMOVERS, SET_METHODS, SETS
from inngest_lint.syntax.scopes import Binding

_COPIES = SETS | {f"builtins.{name}" for name in "filter iter list tuple sorted reversed".split()}
_DISPLAYS = frozenset({cst.Set, cst.List, cst.Tuple})
_COMPREHENSIONS = frozenset({cst.SetComp, cst.ListComp, cst.GeneratorExp})
_DICTS = frozenset({"builtins.dict", "typing.Dict", "collections.abc.Mapping", "typing.Mapping"})
_SPLITS = frozenset({"rsplit", "split", "splitlines"})


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values: its types, what makes one, what lists many, and how `Shapes` names it."""

    shapes: frozenset[str]
    types: frozenset[str] = frozenset()
    makers: frozenset[str] = frozenset()
    listers: frozenset[str] = frozenset()


_NUMBERS = frozenset(f"builtins.{name}" for name in ("bool", "float", "int"))
NUMBERS = Kind(
    frozenset({"a number", "a truth value"}),
    _NUMBERS,
    _NUMBERS | {"builtins.len", "builtins.round", "builtins.abs"},
    frozenset({"builtins.range"}),
)
STRINGS = Kind(
    frozenset({"a string"}),
    frozenset({"builtins.str"}),
    frozenset({"builtins.str", "builtins.repr", "os.path.join", "os.path.basename"}),
    frozenset({"os.listdir", "glob.glob", "glob.iglob"}),
)
PATHS = Kind(
    frozenset({"a path"}),
    frozenset({"pathlib.Path"}),
    frozenset({"pathlib.Path"}),
    frozenset(f"pathlib.Path().{name}" for name in ("glob", "iterdir", "rglob")),
)
ENTRIES = Kind(frozenset(), listers=frozenset({"os.scandir"}))


class Alike:
    """Judges the collections of one file, by one kind."""

    def __init__(self, names: Names, kind: Kind) -> None:
        self._kind = kind
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._shapes = names.shapes
        self._known: dict[int, bool] = {}  # by identity, as in `Tree`

    def fill(self, node: cst.BaseExpression) -> bool:
        """Whether all items of a collection are sure to be of the kind."""
        if id(node) not in self._known:
            self._known[id(node)] = False  # of what is made of itself
            self._known[id(node)] = self._fill(node)
        return self._known[id(node)]

    def _fill(self, node: cst.BaseExpression) -> bool:
        kind = node.__class__
        if kind in _DISPLAYS:
            return self._is_display(node)
        if kind in _COMPREHENSIONS:
            return self._is_one(node.elt)  # type: ignore[attr-defined]
        if isinstance(node, cst.Dict):
            return all(
                isinstance(each, cst.DictElement) and self._is_one(each.key)
                for each in node.elements
            )
        if isinstance(node, cst.DictComp):
            return self._is_one(node.key)
        if isinstance(node, (cst.Name, cst.Attribute)):
            return self._is_named(node)
        if isinstance(node, cst.Call):
            return self._is_made(node)
        if isinstance(node, cst.BinaryOperation):
            if isinstance(node.operator, (cst.Subtract, cst.BitAnd)):
                return self.fill(node.left)
            return self.fill(node.left) and self.fill(node.right)
        if isinstance(node, cst.BooleanOperation):
            return self.fill(node.left) and self.fill(node.right)
        if isinstance(node, cst.IfExp):
            return self.fill(node.body) and self.fill(node.orelse)
        return False

    def _is_display(self, node: cst.BaseExpression) -> bool:
        elements: list[cst.BaseElement] = [*node.elements]  # type: ignore[attr-defined]
        return all(
            self.fill(each.value)
            if isinstance(each, cst.StarredElement)
            else self._is_one(each.value)
            for each in elements
        )

    def _is_made(self, node: cst.Call) -> bool:
        symbol = self._values.symbol(node.func)
        given = [arg.value for arg in node.args]
        if symbol in self._kind.listers:
            return True
        if symbol == "builtins.map":
            return bool(given) and self._values.symbol(given[0]) in self._kind.makers
        if symbol in _COPIES:
            items = given[1:] if symbol == "builtins.filter" else given
            return bool(items) and all(map(self.fill, items))
        if symbol == "builtins.dict.fromkeys":
            return bool(given) and self.fill(given[0])
        if isinstance(node.func, cst.Attribute):
            method = node.func.attr.value
            if method in SET_METHODS:
                return all(map(self.fill, [node.func.value, *given]))
            if method == "keys":
                return self.fill(node.func.value)
            if method in _SPLITS:
                return self._shapes.of(node.func.value) in self._kind.shapes & {"a string"}
        function = self._values.definition(node.func)
        if function is None:
            return False
        if isinstance(function, cst.FunctionDef) and self._is_declared(function.returns):
            return True
        returned = returned_expressions(function, self._scopes)
        return bool(returned) and all(map(self.fill, returned))

    def _is_named(self, node: cst.Name | cst.Attribute) -> bool:
        bindings = self._bindings.of(node)
        if any(self._is_declared_by(binding) for binding in bindings):
            return True
        given = (b.node.value if isinstance(b.node, cst.AugAssign) else b.value for b in bindings)
        values = [value for value in given if value is not None]
        if len(values) < len(bindings) or not values:
            return False
        filled = [value for value in values if not _is_empty(value)]
        changes = self._changes.of(node) if isinstance(node, cst.Name) else []
        return (
            bool(filled or changes)
            and all(map(self.fill, filled))
            and all(map(self._keeps_kind, changes))
        )

    def _keeps_kind(self, place: cst.Name) -> bool:
        """Whether a change of a collection leaves it one of its kind: `x.add(1)`."""
        method = self._tree.parent(place)
        call = None if method is None else self._tree.parent(method)
        if not isinstance(method, cst.Attribute) or not isinstance(call, cst.Call):
            return False
        name, given = method.attr.value, [arg.value for arg in call.args]
        if name in ADDERS:
            return all(map(self._is_one, given))
        if name in ("update", "extend"):
            return all(map(self.fill, given))
        return name in REMOVERS or name in ("sort", "reverse")

    def _is_one(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is of the kind, or what a loop takes from a collection of it."""
        if self._shapes.of(node) in self._kind.shapes:
            return True
        if isinstance(node, cst.Call) and self._values.symbol(node.func) in self._kind.makers:
            return True
        bindings = self._scopes.of_name(node) if isinstance(node, cst.Name) else []
        loops = [each.node for each in bindings]
        return bool(loops) and all(
            isinstance(loop, (cst.For, cst.CompFor))
            and isinstance(loop.target, cst.Name)
            and self.fill(loop.iter)
            for loop in loops
        )

    def _is_declared_by(self, binding: Binding) -> bool:
        node = binding.node
        return isinstance(node, (cst.Param, cst.AnnAssign)) and self._is_declared(node.annotation)

    def _is_declared(self, annotation: cst.Annotation | None) -> bool:
        """Whether an annotation is of a collection of the kind: `set[int]`, `set[int] | None`."""
        waiting = [annotation.annotation] if annotation is not None else []
        while waiting:
            at = waiting.pop()
            if isinstance(at, cst.BinaryOperation):
                waiting += [at.left, at.right]
            elif isinstance(at, cst.Subscript):
                items = [each.slice.value for each in at.slice if isinstance(each.slice, cst.Index)]
                if self._values.symbol(at.value) == "typing.Optional":
                    waiting += items
                    continue
                wanted = items[:1] if self._values.symbol(at.value) in _DICTS else items
                if items and all(self._values.symbol(item) in self._kind.types for item in wanted):
                    return True
        return False


def _is_empty(node: cst.BaseExpression) -> bool:
    """Whether a collection is made of nothing, so that what it holds comes later."""
    if isinstance(node, cst.Call):
        return not node.args
    return isinstance(node, (cst.List, cst.Tuple, cst.Dict)) and not node.elements
