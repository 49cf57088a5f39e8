"""What becomes of a coroutine: is it awaited, or given to something that can await it?"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum

import libcst as cst

from inngest_lint.model.flow.reach import Reach
from inngest_lint.model.flow.reactions import Reactions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import EVENT, PARALLEL
from inngest_lint.sdk.python import CONTAINERS, LOG_CALLS, MUTATORS, TASKS, VALUE_CALLS
from inngest_lint.syntax.scopes import COMPREHENSIONS, Kind


class Fate(IntEnum):
    """What becomes of a coroutine; of several uses the greatest counts."""

    DROPPED = 0
    RETURNED_INSIDE = 1  # in a collection that is returned
    RETURNED = 2
    KEPT = 3  # awaited, or given to something that can await it


# An expression of one of these can be the very thing that stands in it.
_TRANSPARENT = frozenset({cst.IfExp, cst.BooleanOperation, cst.NamedExpr})
_COLLECTIONS = (cst.Tuple, cst.List, cst.Set, cst.Dict, *COMPREHENSIONS)
_ELEMENTS = (cst.Element, cst.StarredElement, cst.DictElement, cst.StarredDictElement)
_BINDERS = (cst.Assign, cst.AnnAssign, cst.NamedExpr)
# Nobody awaits what these are given; containers keep their items for whoever does.
_READERS = ((LOG_CALLS | VALUE_CALLS) - CONTAINERS) | {EVENT.removesuffix("()")}
_NEW_COLLECTIONS = CONTAINERS | {"collections.defaultdict", "collections.deque"}
# They give what they take out of a collection, or put in.
_GIVING_MUTATORS = frozenset({"pop", "popitem", "setdefault"})


class Awaits:
    """Follows coroutines through the expressions, names and helpers of one file."""

    def __init__(self, names: Names, reach: Reach, reactions: Reactions) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._changes = names.changes
        self._reach = reach
        self._reactions = reactions

    def is_async(self, node: cst.CSTNode) -> bool:
        """Whether `node` stands in an `async def`, and so could be awaited."""
        function = self._scopes.def_of(node)
        return function is not None and function.asynchronous is not None

    def fate(self, coroutine: cst.BaseExpression) -> Fate:
        """What becomes of the coroutine that an expression gives."""
        return self._fate(coroutine, False, frozenset())

    def returner(self, coroutine: cst.BaseExpression) -> Definition | None:
        """The sync function, or the lambda with a name, that gives a coroutine to its caller."""
        function = self._scopes.function_of(coroutine)
        if isinstance(function, cst.FunctionDef):
            if function.asynchronous is not None or function.decorators:
                return None  # a decorator may await it
            return function if self.fate(coroutine) is Fate.RETURNED else None
        if function is None or function.body is not coroutine:
            return None
        return function if isinstance(self._tree.parent(function), _BINDERS) else None

    def is_forgotten(self, task: cst.Call) -> bool:
        """Whether nobody waits for a task, nor ends it: `create_task(…)` for whoever comes by."""
        return self.fate(task) is Fate.DROPPED and not self._is_cancelled(task)

    def is_waited_for(self, task: cst.Call) -> bool:
        """Whether somebody waits for a task until it is done, and does not end it before."""
        return self.fate(task) is not Fate.DROPPED and not self._is_cancelled(task)

    def _is_cancelled(self, task: cst.Call) -> bool:
        """Whether a task has a name by which it is cancelled somewhere."""
        bound = self._tree.parent(task)
        names = [t.target for t in bound.targets] if isinstance(bound, cst.Assign) else []
        uses = [use for name in names if isinstance(name, cst.Name) for use in self._uses(name)]
        methods = map(self._tree.parent, uses)
        return any(isinstance(m, cst.Attribute) and m.attr.value == "cancel" for m in methods)

    def is_lost_task(self, coroutine: cst.BaseExpression) -> bool:
        """Whether a coroutine is made a task that nobody keeps: it may vanish unfinished."""
        task = self._tree.parent(self._tree.parent(coroutine) or coroutine)
        if not isinstance(task, cst.Call) or self._values.symbol(task.func) not in TASKS:
            return False
        user = self._tree.parent(task)
        if isinstance(user, COMPREHENSIONS):
            user = self._tree.parent(user)
        elif isinstance(user, cst.Attribute) and user.attr.value == "add_done_callback":
            call = self._tree.parent(user)  # the task does not keep itself by its callback
            user = self._tree.parent(call) if call is not None else None
        if isinstance(user, cst.Assign):
            names = [target.target for target in user.targets]
            return all(isinstance(name, cst.Name) and not self._uses(name) for name in names)
        return isinstance(user, cst.Expr)

    def _fate(self, node: cst.CSTNode, inside: bool, seen: frozenset[int]) -> Fate:
        """The fate of what `node` gives: a coroutine, or with `inside` a collection of them."""
        if id(node) in seen:
            return Fate.DROPPED
        seen |= {id(node)}
        user, fates = self._tree.parent(node), [Fate.DROPPED]
        while user.__class__ in _TRANSPARENT and node is not getattr(user, "test", None):
            assert user is not None
            if isinstance(user, cst.NamedExpr):
                fates.append(self._of_binding(user, node, inside, seen))
            node, user = user, self._tree.parent(user)
        fates.append(self._by(user, node, inside, seen))
        return max(fates)

    def _by(
        self, user: cst.CSTNode | None, node: cst.CSTNode, inside: bool, seen: frozenset[int]
    ) -> Fate:
        """What `user` makes of the value of `node`, which stands in it."""
        if isinstance(user, (cst.Await, cst.Lambda, cst.Yield, cst.From, cst.AugAssign)):
            return Fate.KEPT
        if isinstance(user, cst.Return):
            return Fate.RETURNED_INSIDE if inside else Fate.RETURNED
        if isinstance(user, _BINDERS):
            return self._of_binding(user, node, inside, seen)
        if isinstance(user, cst.Arg):
            return self._of_argument(user, inside, seen)
        if isinstance(user, _ELEMENTS):
            return self._of_element(user, seen)
        if isinstance(user, COMPREHENSIONS):
            return self._fate(user, True, seen)
        if isinstance(user, cst.Expr):
            return Fate.DROPPED
        # a collection may be iterated, taken apart or asked for its items; a coroutine may not
        return Fate.KEPT if inside else Fate.DROPPED

    def _of_element(self, element: cst.CSTNode, seen: frozenset[int]) -> Fate:
        collection = self._tree.parent(element)
        statement = self._tree.parent(collection) if collection is not None else None
        if isinstance(collection, cst.Tuple) and isinstance(statement, cst.Assign):
            place = next(i for i, each in enumerate(collection.elements) if each is element)
            targets = [t.target for t in statement.targets if isinstance(t.target, cst.Tuple)]
            matching = [t for t in targets if len(t.elements) == len(collection.elements)]
            if matching and len(matching) == len(statement.targets):
                names = [target.elements[place].value for target in matching]
                return self._of_targets(statement, names, False, seen)
        return (
            self._fate(collection, True, seen)
            if isinstance(collection, _COLLECTIONS)
            else (Fate.KEPT)
        )

    def _of_argument(self, argument: cst.Arg, inside: bool, seen: frozenset[int]) -> Fate:
        call = self._tree.parent(argument)
        symbol = self._values.symbol(call.func) if isinstance(call, cst.Call) else ""
        if not isinstance(call, cst.Call) or symbol in _READERS:
            return Fate.DROPPED
        if symbol in CONTAINERS:
            # a coroutine cannot be gone through: only `dict(name=coroutine)` takes one
            taken = inside or argument.keyword is not None
            return self._fate(call, True, seen) if taken else Fate.DROPPED
        if self._reactions.is_log(call):
            return Fate.DROPPED
        if self._reach.step_symbol(call) not in ("", PARALLEL):
            return Fate.DROPPED  # no step may be awaited in a step handler
        method = call.func
        if isinstance(method, cst.Attribute) and method.attr.value in MUTATORS:
            if isinstance(method.value, cst.Name):
                return self._of_collected(method.value, seen)
        for helper in self._reach.helpers(call):
            for param, given in helper.received().items():
                if given is argument.value:
                    uses = self._scopes.uses(param.name.value, helper.function)
                    return max((self._fate(u, inside, seen) for u in uses), default=Fate.DROPPED)
        return Fate.KEPT

    def _of_collected(self, name: cst.Name, seen: frozenset[int]) -> Fate:
        """What becomes of a coroutine that is put in the collection of this name."""
        if not self._is_own_collection(name):
            return Fate.KEPT
        others = [use for use in self._uses(name) if not self._is_mutated(use)]
        return max((self._fate(use, True, seen) for use in others), default=Fate.DROPPED)

    def _is_own_collection(self, name: cst.Name) -> bool:
        """Whether a name is all that holds a collection: it is made where the name is bound."""
        bindings = self._scopes.of_name(name)
        return bool(bindings) and all(
            binding.kind is Kind.VALUE
            and self._is_new_collection(binding.value)
            and not (isinstance(binding.node, cst.Assign) and len(binding.node.targets) > 1)
            and self._scopes.function_of(binding.node) is not None
            for binding in bindings
        )

    def _is_new_collection(self, value: cst.BaseExpression | None) -> bool:
        if isinstance(value, cst.Call):
            return self._values.symbol(value.func) in _NEW_COLLECTIONS
        return isinstance(value, _COLLECTIONS)

    def _of_binding(
        self,
        binding: cst.Assign | cst.AnnAssign | cst.NamedExpr,
        node: cst.CSTNode,
        inside: bool,
        seen: frozenset[int],
    ) -> Fate:
        targets = list(_targets(binding))
        if any(isinstance(target, (cst.Tuple, cst.List)) for target in targets):
            return Fate.KEPT if inside else Fate.DROPPED  # a coroutine cannot be taken apart
        return self._of_targets(binding, targets, inside, seen)

    def _of_targets(
        self,
        binding: cst.CSTNode,
        targets: list[cst.BaseExpression],
        inside: bool,
        seen: frozenset[int],
    ) -> Fate:
        fates = [Fate.DROPPED]
        for target in targets:
            if isinstance(target, cst.Name):
                uses = self._uses_until_rebound(binding, target)
                fates += [self._fate(use, inside, seen) for use in uses]
            elif isinstance(target, cst.Subscript) and isinstance(target.value, cst.Name):
                fates.append(self._of_collected(target.value, seen))
            else:
                return Fate.KEPT  # an attribute, an item of one: kept for somebody else
        return max(fates)

    def _uses(self, name: cst.Name) -> list[cst.Name]:
        return self._scopes.uses(name.value, self._scopes.scope_of(name))

    def _uses_until_rebound(self, binding: cst.CSTNode, name: cst.Name) -> list[cst.Name]:
        """The uses of a name; those before the next assignment in its block, if there is one."""
        uses = self._uses(name)
        line = self._tree.parent(binding)
        block = self._tree.parent(line) if line is not None else None
        if not isinstance(line, cst.SimpleStatementLine) or not isinstance(
            block, (cst.IndentedBlock, cst.Module)
        ):
            return uses
        place = next(i for i, each in enumerate(block.body) if each is line)
        for later in block.body[place + 1 :]:
            if isinstance(later, cst.SimpleStatementLine) and _binds(later, name.value):
                places = range(self._tree.place(line), self._tree.places_in(later).stop)
                return [use for use in uses if self._tree.place(use) in places]
        return uses

    def _is_mutated(self, name: cst.Name) -> bool:
        """Whether a name is only the object of a method that changes it, or of `x[0] = …`."""
        method = self._tree.parent(name)
        gives = isinstance(method, cst.Attribute) and method.attr.value in _GIVING_MUTATORS
        return not gives and self._changes.is_place(name)


def _binds(line: cst.SimpleStatementLine, name: str) -> bool:
    return any(
        isinstance(target, cst.Name) and target.value == name
        for statement in line.body
        if isinstance(statement, cst.Assign)
        for target in _targets(statement)
    )


def _targets(node: cst.Assign | cst.AnnAssign | cst.NamedExpr) -> Iterator[cst.BaseExpression]:
    if isinstance(node, cst.Assign):
        yield from (target.target for target in node.targets)
    else:
        yield node.target
