"""What an `except` around steps gets of its `try`: the errors of steps, and which others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import libcst as cst

from inngest_lint.model.code import Code
from inngest_lint.model.errors.caught import CaughtError
from inngest_lint.model.errors.classes import raises_again
from inngest_lint.model.errors.escapes import Escape
from inngest_lint.model.errors.wants import ANYTHING, Want, want
from inngest_lint.model.flow.paths import Exit, Flow
from inngest_lint.once import cached_property
from inngest_lint.project.code.lineage import Lineage, outside
from inngest_lint.sdk.errors import (
    NON_RETRIABLE,
    RETRY_CONTROL,
    STEP_ERROR,
    STEP_ERROR_ATTRIBUTES,
    is_plain_attribute,
)

ExceptClause: TypeAlias = cst.ExceptHandler | cst.ExceptStarHandler


class Arrivals:
    """The errors that come to one clause of a `try`; `error` is what it has caught."""

    def __init__(
        self,
        code: Code,
        statement: cst.Try | cst.TryStar,
        clause: ExceptClause,
        error: CaughtError,
    ) -> None:
        self.error = error
        self._code = code
        self._statement = statement
        self._clause = clause

    @property
    def are_of_steps(self) -> bool:
        """Whether the clause is the one of its `try` that gets the errors of failed steps."""
        return self._code.escapes.clause_for(outside(STEP_ERROR), self._statement) is self._clause

    @property
    def are_replaced(self) -> bool:
        """Whether the clause raises another error for them."""
        return any(node.exc is not None for node in self._raised)

    @property
    def retriable_raises(self) -> Iterator[tuple[cst.Raise, Lineage]]:
        """Where the clause raises a retriable error for that of a step, and nothing keeps it."""
        for node in self._raised:
            if node.exc is None or self._code.escapes.is_again(node):
                continue
            error = self._code.error_classes.raised(node.exc)
            if error.is_known and not error.is_a({STEP_ERROR, *RETRY_CONTROL}):
                if self._is_for_step_errors(node) and self._code.outward.leaves(node, error):
                    yield node, error

    def _is_for_step_errors(self, node: cst.CSTNode) -> bool:
        """Whether tests of the caught error let one of a step come to `node`."""
        error = outside(STEP_ERROR)
        return all(
            error.is_a(each.key for each in self._code.error_classes.asked(types)) is held
            for types, held in self.error.asked_before(node)
        )

    @property
    def are_only_of_steps(self) -> bool:
        """Whether the clause names `StepError` and nothing else."""
        return all(each.key == STEP_ERROR for each in self.classes)

    def may_be_any_of(self, types: cst.BaseExpression) -> bool:
        """Whether an error that comes may be of one of these classes."""
        wanted = [want(each) for each in self._code.error_classes.asked(types)]
        if self.are_only_of_steps:
            return None in wanted
        return any(each is None or self._may_come(each) for each in wanted)

    def may_have(self, attribute: str) -> bool:
        """Whether an error that comes may have an attribute."""
        if attribute in STEP_ERROR_ATTRIBUTES:
            return True
        if self.are_only_of_steps:
            return False
        return is_plain_attribute(attribute) or self._may_come(ANYTHING)

    def _may_come(self, wanted: Want) -> bool:
        return self._code.surprises.may_raise(self._statement.body, wanted)

    @property
    def classes(self) -> list[Lineage]:
        """The classes that the clause names."""
        return self._code.error_classes.caught(self._clause)

    @property
    def before(self) -> list[Lineage]:
        """The classes that clauses of the `try` before this one take away."""
        found: list[Lineage] = []
        for clause in self._statement.handlers:
            if clause is self._clause:
                break
            found += self._code.error_classes.caught(clause)
        return found

    def may_be(self, error: Lineage) -> bool:
        """Whether an error of this class may come; a step that has failed gives only its own."""
        wanted = want(error)
        return wanted is None or self._may_come(wanted)

    def known(self, *, in_step: bool) -> list[Escape]:
        """The errors that come as they were raised, in steps or outside, as the code shows them."""
        statement, escapes = self._statement, self._code.escapes
        return [
            each
            for each in escapes.of_block(statement.body, in_step=in_step)
            if escapes.clause_for(each.error, statement) is self._clause
        ]

    def lets_pass(self, error: Lineage) -> bool:
        """Whether an error of this class leaves the clause as it came, before any step or send.

        To raise a final error for a final one comes to the same, and so does a test that asks for
        it: what is meant for it has been thought of.
        """
        asked = map(self._code.error_classes.asked, self.error.types)
        if any(error.is_a(each.key for each in classes) for classes in asked):
            return True
        flow = Flow(self.error.name, self._code.has_effect, self._code.raises.always)
        left = {Exit.RERAISE}
        if error.is_a({NON_RETRIABLE}) and all(map(self._is_final, self._raised)):
            left.add(Exit.RAISE)
        return all(path.exit in left and not path.marked for path in flow.paths(self._clause.body))

    @cached_property
    def _raised(self) -> list[cst.Raise]:
        """The `raise` statements of the clause."""
        return self._code.reach.executed_of(self._clause.body, cst.Raise)

    def _is_final(self, node: cst.Raise) -> bool:
        return raises_again(self._clause, node) or (
            node.exc is not None and self._code.error_classes.raised(node.exc).is_a({NON_RETRIABLE})
        )
