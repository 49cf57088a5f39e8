"""What is done with an outcome that a value allows and an exception does not."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import NamedTuple

import libcst as cst

from inngest_lint.model.gathers.outcome import Key, Outcome
from inngest_lint.model.gathers.outcome_guards import OutcomeGuards
from inngest_lint.model.gathers.outcome_tests import OutcomeTests
from inngest_lint.model.gathers.outcomes import Outcomes
from inngest_lint.model.names.names import Names
from inngest_lint.model.names.value import Definition
from inngest_lint.sdk.python import CALCULATING, SHOWING

_DISPLAYS = frozenset({cst.Element, cst.DictElement, cst.Tuple, cst.List, cst.Set, cst.Dict})
_COLLECTING = frozenset({cst.ListComp, cst.SetComp, cst.DictComp})
_ORDER = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)
_MEMBERSHIP = (cst.In, cst.NotIn)
# What no builtin exception can do, also where a test has shown that it is one.
_IMPOSSIBLE = frozenset({"asked for an item", "called", "iterated", "unpacked", "calculated with"})


class Use(NamedTuple):
    """An expression that holds an outcome, and what is done with it."""

    node: cst.BaseExpression
    outcome: Outcome
    how: str


class OutcomeUses:
    """Finds the uses of outcomes in one file; `is_handler` tells whose result is stored as JSON."""

    def __init__(
        self,
        names: Names,
        outcomes: Outcomes,
        tests: OutcomeTests,
        guards: OutcomeGuards,
        is_handler: Callable[[cst.CSTNode | None], bool],
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._changes = names.changes
        self._outcomes = outcomes
        self._tests = tests
        self._guards = guards
        self._is_handler = is_handler
        self._mentions: dict[int, list[cst.BaseExpression]] | None = None
        self._inside: list[cst.Param] = []  # the parameters being judged, as helpers may recurse

    def all(self) -> Iterator[Use]:
        """Every use of an outcome, guarded or not, those of the parameters of helpers too."""
        for node in self._nodes():
            how = self._how(node)
            if how:
                yield Use(node, self._outcomes.of(node), how)
        loops: list[cst.For | cst.CompFor] = [
            *self._tree.all(cst.For),
            *self._tree.all(cst.CompFor),
        ]
        for loop in loops:
            if isinstance(loop.target, (cst.Tuple, cst.List)):  # `for key, value in results`
                results = self._outcomes.results(loop.iter)
                if results is not None and not results.mapping:
                    each = frozenset(Key(s, f"each {id(loop)}") for s in results.sources)
                    yield Use(loop.target, each, "unpacked")

    def is_unguarded(self, use: Use) -> bool:
        """Whether nothing has told an exception from a value where an outcome is used."""
        if self._guards.is_exception(use.node, use.outcome):
            return use.how in _IMPOSSIBLE
        return not self._guards.tell(use.node, use.outcome)

    def _nodes(self) -> Iterator[cst.BaseExpression]:
        names = self._outcomes.names
        for name in self._tree.all(cst.Name):
            if name.value not in names:
                continue
            above = self._tree.parent(name)
            if type(above) is cst.Attribute and above.attr is name:
                continue
            if type(above) is cst.Arg and above.keyword is name:
                continue
            if type(above) is cst.NamedExpr and above.target is name:
                continue
            if self._outcomes.of(name):
                yield name
        for node in (*self._tree.all(cst.Subscript), *self._tree.all(cst.Call)):
            if self._outcomes.of(node):
                yield node

    def _how(self, node: cst.BaseExpression) -> str:
        """What is done with what `node` holds; empty for what every object allows."""
        below: cst.CSTNode = node
        collected = False
        for above in self._tree.ancestors(node):
            if above.__class__ in _DISPLAYS:
                collected = True
            elif above.__class__ in _COLLECTING:
                if type(below) is cst.CompFor or self._outcomes.results(above) is not None:
                    return ""
                collected = True
            elif type(above) is cst.Return:
                handler = self._is_handler(self._scopes.function_of(above))
                return "returned" if handler else ""
            elif type(above) is cst.Lambda:
                return "returned" if self._is_handler(above) else ""
            elif not _hands_on(above, below):
                return self._collected(above) if collected else self._by(above, below)
            below = above
        return ""

    def _collected(self, above: cst.CSTNode) -> str:
        """What is done with a name that is bound to a collection with an outcome in it."""
        if isinstance(above, cst.Assign) and len(above.targets) == 1:
            target = above.targets[0].target
            if isinstance(target, cst.Name) and not self._changes.is_changed(target):
                if len(self._scopes.of_name(target)) == 1:
                    for use in self._scopes.uses(target.value, self._scopes.scope_of(target)):
                        user = self._tree.parent(use)
                        if isinstance(user, cst.Return):
                            if self._is_handler(self._scopes.function_of(user)):
                                return "returned"
        return ""

    def _by(self, above: cst.CSTNode, below: cst.CSTNode) -> str:
        """What `above` does with the expression `below`, which stands in it."""
        if isinstance(above, cst.Attribute):
            return "" if above.attr.value.startswith("__") else f"asked for .{above.attr.value}"
        if isinstance(above, cst.Subscript):
            return "asked for an item" if above.value is below else ""
        if isinstance(above, cst.Call):
            return "called"
        if isinstance(above, cst.Arg):
            return "unpacked" if above.star else self._argument(above)
        if isinstance(above, (cst.For, cst.CompFor)):
            return "iterated" if above.iter is below else ""
        if isinstance(above, (cst.StarredElement, cst.StarredDictElement)):
            return "unpacked"
        if isinstance(above, cst.Assign):
            several = any(isinstance(t.target, (cst.Tuple, cst.List)) for t in above.targets)
            return "unpacked" if several else ""
        if isinstance(above, cst.BinaryOperation):
            shown = isinstance(above.operator, cst.Modulo) and isinstance(
                above.left, cst.BaseString
            )
            return "" if shown and below is above.right else "calculated with"
        if isinstance(above, cst.AugAssign):
            return "calculated with"
        if isinstance(above, cst.UnaryOperation):
            return "" if isinstance(above.operator, cst.Not) else "calculated with"
        if isinstance(above, cst.Comparison):
            return "compared" if isinstance(above.comparisons[0].operator, _ORDER) else ""
        if isinstance(above, cst.ComparisonTarget):
            asked = isinstance(above.operator, _MEMBERSHIP)
            return "searched" if asked else self._ordered(above)
        return ""

    def _ordered(self, target: cst.ComparisonTarget) -> str:
        return "compared" if isinstance(target.operator, _ORDER) else ""

    def _argument(self, arg: cst.Arg) -> str:
        call = self._tree.parent(arg)
        if not isinstance(call, cst.Call):
            return ""
        helpers = self._tests.helpers(call)
        for helper in helpers:
            for param, value in helper.received().items():
                if value is arg.value and self._is_used(param):
                    return f"passed to {_name(helper.function)}, which does not test it"
        symbol = self._values.symbol(call.func)
        module, _, name = symbol.rpartition(".")
        if helpers or not name:
            return ""
        if module == "builtins":
            known = getattr(builtins, name, None)
            shown = isinstance(known, type) and issubclass(known, BaseException)
            return "" if shown or symbol in SHOWING else f"passed to {name}()"
        keywords = {each.keyword.value for each in call.args if each.keyword is not None}
        calculates = symbol.startswith(CALCULATING) and "default" not in keywords
        return f"passed to {name}()" if calculates else ""

    def _is_used(self, param: cst.Param) -> bool:
        """Whether a helper of the file uses what a parameter holds, and has not tested it."""
        if param in self._inside or not self._outcomes.is_fed(param):
            return False
        if self._mentions is None:
            self._mentions = {}
            for node in self._nodes():
                for source in {key.source for key in self._outcomes.of(node)}:
                    self._mentions.setdefault(source, []).append(node)
        self._inside.append(param)
        uses = (
            Use(node, self._outcomes.of(node), self._how(node))
            for node in self._mentions.get(id(param), ())
        )
        found = any(use.how and self.is_unguarded(use) for use in uses)
        self._inside.pop()
        return found


def _hands_on(above: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether the value of `above` can be that of `below`, which stands in it."""
    if isinstance(above, cst.IfExp):
        return below is not above.test
    if isinstance(above, cst.BooleanOperation):  # an exception is true
        return below is above.right or isinstance(above.operator, cst.Or)
    return isinstance(above, cst.NamedExpr)


def _name(function: Definition) -> str:
    return f"{function.name.value}()" if isinstance(function, cst.FunctionDef) else "a lambda"
