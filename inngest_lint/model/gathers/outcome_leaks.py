"""Where the results of a gather leave a function as they are, with the exceptions among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import libcst as cst

from inngest_lint.model.flow.control_flow import ControlFlow
from inngest_lint.model.gathers.outcome_guards import OutcomeGuards
from inngest_lint.model.gathers.outcome_tests import Width
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.calls import Helper, returned_expressions
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.names import STEP_DECORATOR
from inngest_lint.sdk.python import PASS_THROUGH, RUNNERS, SEQUENCES
from inngest_lint.syntax import literals

# Decorators that give back what the function gives.
_TRANSPARENT = frozenset(
    {"builtins.staticmethod", "builtins.classmethod", "functools.wraps()", STEP_DECORATOR}
)
_HANDING_ON = PASS_THROUGH | RUNNERS | SEQUENCES | {"builtins.dict", "builtins.sorted"}


class OutcomeLeaks:
    """Looks for results in what the functions of one file return."""

    def __init__(
        self, names: Names, flow: ControlFlow, outcomes: Outcomes, guards: OutcomeGuards
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._changes = names.changes
        self._reach = flow.reach
        self._reaching = flow.reaching
        self._outcomes = outcomes
        self._guards = guards
        self._inside: list[Definition] = []  # the functions being judged, which may call each other
        self._growing: set[tuple[int, str]] = set()  # the names, which may be bound to themselves

    def of(self, handler: Definition) -> Iterator[cst.CSTNode]:
        """The `return`s of a step handler, or the body of its lambda, that give results away."""
        if not self._is_plain(handler):
            return
        for returned in returned_expressions(handler, self._scopes):
            if self._sources(returned, returned):
                above = self._tree.parent(returned)
                yield above if isinstance(above, cst.Return) else returned

    def gives_results(self, function: Definition, returned: cst.BaseExpression) -> bool:
        """Whether a function returns results that it has made itself or got from a helper."""
        results = self._outcomes.results(returned)
        if results is None or not self._is_plain(function):
            return False
        params = {id(param) for param in _params(function)}
        untested = self._guards.of_results(returned, results.sources) is Width.NONE
        return untested and not params & results.sources

    def _is_plain(self, function: Definition) -> bool:
        """Whether nothing around a function can change what it gives."""
        return isinstance(function, cst.Lambda) or all(
            self._values.symbol(decorator.decorator) in _TRANSPARENT
            for decorator in function.decorators
        )

    def _sources(self, node: cst.BaseExpression, place: cst.CSTNode) -> frozenset[int]:
        """The sources of the untested results in what `node` gives where `place` runs."""
        results = self._outcomes.results(node)
        if results is not None:
            tested = self._guards.of_results(place, results.sources) is not Width.NONE
            return frozenset() if tested else results.sources
        if type(node) is cst.Name:
            value = self._bindings.expression(node)
            if value is node or self._changes.is_changed(node):
                return self._grown(node, place)
            return self._sources(value, place) if isinstance(value, _DISPLAYS) else frozenset()
        if type(node) is cst.Call:
            return self._called(node, place)
        found = (self._sources(part, place) for part in _parts(node))
        return frozenset[int]().union(*found)

    def _grown(self, name: cst.Name, place: cst.CSTNode) -> frozenset[int]:
        """The sources of what a name is bound to bit by bit, where nothing else is done with it."""
        home = id(self._scopes.scope_of(name)), name.value
        uses = self._scopes.uses(name.value, self._scopes.scope_of(name))
        if home in self._growing or not all(self._only_grows(use) for use in uses):
            return frozenset()
        self._growing.add(home)
        given = [*self._bound(name), *(arg for use in uses for arg in self._put_in(use))]
        found = [self._sources(each, each) & self._sources(each, place) for each in given]
        self._growing.discard(home)
        return frozenset[int]().union(*found)

    def _bound(self, name: cst.Name) -> Iterator[cst.BaseExpression]:
        """What a name is bound to before it is read, and what `+=` has added to that."""
        seen: set[int] = set()
        waiting = [name]
        while waiting:
            for binding in self._reaching.of(waiting.pop()):
                if id(binding) in seen:
                    continue
                seen.add(id(binding))
                if binding.value is not None:
                    yield binding.value
                elif isinstance(binding.node, cst.AugAssign):
                    yield binding.node.value
                    if isinstance(binding.node.target, cst.Name):
                        waiting.append(binding.node.target)

    def _only_grows(self, use: cst.Name) -> bool:
        """Whether a use of a list adds to it, returns it or asks for its length, and no more."""
        if self._put_in(use):
            return True
        for above in self._tree.ancestors(use):
            if isinstance(above, cst.Call):
                return self._values.symbol(above.func) == "builtins.len"
            if isinstance(above, (cst.Return, cst.AugAssign)):
                return True
            if isinstance(above, cst.Assign):
                targets = [literals.dotted(target.target) for target in above.targets]
                return targets == [use.value]
            if not isinstance(above, _ADDING):
                return False
        return False

    def _put_in(self, use: cst.Name) -> list[cst.BaseExpression]:
        """What `use.extend(…)` or `use.append(…)` adds to a list."""
        method = self._tree.parent(use)
        call = self._tree.parent(method) if isinstance(method, cst.Attribute) else None
        if not isinstance(method, cst.Attribute) or not isinstance(call, cst.Call):
            return []
        adds = call.func is method and method.attr.value in ("append", "extend")
        return [arg.value for arg in call.args] if adds else []

    def _called(self, call: cst.Call, place: cst.CSTNode) -> frozenset[int]:
        if self._values.symbol(call.func) in _HANDING_ON:
            found = (self._sources(arg.value, place) for arg in call.args if not arg.star)
            return frozenset[int]().union(*found)
        found_in_helpers: frozenset[int] = frozenset()
        definition = self._values.definition(call.func)
        for helper in self._reach.helpers(call):
            if helper.function is definition and not helper.assumed:
                found_in_helpers |= self._returned(helper, call, place)
        return found_in_helpers

    def _returned(self, helper: Helper, call: cst.Call, place: cst.CSTNode) -> frozenset[int]:
        """What a helper of the file gives back of what it receives, or has gathered itself."""
        function = helper.function
        if function in self._inside or not self._is_plain(function):
            return frozenset()
        received = {id(param): value for param, value in helper.received().items()}
        found: frozenset[int] = frozenset()
        self._inside.append(function)
        for returned in returned_expressions(function, self._scopes):
            for source in self._sources(returned, returned):
                if source in received:
                    found |= self._sources(received[source], place)
                elif all(source != id(param) for param in _params(function)):
                    found |= {id(call)}
        self._inside.pop()
        return found


_DISPLAYS = (cst.Tuple, cst.List, cst.Set, cst.Dict)
_ADDING = (
    *_DISPLAYS,
    cst.Element,
    cst.DictElement,
    cst.StarredElement,
    cst.BinaryOperation,
    cst.Arg,
)


def _parts(node: cst.BaseExpression) -> Sequence[cst.BaseExpression]:
    """The expressions whose value is a part of the value of `node`, or all of it."""
    if type(node) is cst.IfExp:
        return [node.body, node.orelse]
    if isinstance(node, (cst.Tuple, cst.List, cst.Set, cst.Dict)):
        return [element.value for element in node.elements]
    if isinstance(node, cst.BooleanOperation):
        return [node.left, node.right]
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Add):
        return [node.left, node.right]
    if isinstance(node, cst.Await):
        return [node.expression]
    return [node.value] if isinstance(node, cst.NamedExpr) else []


def _params(function: Definition) -> list[cst.Param]:
    params = function.params
    return [*params.posonly_params, *params.params, *params.kwonly_params]
