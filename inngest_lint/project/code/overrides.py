"""Which methods `self.work` may be: that of a class, and those of its subclasses in any module."""

from __future__ import annotations

import ast

from inngest_lint.project.code.arguments import is_method
from inngest_lint.project.code.bindings import FUNCTIONS, Kind
from inngest_lint.project.code.heirs import Heirs
from inngest_lint.project.code.naming import last_name
from inngest_lint.project.code.resolver import Resolver
from inngest_lint.project.code.things import Object, Place


class Overrides:
    """Finds the methods that a call may come to, where the class of the object is not sure."""

    def __init__(self, heirs: Heirs, resolver: Resolver) -> None:
        self._heirs = heirs
        self._resolver = resolver

    def called(self, callee: Place) -> list[Place]:
        """What `self.work` may be, or `job.work` of a parameter; empty if just what it says."""
        node = callee.node
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            return []
        bindings = callee.module.tree.lookup(node.value.id, callee.scope)
        if [binding.kind for binding in bindings] != [Kind.PARAMETER]:
            return []  # what has just been made has no other class
        owner = self._resolver.one(callee.at(node.value))
        return self.of(owner.cls, node.attr) if isinstance(owner, Object) else []

    def of(self, cls: Place, name: str) -> list[Place]:
        """The methods that have a name in a class and below it; empty if none is overridden.

        A method that is only there to be overridden is none of them. Empty for a protocol as well:
        a class can meet it without a word.
        """
        if _is_protocol(cls):
            return []
        found: list[Place] = []
        for heir in self._heirs.of(cls):
            for binding in heir.module.tree.bindings(heir.node).get(name, ()):  # type: ignore[arg-type]
                if not isinstance(binding.node, FUNCTIONS):
                    return []
                found.append(Place(heir.module, binding.node, heir.node))  # type: ignore[arg-type]
        own = self._resolver.member(Object(cls), name) if found else []
        methods = [each for each in own if isinstance(each, Place) and each.is_function]
        return [each for each in (*methods, *found) if not is_stub(each)]


def _is_protocol(cls: Place) -> bool:
    bases = getattr(cls.node, "bases", ())
    named = (base.value if isinstance(base, ast.Subscript) else base for base in bases)
    return any(last_name(each) == "Protocol" for each in named)


def is_stub(function: Place) -> bool:
    """Whether a method is there to be overridden: a docstring, `...`, `NotImplementedError`."""
    node = function.node
    if not is_method(function) or not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    return all(
        isinstance(statement, ast.Pass)
        or (isinstance(statement, ast.Raise) and "NotImplemented" in ast.dump(statement))
        or (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
        for statement in node.body
    )
