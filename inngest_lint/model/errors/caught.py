"""What the body of an `except` asks of the error that it has caught."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from inngest_lint.model.flow.guards import Guards
from inngest_lint.model.names.names import Names
from inngest_lint.syntax import literals
from inngest_lint.syntax.tree import walk


class CaughtError:
    """The error of one clause, under whatever name."""

    def __init__(
        self, names: Names, guards: Guards, clause: cst.ExceptHandler | cst.ExceptStarHandler
    ) -> None:
        self._tree = names.tree
        self._scopes = names.scopes
        self._values = names.values
        self._bindings = names.bindings
        self._guards = guards
        self._clause = clause

    @property
    def name(self) -> str | None:
        """The name it is bound to."""
        alias = self._clause.name
        return alias.name.value if alias and isinstance(alias.name, cst.Name) else None

    def is_it(self, node: cst.CSTNode) -> bool:
        """Whether an expression is the error; what `except*` gets is a group of errors."""
        if type(node) is not cst.Name or type(self._clause) is cst.ExceptStarHandler:
            return False
        stood_for = self._bindings.expression(node)
        return type(stood_for) is cst.Name and any(
            binding.node is self._clause for binding in self._scopes.of_name(stood_for)
        )

    def asked_types(self, test: cst.CSTNode) -> cst.BaseExpression | None:
        """The classes for which `isinstance` asks the error; None if it is no such test."""
        if not isinstance(test, cst.Call) or len(test.args) != 2:
            return None
        if self._values.symbol(test.func) != "builtins.isinstance":
            return None
        return test.args[1].value if self.is_it(test.args[0].value) else None

    @property
    def types(self) -> Iterator[cst.BaseExpression]:
        """The classes for which the clause asks it, in tests and in patterns."""
        for call in self._tree.within(self._clause.body, cst.Call):
            types = self.asked_types(call)
            if types is not None:
                yield types
        for match in self._tree.within(self._clause.body, cst.Match):
            if self.is_it(match.subject):
                for case in match.cases:
                    if isinstance(case.pattern, cst.MatchClass):
                        yield case.pattern.cls

    def asked_before(self, node: cst.CSTNode) -> Iterator[tuple[cst.BaseExpression, bool]]:
        """The classes for which tests have asked it where `node` runs, and what they gave."""
        for fact in self._guards.facts(node):
            types = self.asked_types(fact.test)
            if types is not None:
                yield types, fact.held

    @property
    def is_tested(self) -> bool:
        """Whether a test in the clause asks for anything of it."""
        tests = [
            node.test if isinstance(node, (cst.If, cst.IfExp)) else node.subject
            for node in walk(self._clause.body)
            if isinstance(node, (cst.If, cst.IfExp, cst.Match))
        ]
        return any(self.is_it(node) for test in tests for node in walk(test))

    @property
    def reads(self) -> Iterator[cst.Attribute]:
        """Its attributes that the clause reads."""
        for node in self._tree.within(self._clause.body, cst.Attribute):
            if self.is_it(node.value):
                if not isinstance(self._tree.parent(node), cst.AssignTarget):
                    yield node

    def is_asked_before(self, node: cst.CSTNode) -> bool:
        """Whether a test has asked what it is, or what it has, where `node` runs."""
        return any(map(self._asks, self._tests(node)))

    def _tests(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        return (self._guards.tested(fact) for fact in self._guards.facts(node))

    def _asks(self, test: cst.CSTNode) -> bool:
        """Whether a test asks for the class of the error, or whether it has an attribute."""
        if self.is_it(test):
            return True  # the subject of a `match`
        if not isinstance(test, cst.Call) or not test.args or not self.is_it(test.args[0].value):
            return False
        return literals.dotted(test.func) in ("isinstance", "hasattr")
