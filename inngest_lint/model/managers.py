"""The context managers of a function: what each `with` holds around its body."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.handlers import Handler
from inngest_lint.model.names.held import held, name_of
from inngest_lint.model.names.value import Definition, Instance, Local
from inngest_lint.once import cached_property
from inngest_lint.sdk.python import SUPPRESS
from inngest_lint.syntax.tree import walk

_EXITS = ("__aexit__", "__exit__")


class Manager:
    """One item of a `with`."""

    def __init__(self, code: Code, node: cst.With, item: cst.BaseExpression) -> None:
        self.node = node
        self.item = item
        self._code = code
        self._item = code.bindings.expression(item)

    @cached_property
    def around_steps(self) -> bool:
        """Whether its `with` encloses a step, helpers of the file included."""
        return self._code.reach.surrounds_steps(self.node.body)

    @property
    def name(self) -> str:
        """What it is called where it is entered."""
        return name_of(self.item)

    @property
    def in_step(self) -> bool:
        """Whether it stands in a step handler."""
        return self._code.step_handlers.holds(self.node)

    @cached_property
    def held(self) -> str | None:
        """What it holds as long as its body runs, in words: a lock, a transaction …"""
        return held(self.item, self._code.names)

    @property
    def symbol(self) -> str:
        """The symbol of what it is made with; empty if it has none."""
        item = self._item
        return self._code.values.symbol(item.func if isinstance(item, cst.Call) else item)

    def suppresses(self, catches: Callable[[str], bool]) -> bool:
        """Whether it is `contextlib.suppress` of an exception that `catches` tells of by symbol."""
        return any(catches(self._code.values.symbol(each)) for each in self.suppressed)

    @property
    def suppressed(self) -> list[cst.BaseExpression]:
        """The exceptions that it suppresses, if it is `contextlib.suppress`."""
        if self.symbol != SUPPRESS or not isinstance(self._item, cst.Call):
            return []
        sequences = self._code.sequences
        return [
            exception
            for arg in self._item.args
            for exception in (sequences.read(arg.value).known if arg.star else [arg.value])
        ]

    @property
    def made_by(self) -> cst.BaseExpression:
        """The expression that makes it: that of its `with`, or of the name that stands there."""
        return self._item

    @property
    def is_used_once(self) -> bool:
        """Whether no other code uses what it is."""
        scopes, item = self._code.scopes, self.item
        if item is self._item:
            return True
        return (
            isinstance(item, cst.Name) and len(scopes.uses(item.value, scopes.scope_of(item))) == 1
        )

    @property
    def code_of_file(self) -> list[cst.FunctionDef]:
        """The functions of the file that run when it is entered or left; empty if unknown."""
        return list(self._code_of_file())

    @property
    def handlers(self) -> list[Handler]:
        """The `except` clauses of the file around its body: those of a `try` around a `yield`."""
        return [
            Handler(self._code, function, statement, clause, around_steps=self.around_steps)
            for function in self.code_of_file
            for statement in self._code.tries_of(function)
            if any(isinstance(node, cst.Yield) for node in walk(statement.body))
            for clause in statement.handlers
        ]

    def is_exit(self, function: cst.FunctionDef) -> bool:
        """Whether `function` is the method that runs when its body has ended."""
        return function.name.value in _EXITS

    def _code_of_file(self) -> Iterator[cst.FunctionDef]:
        values = self._code.values
        made = values.of(self._item)
        if isinstance(made, Instance):
            for name in _EXITS:
                method = values.member_of(made, name)
                if isinstance(method, Local) and isinstance(method.node, cst.FunctionDef):
                    yield method.node
        elif isinstance(self._item, cst.Call):
            maker = values.definition(self._item.func)
            if isinstance(maker, cst.FunctionDef):
                yield maker


def managers_of(code: Code, function: Definition) -> list[Manager]:
    """What the `with` statements of a function hold."""
    return [
        Manager(code, statement, item.item)
        for statement in code.own(function, cst.With)
        for item in statement.items
    ]
